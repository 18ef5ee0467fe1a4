// The workflow of the repository: what it runs exists, and nobody else can change or use what it runs with.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";

const REPOSITORY = path.resolve(import.meta.dirname, "../..");
const FOLDER = path.join(REPOSITORY, ".github/workflows");

const Step = z.strictObject({
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.string()).optional(),
  if: z.string().optional(),
});
const Workflow = z.looseObject({
  on: z.record(z.string(), z.unknown()),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.unknown() }),
  jobs: z.record(
    z.string(),
    z.looseObject({
      "runs-on": z.string(),
      "timeout-minutes": z.number().max(120),
      permissions: z.record(z.string(), z.string()),
      steps: z.array(Step).min(2),
    }),
  ),
});

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(path.join(REPOSITORY, "package.json"), "utf8")));

describe.each(readdirSync(FOLDER))("%s", (name) => {
  const text = readFileSync(path.join(FOLDER, name), "utf8");
  const workflow = Workflow.parse(parse(text));
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);
  const lines = steps.flatMap(({ run }) => (run ?? "").split("\n")).map((line) => line.trim());

  it("pins every action to a commit, with its version beside it", () => {
    const used = text.split("\n").filter((line) => /\buses:/.test(line));
    expect(used).toHaveLength(steps.filter(({ uses }) => uses).length);
    for (const line of used) expect(line).toMatch(/uses: [\w-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    const commits = new Map<string, Set<string>>();
    for (const [, action = "", commit = ""] of text.matchAll(/uses: (\S+)@(.+)$/gm))
      commits.set(action, (commits.get(action) ?? new Set()).add(commit));
    for (const [action, found] of commits) expect([action, found.size]).toEqual([action, 1]);
  });

  it("may read the repository and nothing else, and leaves no token in the checkout", () => {
    expect(workflow.permissions).toEqual({});
    for (const [, job] of jobs) expect(job.permissions).toEqual({ contents: "read" });
    const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
    expect(checkouts).toHaveLength(jobs.length);
    for (const { with: options } of checkouts) expect(options?.["persist-credentials"]).toBe(false);
    expect(text).not.toMatch(/secrets\./);
  });

  it("is not started by what lets a stranger's change run with rights", () => {
    expect(Object.keys(workflow.on).sort()).toEqual(["pull_request", "push", "workflow_dispatch"]);
  });

  it("puts nothing that a stranger writes into a command", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  it("runs commands that there are", () => {
    const named = lines.flatMap((line) =>
      [...line.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, s]) => s ?? ""),
    );
    expect(named).toContain("test:target");
    for (const script of named) expect(Object.keys(scripts)).toContain(script);
    const files = lines.flatMap((line) =>
      [...line.matchAll(/\bbash ([\w./-]+)/g)].map(([, file]) => file ?? ""),
    );
    expect(files).toEqual([".ci/run"]);
    for (const file of files) expect(existsSync(path.join(REPOSITORY, file))).toBe(true);
    const ofCli = lines.flatMap((line) =>
      [...line.matchAll(/npx supabase ([a-z]+(?: [a-z]+)?)/g)].map(([, s]) => s),
    );
    expect(ofCli).toEqual(["start", "test db", "db advisors", "status"]);
  });
});

it("the stack of Supabase is given every variable that config.toml asks the environment for", () => {
  const config = readFileSync(path.join(REPOSITORY, "supabase/config.toml"), "utf8");
  const asked = [...config.matchAll(/env\((\w+)\)/g)].map(([, name]) => name);
  expect(asked.length).toBeGreaterThan(1);
  const workflow = readFileSync(path.join(FOLDER, "ci.yml"), "utf8");
  const job = workflow.slice(workflow.indexOf("\n  supabase:"));
  for (const name of asked) expect(job).toMatch(new RegExp(`${name}[:=]`));
});
