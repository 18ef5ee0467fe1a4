// Runs every SQL and shell block of the runbook, in order, and compares what it answers, so that it cannot rot.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Block, ROTATION, readRunbook } from "../support/runbook.ts";
import { call, connect, env } from "../support/stack.ts";

const execute = promisify(execFile);
const sql = connect();

async function runBlock({ language, code }: Block): Promise<string> {
  const { stdout } =
    language === "sql"
      ? await execute("psql", [
          env.SUPABASE_DB_URL,
          "--no-psqlrc",
          "-v",
          "ON_ERROR_STOP=1",
          ...statements(code),
        ])
      : await execute("bash", ["-euo", "pipefail", "-c", code], { env: { ...process.env, ...env } });
  return stdout;
}

/** Each statement on its own, as an editor or a prompt sends them: one -c with several would be one transaction. */
const statements = (code: string) =>
  code
    .split(/;\s*$/m)
    .filter((statement) => statement.trim() !== "")
    .flatMap((statement) => ["-c", statement]);

const settings = (patch: object) =>
  sql`select dashboard_refresh.reconfigure(settings => ${JSON.stringify(patch)})`;

/** A run that failed, as there is one on a stack that has been at work for a while: of a lock that somebody held. */
async function failOnce(): Promise<void> {
  await settings({ lock_timeout: "100 milliseconds" });
  await sql.begin(async (holder) => {
    await holder`lock table public.prospectos in access exclusive mode`;
    const [row] = await sql`select dashboard_refresh.request() as id`;
    const [run] = await sql`select dashboard_refresh.run(${row?.id}) as outcome`;
    expect(run?.outcome).toMatchObject({ status: "failed", error: { sqlstate: "55P03" } });
  });
  await settings({ lock_timeout: null });
}

beforeAll(async () => {
  // Of watchdogs that other tests gave a later time: the runbook shows the newest alerts.
  await sql`delete from dashboard_refresh.alerts where created_at > clock_timestamp()`;
  await failOnce();
  expect((await call("POST", "/refresh", { body: {} })).status).toBe(200);
});
afterAll(() => sql.end());

const blocks = readRunbook();
const here = blocks.filter((block) => block.heading !== ROTATION);

describe("docs/operations.md", () => {
  it("has no block that is left out, and none of which the exit code alone would be looked at", () => {
    expect(blocks.length - here.length).toBe(3);
    expect(here.length).toBeGreaterThan(40);
    expect(here.filter(({ language }) => language !== "sql" && language !== "sh")).toEqual([]);
    expect(here.filter(({ answers }) => answers.length === 0)).toEqual([]);
  });

  it.each(here.map((block) => [`${block.language} under "${block.heading}"`, block] as const))(
    "has %s that runs and answers as it says",
    async (_name, block) => {
      const output = await runBlock(block);
      for (const answer of block.answers) expect(output).toMatch(answer);
    },
  );
});
