// Each example, played as its command does: its views become fresh, and are what their definitions say.
import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { playExample, readExampleConfig } from "../../examples/play-example.ts";
import { listExamples, readExample } from "../../examples/read-example.ts";
import { findRepository, runCommand, type StackConfig, stackEnv } from "../../stack/index.ts";
import { makeStack, removeStack } from "../stack/support/throwaway-stack.ts";
import { eventually } from "../support/eventually.ts";

beforeAll(async () => {
  // The command line takes the migration from what was built.
  const repoDir = findRepository();
  await runCommand([path.join(repoDir, "node_modules/.bin/tsx"), "scripts/build-sql.ts"], { cwd: repoDir });
});

describe.each(listExamples())("the example %s", (name) => {
  const example = readExample(name);
  const lines: string[] = [];
  let config: StackConfig;

  beforeAll(async () => {
    const own = await makeStack();
    config = readExampleConfig(example, { STACK_PORT: String(own.ports.gateway), STACK_DIR: own.dir });
    await playExample(example, config, (line) => lines.push(line));
  });
  afterAll(async () => {
    await removeStack(config);
    rmSync(config.projectDir, { recursive: true, force: true });
  });

  it("shows the change that is made in it", () => {
    const last = lines.at(-1) ?? "";
    expect(last).toMatch(new RegExp(`^${example.shows.what}: \\d+, \\d+ s later$`));
    // It was something else before.
    expect(lines.filter((line) => line.startsWith(`${example.shows.what}: `))[0]).not.toBe(
      last.split(",")[0],
    );
  });

  it("has every view fresh, without an error, and as its definition says", async () => {
    const sql = postgres(stackEnv(config).SUPABASE_DB_URL, { max: 1, onnotice: () => {} });
    try {
      for (const [view = ""] of example.manage) {
        const status = await eventually(
          `${view} is fresh`,
          async () => (await sql`select dashboard_refresh.status(${view}) as status`)[0]?.status,
          ({ state }) => state === "fresh",
          { deadlineMs: 60_000, everyMs: 500 },
        );
        const errors = status.problems.filter(
          (problem: { severity: string }) => problem.severity === "error",
        );
        expect(errors).toEqual([]);
        expect(status.skip).toMatchObject({ possible: true });
        const [row] = await sql`select dashboard_refresh.drift(${view}) as drift`;
        expect(row?.drift).toMatchObject({ complete: true, missing: 0, extra: 0, different: 0 });
      }
    } finally {
      await sql.end();
    }
  });

  it("is left as it was: only a copy of it is served", async () => {
    const { repoDir } = config;
    const changed = await runCommand(
      ["git", "status", "--short", "--", path.relative(repoDir, example.dir)],
      {
        cwd: repoDir,
      },
    );
    expect(changed).not.toMatch(/\?\?|_refresh_dashboard_|\.installed\.json/);
  });

  it("is explained, with the command that starts it", () => {
    const readme = readFileSync(path.join(example.dir, "README.md"), "utf8");
    expect(readme).toContain(`npm run example -- ${name}\n`);
  });
});
