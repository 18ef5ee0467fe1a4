// deploy and undeploy are stopped at every call and every step, by Ctrl-C and by a full disk: what was done is told, nothing
// is left half done, and the same command again finishes. All in this process, with a Supabase CLI that is quick.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseEnv } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRunSupabase } from "../../cli/supabase/run-supabase.ts";
import { CliError } from "../../cli/terminal/errors.ts";
import { eventually } from "../support/eventually.ts";
import { assetsOf, CONFIG, call, type Files, makeProject, readAll, writeAll } from "../unit/support/cli.ts";
import { type Moment, makeQuickSupabase, type Platform } from "./support/quick-supabase.ts";

const REF = "abcdefghijklmnopqrst";
const SECRET = "REFRESH_DASHBOARD_TRIGGER_SECRET";
const ENV_FILE = "supabase/.env";
const DEPLOY = ["deploy", "--project-ref", REF, "--yes", "--json"];
const UNDEPLOY = ["undeploy", "--project-ref", REF, "--keep-jobs", "--yes", "--json"];
const MIGRATION = "supabase/migrations/20250101000000_prices.sql";

const assets = {
  ...assetsOf(),
  readUninstall: () =>
    "/*\nRefresh Dashboard 0.1.0: the uninstall.\n*/\n  v_jobs constant text := 'remove';\n",
};

/** Where the files that hold a secret for a call go. */
let temporary: string;
const realTmp = process.env.TMPDIR;

beforeEach(() => {
  temporary = mkdtempSync(path.join(tmpdir(), "deploy-interrupts-"));
  process.env.TMPDIR = temporary;
});
afterEach(() => {
  if (realTmp === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = realTmp;
  rmSync(temporary, { recursive: true });
});

/** A project with the product in it, and a platform with nothing but a view. */
async function makeSituation(files: Files = {}) {
  const project = makeProject({
    "supabase/config.toml": CONFIG,
    [MIGRATION]: "select 1;\n",
    ...files,
  });
  await call(project.rootDir, ["init"], { assets });
  const platform: Platform = { applied: [], vault: {}, secrets: {}, functions: [], views: ["public.totals"] };
  return { ...project, platform };
}

type Situation = Awaited<ReturnType<typeof makeSituation>>;

interface Stops {
  /** At the calls of the Supabase CLI. */
  atCall?: (call: number, moment: Moment) => boolean;
  /** At the lines of progress, which say what comes. */
  atLine?: (line: string) => boolean;
}

/** Ctrl-C where `stops` says so. */
async function run({ rootDir, platform }: Situation, words: string[], { atCall, atLine }: Stops = {}) {
  const controller = new AbortController();
  const press = () =>
    controller.abort(new CliError("interrupted", "interrupted", { hint: "Again.", exitCode: 130 }));
  const supabase = makeQuickSupabase(rootDir, platform, controller.signal, (at, moment) => {
    if (atCall?.(at, moment)) press();
  });
  const lines: string[] = [];
  const called = await call(rootDir, words, {
    assets,
    signal: controller.signal,
    runSupabase: supabase.run,
    progress: (line) => {
      lines.push(line);
      if (atLine?.(line)) press();
    },
  });
  return { ...called, lines, calls: supabase.calls };
}

const isPrivate = (name: string) => name.startsWith("refresh-dashboard-");

/** Without the secret itself, which each deploy makes anew: that it is the same everywhere. */
function stateOf({ rootDir, platform }: Situation) {
  const { [ENV_FILE]: env = "", ...files } = readAll(rootDir);
  const secret = parseEnv(env)[SECRET];
  const hide = (values: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, value === secret ? "the secret" : value]),
    );
  return {
    ...platform,
    vault: hide(platform.vault),
    secrets: hide(platform.secrets),
    files: { ...files, env: env.replace(secret ?? "no secret", "the secret") },
  };
}

const deployed = async (files?: Files) => {
  const situation = await makeSituation(files);
  const finished = await run(situation, DEPLOY);
  expect(finished.exitCode, finished.stdout).toBe(0);
  return { situation, finished };
};

describe.each([
  { command: "deploy", words: DEPLOY, make: makeSituation },
  { command: "undeploy", words: UNDEPLOY, make: async () => (await deployed()).situation },
])("$command", ({ command, words, make }) => {
  let expected: ReturnType<typeof stateOf>;
  let calls: string[][];
  let steps: string[];

  beforeEach(async () => {
    const situation = await make();
    const finished = await run(situation, words);
    expect(finished.exitCode, finished.stdout).toBe(0);
    expected = stateOf(situation);
    calls = finished.calls;
    steps = finished.lines.filter((line) => /^\d\/\d /.test(line));
    situation.remove();
  });

  it.each<Moment>(["before", "after"])(
    "Ctrl-C %s the work of each call of the Supabase CLI: the same command again finishes",
    async (when) => {
      expect(calls.length).toBeGreaterThan(7);
      for (const [index, at] of calls.entries()) {
        const situation = await make();
        const title = `at call ${index + 1}: ${at.slice(0, 3).join(" ")}`;
        const stopped = await run(situation, words, {
          atCall: (each, moment) => each === index + 1 && moment === when,
        });
        expect(stopped.exitCode, title).toBe(130);
        expect(stopped.json.error?.code, title).toBe("interrupted");
        expect(readdirSync(temporary).filter(isPrivate), `${title}: files with secrets`).toEqual([]);
        const again = await run(situation, words);
        expect(again.exitCode, `${title}: ${again.stdout}`).toBe(0);
        expect(stateOf(situation), title).toEqual(expected);
        situation.remove();
      }
    },
  );

  it("Ctrl-C at each step names what is not done, and the command that goes on", async () => {
    expect(steps.length).toBeGreaterThan(3);
    for (const [index, step] of steps.entries()) {
      const situation = await make();
      const { exitCode, json } = await run(situation, words, { atLine: (line) => line === step });
      const told = json.done as string[];
      const rest = steps.slice(index + 1).map((each) => `Not done: ${each.slice(4)}.`);
      // What cannot be split is done to its end; then the next step is not begun.
      const unfinished = told.includes(`Not finished: ${step.slice(4)}.`);
      expect(exitCode, step).toBe(130);
      expect(told.filter((sentence) => sentence.startsWith("Not done: "))).toEqual(rest);
      expect(unfinished || index === 0, step).toBe(true);
      expect(json.next).toEqual([expect.stringMatching(`^npx refresh-dashboard ${command} --project-ref`)]);
      const again = await run(situation, words);
      expect(again.exitCode, `${step}: ${again.stdout}`).toBe(0);
      expect(stateOf(situation), step).toEqual(expected);
      situation.remove();
    }
  });

  it("a second run does nothing that is not the same", async () => {
    const situation = await make();
    await run(situation, words);
    const { exitCode, calls: later } = await run(situation, words);
    expect(exitCode).toBe(0);
    expect(stateOf(situation)).toEqual(expected);
    expect(later.map((each) => each.slice(0, 2).join(" "))).not.toContain("db push");
    situation.remove();
  });

  it("no word of a call, and nothing that is written, has a secret in it", async () => {
    const situation = await make();
    const secretBefore = parseEnv(readAll(situation.rootDir)[ENV_FILE] ?? "")[SECRET];
    const finished = await run(situation, words);
    const secret = secretBefore ?? parseEnv(readAll(situation.rootDir)[ENV_FILE] ?? "")[SECRET] ?? "";
    expect(secret).toMatch(/^whsec_/);
    const seen = [...finished.calls.flat(), finished.stdout, finished.stderr, ...finished.lines].join("\n");
    expect(seen).not.toContain(secret.slice(0, 20));
    situation.remove();
  });
});

describe("deploy", () => {
  it("without a managed view says how to go on", async () => {
    const situation = await makeSituation();
    situation.platform.views = [];
    const { json } = await run(situation, DEPLOY);
    expect(json.done).toContain("No view is managed yet, so the chain was not tried.");
    expect(json.next).toEqual([
      "npx refresh-dashboard manage VIEW",
      `npx refresh-dashboard deploy --project-ref ${REF}`,
    ]);
    situation.remove();
  });

  it("as a dry run names the migrations that it would push, and whose they are", async () => {
    const situation = await makeSituation();
    const { exitCode, stdout, calls } = await run(situation, ["deploy", "--project-ref", REF, "--dry-run"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Would push: 20250101000000_prices\.sql, \d+_refresh_dashboard_0\.1\.0\.sql\.$/m);
    expect(stdout).toContain("Not of Refresh Dashboard among them: 20250101000000_prices.sql.");
    expect(calls.map((words) => words.slice(0, 2).join(" "))).toEqual(["--version", "db query"]);
    expect(readAll(situation.rootDir)[ENV_FILE]).toBeUndefined();
    situation.remove();
  });

  it("as a dry run says so where the database does not tell", async () => {
    const situation = await makeSituation();
    const { exitCode, stdout } = await call(
      situation.rootDir,
      ["deploy", "--project-ref", REF, "--dry-run"],
      {
        assets,
        runSupabase: async ([word]) =>
          word === "--version"
            ? { exitCode: 0, endedBy: null, stdout: "3.1.0", stderr: "" }
            : { exitCode: 1, endedBy: null, stdout: "", stderr: "no network" },
      },
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain("Which migrations would be pushed cannot be told: supabase db query");
    expect(stdout).toContain("would run supabase db push");
    situation.remove();
  });

  it("names the command that goes on as it was given, with a folder that has a space in it", async () => {
    const situation = await makeSituation();
    const linked = path.join(temporary, "a folder");
    mkdirSync(linked);
    execFileSync("cp", ["-a", `${situation.rootDir}/.`, linked]);
    const { json } = await run({ ...situation, rootDir: linked }, [
      ...DEPLOY.slice(0, 3),
      "--json",
      "--workdir",
      linked,
    ]);
    expect(json.error?.code).toBe("needs_confirmation");
    expect(json.next).toEqual([`npx refresh-dashboard deploy --project-ref ${REF} --workdir '${linked}'`]);
    rmSync(linked, { recursive: true });
    situation.remove();
  });

  it("on a full disk writes nothing, and once there is room finishes", async (context) => {
    const disk = mkdtempSync(path.join(temporary, "disk-"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], { stdio: "ignore" });
    } catch {
      rmSync(disk, { recursive: true });
      context.skip("no file system can be mounted here");
    }
    const situation = await makeSituation();
    try {
      execFileSync("cp", ["-a", `${situation.rootDir}/.`, disk]);
      const small = { ...situation, rootDir: disk };
      const before = readAll(disk);
      // The room that is left, to the last byte.
      const filler = path.join(disk, "supabase", ".filler");
      fill(filler);
      const first = await run(small, DEPLOY);
      expect({ code: first.json.error?.code, exitCode: first.exitCode }).toEqual({
        code: "cannot_write",
        exitCode: 1,
      });
      rmSync(filler);
      expect(readAll(disk)).toEqual(before);
      // Where the files for the calls go.
      process.env.TMPDIR = disk;
      fill(filler);
      const second = await run(small, DEPLOY);
      expect(second.json.error?.code).toBe("cannot_write");
      expect(second.json.error?.message).toContain("ENOSPC");
      rmSync(filler);
      expect(readAll(disk)).toEqual(before);
      process.env.TMPDIR = temporary;
      expect((await run(small, DEPLOY)).exitCode).toBe(0);
    } finally {
      process.env.TMPDIR = temporary;
      execFileSync("umount", [disk]);
      situation.remove();
    }
  });
});

describe("undeploy", () => {
  it("is wrong use with both of what may become of the jobs", async () => {
    const { situation } = await deployed();
    const { exitCode, json } = await run(situation, [...UNDEPLOY, "--restore-jobs"]);
    expect({ exitCode, code: json.error?.code }).toEqual({ exitCode: 2, code: "usage" });
    expect(json.error?.message).toContain("--keep-jobs and --restore-jobs exclude each other");
    situation.remove();
  });

  it("without a project takes the files out, runs nothing, and says what is left to do", async () => {
    const { situation } = await deployed();
    const { exitCode, calls, json } = await run(situation, ["undeploy", "--yes", "--json"]);
    expect({ exitCode, calls }).toEqual({ exitCode: 0, calls: [] });
    expect(json.next).toEqual([
      expect.stringMatching(/^supabase db push /),
      expect.stringMatching(/^npx refresh-dashboard undeploy --project-ref REF /),
    ]);
    const again = await run(
      situation,
      UNDEPLOY.filter((word) => word !== "--keep-jobs"),
    );
    expect({ exitCode: again.exitCode, platform: situation.platform.functions }).toEqual({
      exitCode: 0,
      platform: [],
    });
    situation.remove();
  });

  it("does not take another choice about the jobs than the migration that is there", async () => {
    const { situation } = await deployed();
    await run(situation, ["undeploy", "--yes"]);
    const { exitCode, json } = await run(situation, UNDEPLOY);
    expect({ exitCode, code: json.error?.code }).toEqual({ exitCode: 1, code: "contradiction" });
    situation.remove();
  });

  it.each([
    ["a secret that deploy has made goes, with its file", undefined, undefined],
    ["other lines of the file stay", "# Mine.\nOTHER=1\n", "# Mine.\nOTHER=1\n"],
    [
      "a line that deploy has filled is empty again",
      `A=1\r\n${SECRET}=\r\nB=2\r\n`,
      `A=1\r\n${SECRET}=\r\nB=2\r\n`,
    ],
  ])("%s", async (_what, before, after) => {
    const { situation } = await deployed(before === undefined ? {} : { [ENV_FILE]: before });
    expect(parseEnv(readAll(situation.rootDir)[ENV_FILE] ?? "")[SECRET]).toMatch(/^whsec_/);
    await run(situation, UNDEPLOY);
    const files = readAll(situation.rootDir);
    expect(files[ENV_FILE]).toBe(after);
    // It was made for supabase/.env alone.
    expect(existsSync(path.join(situation.rootDir, "supabase/.gitignore"))).toBe(after !== undefined);
    situation.remove();
  });

  it("a secret that the user wrote stays, and is named", async () => {
    const written = `${SECRET}=whsec_${Buffer.alloc(32, 7).toString("base64")}\n`;
    const { situation } = await deployed({ [ENV_FILE]: written });
    const { json } = await run(situation, UNDEPLOY);
    expect(json.done).toContain(`${ENV_FILE} keeps its ${SECRET}, which deploy has not made.`);
    expect(readAll(situation.rootDir)[ENV_FILE]).toBe(written);
    situation.remove();
  });

  it("as a dry run names what it would push, its own migration among it", async () => {
    const { situation } = await deployed();
    const before = readAll(situation.rootDir);
    writeAll(situation.rootDir, { "supabase/migrations/20990101000000_mine.sql": "select 1;\n" });
    const { json } = await run(situation, [...UNDEPLOY, "--dry-run"]);
    expect(json.data).toEqual({
      migrations: {
        ours: [expect.stringMatching(/^\d{14}_refresh_dashboard_uninstall\.sql$/)],
        others: ["20990101000000_mine.sql"],
        out_of_order: [],
      },
    });
    rmSync(path.join(situation.rootDir, "supabase/migrations/20990101000000_mine.sql"));
    expect(readAll(situation.rootDir)).toEqual(before);
    situation.remove();
  });
});

it("a Supabase CLI that does not listen to Ctrl-C is ended, with the program behind it", async () => {
  const packageDir = path.join(temporary, "node_modules/supabase");
  const pidFile = path.join(temporary, "pid");
  // As npm's is: a program that starts the real one, which here is deaf.
  writeAll(packageDir, {
    "package.json": JSON.stringify({ type: "module", bin: { supabase: "cli.js" } }),
    "deaf.js": `process.on("SIGINT", () => {}); setInterval(() => {}, 1000);
      (await import("node:fs")).writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));`,
    "cli.js": `process.on("SIGINT", () => {});
      (await import("node:child_process")).spawn(process.execPath, [import.meta.dirname + "/deaf.js"], { stdio: "inherit" });`,
  });
  const controller = new AbortController();
  const runSupabase = createRunSupabase(temporary, {}, controller.signal, 100);
  const ended = expect(runSupabase(["db", "push"])).rejects.toThrow("interrupted");
  const pid = await eventually("it runs", async () => Number(readAll(temporary).pid ?? 0), Boolean, {
    deadlineMs: 60_000,
  });
  controller.abort(new CliError("interrupted", "interrupted", { exitCode: 130 }));
  await ended;
  await eventually(
    "it has ended",
    async () => isRunning(pid),
    (runs) => !runs,
    { deadlineMs: 10_000 },
  );
});

/** A process that has ended and that nobody has asked about is none. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

function fill(file: string): void {
  for (const size of [16_384, 1_024, 1]) {
    try {
      for (;;) writeFileSync(file, "x".repeat(size), { flag: "a" });
    } catch {
      // Full, for this size.
    }
  }
}
