// dump and apply: what is written, what is changed, what is left alone.
import { readFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { patchTo, settingsToKeep } from "../../cli/commands/settings-file/settings-file.ts";
import { EXIT } from "../../cli/terminal/errors.ts";
import { CONFIG, makeProject, writeAll } from "./support/cli.ts";
import { anOverview, aViewInShort, VIEW } from "./support/fakes.ts";
import { operate } from "./support/verbs.ts";

let project: ReturnType<typeof makeProject>;
beforeEach(() => {
  project = makeProject({ "supabase/config.toml": CONFIG });
});
afterEach(() => project.remove());

const definition = (name: string, usual: string | number | boolean | null) => ({
  name,
  type: typeof usual === "boolean" ? "boolean" : "text",
  default: usual,
  limits: null,
  description: name,
  choices: null,
});
const DEFINITIONS = [
  definition("schedule", "*/5 * * * *"),
  definition("active", true),
  definition("max_staleness", "00:10:00"),
  definition("path", "auto"),
];
const CURRENT: Record<string, string | boolean> = {
  schedule: "*/5 * * * *",
  active: false,
  max_staleness: "00:30:00",
  path: "auto",
};

const database = {
  listViews: async () => anOverview({ views: [aViewInShort(), aViewInShort({ view: "public.b" })] }),
  listSettings: async () => ({ settings: DEFINITIONS }),
  readSettings: async ({ view = VIEW }: { view?: string | undefined }) => ({
    view,
    revision: 3,
    settings: CURRENT,
  }),
  previewSettings: async ({ view = VIEW, settings }: { view: string | undefined; settings: object }) => ({
    view,
    dry_run: true as const,
    before: CURRENT,
    after: Object.fromEntries(
      Object.entries({ ...CURRENT, ...settings }).map(([name, value]) => [
        name,
        // As the database reads it.
        value === "30 minutes"
          ? "00:30:00"
          : (value ?? DEFINITIONS.find((each) => each.name === name)?.default),
      ]),
    ),
    revision: 3,
    schedule: null,
    promise: { max_staleness_seconds: 600, reachable: true, reason: null, suggested_schedule: null },
    changes: [],
    problems: [],
  }),
};
const run = (words: string[]) => operate(words, { database, deps: { cwd: project.rootDir } });
const apply = (views: object, words: string[] = []) => {
  writeAll(project.rootDir, { "refresh-dashboard.json": JSON.stringify({ views }) });
  return run(["apply", ...words]);
};
const changed = (calls: [name: string, ...args: unknown[]][]) =>
  calls.filter(([name]) => name === "reconfigure");

it("keeps the schedule and what differs from the default, and nothing of a pause", () => {
  expect(settingsToKeep(CURRENT, DEFINITIONS)).toEqual({
    schedule: "*/5 * * * *",
    max_staleness: "00:30:00",
  });
});

it("what the file does not name goes back to the default", () => {
  expect(patchTo({ path: "edge" }, { schedule: "*/5 * * * *", job_name: "mine" })).toEqual({
    path: "edge",
    schedule: null,
  });
});

it("dump writes one file, and a second time says that it is the same", async () => {
  const { exitCode, stdout } = await run(["dump"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "created refresh-dashboard.json\n" });
  const kept = { schedule: "*/5 * * * *", max_staleness: "00:30:00" };
  expect(JSON.parse(readFileSync(path.join(project.rootDir, "refresh-dashboard.json"), "utf8"))).toEqual({
    views: { "public.b": kept, [VIEW]: kept },
  });
  expect((await run(["dump"])).stdout).toBe("refresh-dashboard.json has these settings already\n");
});

it("dump - is the file itself on stdout", async () => {
  expect(JSON.parse((await run(["dump", "-"])).stdout)).toHaveProperty("views");
});

it("apply of what dump has written changes nothing", async () => {
  await run(["dump"]);
  const { exitCode, stdout, calls } = await run(["apply"]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "the settings are those of the file\n" });
  expect(changed(calls)).toEqual([]);
});

it("a value that means the same is no difference", async () => {
  const { calls } = await apply({ [VIEW]: { schedule: "*/5 * * * *", max_staleness: "30 minutes" } });
  expect(changed(calls)).toEqual([]);
});

it("--dry-run shows the difference and the views that are left alone, and changes nothing", async () => {
  const { exitCode, stdout, calls } = await apply({ [VIEW]: { schedule: "*/10 * * * *" } }, ["--dry-run"]);
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    `would set ${VIEW}: schedule: */5 * * * * → */10 * * * *\n` +
      `would set ${VIEW}: max_staleness: 00:30:00 → 00:10:00\n` +
      "public.b is not in refresh-dashboard.json, and is left alone\n",
  );
  expect(changed(calls)).toEqual([]);
});

it("asks first; with --yes changes what was looked at, and no other revision", async () => {
  const views = { [VIEW]: { schedule: "*/10 * * * *", max_staleness: "00:30:00" } };
  expect((await apply(views)).exitCode).toBe(EXIT.failed);
  const { exitCode, calls } = await apply(views, ["--yes"]);
  expect(exitCode).toBe(0);
  expect(changed(calls)).toEqual([
    ["reconfigure", expect.objectContaining({ view: VIEW, settings: views[VIEW], expectedRevision: 3 })],
  ]);
});

it("a view that nobody manages is registered over SQL alone: over HTTP nothing is changed", async () => {
  const { exitCode, stderr, calls } = await apply(
    { [VIEW]: { schedule: "*/10 * * * *" }, "public.new": { schedule: "@hourly" } },
    ["--yes"],
  );
  expect(exitCode).toBe(EXIT.failed);
  expect(stderr).toContain("(only_over_sql)");
  expect(changed(calls)).toEqual([]);
});

it.each([
  ["no JSON", "{"],
  ["another form", '{"views": []}'],
  ["a member too many", '{"views": {}, "more": 1}'],
  ["a value that is none", '{"views": {"a": {"b": [1]}}}'],
])("%s is no file of settings", async (_what, text) => {
  writeAll(project.rootDir, { "refresh-dashboard.json": text });
  const { exitCode, stderr } = await run(["apply"]);
  expect({ exitCode, isTold: stderr.includes("(settings_file_invalid)") }).toEqual({
    exitCode: 2,
    isTold: true,
  });
});

it("a file that is not there is wrong use", async () => {
  expect((await run(["apply", "nowhere.json"])).exitCode).toBe(EXIT.usage);
});
