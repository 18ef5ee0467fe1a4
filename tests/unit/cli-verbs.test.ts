// What each verb asks of the function, what it prints of the answer, and what it ends with.
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../cli/commands/index.ts";
import { scheduleOf } from "../../cli/commands/settings/schedule-of.ts";
import { readWords } from "../../cli/commands/settings/set.ts";
import { parseSpan } from "../../cli/connection/times.ts";
import { EXIT } from "../../cli/terminal/errors.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import {
  aCheck,
  aDoctor,
  aLoop,
  anAlert,
  anOverview,
  aRun,
  aStatus,
  aViewInShort,
  LOOP_ID,
  NOW,
  RUN_ID,
  VIEW,
} from "./support/fakes.ts";
import { ENVIRONMENT, operate } from "./support/verbs.ts";

const over = (views: Parameters<typeof aViewInShort>[0][]) => {
  const listed = views.map((members) => aViewInShort(members));
  const summary = { ...anOverview().summary, views: listed.length };
  return { listViews: async () => anOverview({ views: listed, summary }) };
};

describe("status", () => {
  it("says of all views how fresh they are, and ends with 0 when that is as promised", async () => {
    const { exitCode, stdout, stderr } = await operate(["status"], {
      database: over([{}, { view: "public.b" }]),
    });
    expect(exitCode).toBe(EXIT.done);
    expect(stdout).toMatch(/^All 2 views keep their promise\.\n\nVIEW +STATE /);
    expect(stdout).toMatch(/public\.b +fresh +13 s +10 min +now/);
    expect(stderr).toBe("");
  });

  it.each([
    [
      "a broken promise",
      { state: "stale", promise: { max_staleness_seconds: 600, kept: false } },
      EXIT.failed,
    ],
    ["a view that is gone", { state: "missing" }, EXIT.failed],
    ["a suspended view", { suspended: true }, EXIT.failed],
    ["a failure", { consecutive_failures: 1 }, EXIT.failed],
    ["what is not known", { state: "unknown", staleness_seconds: null }, EXIT.unknown],
    [
      "a paused view that is stale",
      { state: "stale", paused: true, promise: { max_staleness_seconds: 600, kept: false } },
      EXIT.done,
    ],
  ] as const)("%s ends with its own exit code", async (_what, members, exitCode) => {
    const called = await operate(["status", "--json"], { database: over([{}, members]) });
    expect(called.exitCode).toBe(exitCode);
    expect(called.json).toMatchObject({ ok: exitCode === 0, exit_code: exitCode });
  });

  it("has the same facts as JSON, and nothing else on stdout", async () => {
    const { json } = await operate(["status", "--json"]);
    expect(json).toEqual({
      ok: true,
      exit_code: 0,
      command: "status",
      dry_run: false,
      via: { kind: "http", source: "https://project.test/functions/v1 (SUPABASE_URL in the environment)" },
      files: [],
      commands: [],
      done: [],
      next: [],
      data: JSON.parse(JSON.stringify(anOverview())),
    });
  });

  it("of one view says why, with what to do", async () => {
    const problems = [
      { code: "job_missing", severity: "error" as const, message: "The job is gone.", hint: "select 1;" },
    ];
    const { exitCode, stdout } = await operate(["status", VIEW], {
      database: { readStatus: async () => aStatus({ problems, last_runs: [aRun({ status: "failed" })] }) },
    });
    expect(exitCode).toBe(EXIT.failed);
    expect(stdout).toContain("error job_missing: The job is gone.\n  select 1;\n");
    expect(stdout).toContain(RUN_ID);
  });

  it("shows a hostile name without doing what it says", async () => {
    const view = 'public."a\u001b[2J\u202eb<script>"';
    const text = await operate(["status"], {
      database: over([{ view, attention: { code: "x", message: view } }]),
    });
    expect(text.stdout).toContain('public."a\\u{1b}[2J\\u{202e}b<script>"');
    const json = await operate(["status", "--json"], { database: over([{ view }]) });
    expect(text.stdout + json.stdout).toMatch(/^[\n\x20-\x7e]*$/);
    expect(json.json).toMatchObject({ data: { views: [{ view }] } });
  });
});

describe("refresh", () => {
  const seen = (...statuses: ReturnType<typeof aRun>[]) => {
    const rest = [...statuses];
    return async () => rest.shift() ?? aRun({ status: "succeeded", duration_ms: 412, rows_inserted: 29 });
  };

  it("asks, and does not wait", async () => {
    const { exitCode, stdout, calls } = await operate(["refresh", VIEW, "--force"]);
    expect(exitCode).toBe(EXIT.done);
    expect(stdout).toBe(`${VIEW}: run ${RUN_ID} is queued\nNext:\n  npx refresh-dashboard run ${RUN_ID}\n`);
    expect(calls[0]?.slice(0, 3)).toEqual(["requestRefresh", VIEW, true]);
  });

  it("with --wait says what came of it", async () => {
    const database = { readRun: seen(aRun(), aRun({ running: true })) };
    const { exitCode, stdout, json } = await operate(["refresh", "--wait", "--json"], { database });
    expect(exitCode).toBe(EXIT.done);
    expect(json).toMatchObject({ data: { status: "succeeded" } });
    expect(stdout).toContain("is refreshed in 412 ms: 29 inserted");
  });

  it.each([
    ["failed", EXIT.failed],
    ["lost", EXIT.failed],
    ["cancelled", EXIT.failed],
  ] as const)("ends with 1 for a run that is %s, with the run", async (status, exitCode) => {
    const error = { message: "division by zero", hint: "mend the view" };
    const database = { readRun: async () => aRun({ status, error: status === "failed" ? error : null }) };
    const called = await operate(["refresh", "--wait", "--json"], { database });
    expect(called.exitCode).toBe(exitCode);
    expect(called.json).toMatchObject({ error: { code: `refresh_${status}` }, data: { id: RUN_ID, status } });
  });

  it("ends with 4 when the wait runs out, and says that the run goes on", async () => {
    const database = { readRun: async () => aRun({ running: true }) };
    const { exitCode, json } = await operate(["refresh", "--wait", "--timeout", "90s", "--json"], {
      database,
    });
    expect(exitCode).toBe(EXIT.waiting);
    expect(json.error).toMatchObject({
      code: "still_running",
      message: `the run of ${VIEW} is not over after 1 min 30 s, and goes on`,
      hint: `npx refresh-dashboard run ${RUN_ID}`,
    });
  });

  it("what may pass by itself is passed over while it waits", async () => {
    const answers = [
      () => Promise.reject(new Problem("database_unavailable", "The database does not answer.")),
      async () => aRun({ status: "succeeded" }),
    ];
    const database = { readRun: () => (answers.shift() ?? (async () => aRun()))() };
    expect((await operate(["refresh", "--wait"], { database })).exitCode).toBe(EXIT.done);
  });

  it("Ctrl-C ends the wait with 130, and says that the run goes on", async () => {
    const controller = new AbortController();
    const { CliError } = await import("../../cli/terminal/errors.ts");
    const reason = new CliError("interrupted", "interrupted", { exitCode: EXIT.interrupted });
    const { exitCode, json } = await operate(["refresh", "--wait", "--json"], {
      database: { readRun: async () => aRun({ running: true }) },
      deps: { signal: controller.signal, sleep: async () => controller.abort(reason) },
    });
    expect(exitCode).toBe(EXIT.interrupted);
    expect(json.error?.message).toBe(`interrupted; the run of ${VIEW} goes on`);
    expect(json).toMatchObject({ data: { id: RUN_ID } });
  });

  it("a refusal of a paused view is told as the contract tells it", async () => {
    const database = {
      requestRefresh: () =>
        Promise.reject(new Problem("paused", "The view is paused.", { hint: "Say force." })),
    };
    const { exitCode, stderr } = await operate(["refresh"], { database });
    expect(exitCode).toBe(EXIT.failed);
    expect(stderr).toBe("refresh-dashboard: The view is paused (paused)\nHint: Say force.\n");
  });

  it("--all waits for each, and one that fails leaves the others and ends with 1", async () => {
    const other = "4f0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f";
    const database = {
      requestAll: async () => ({
        runs: [aRun(), aRun({ id: other, view: "public.b" })],
        skipped: [{ view: "public.c", code: "paused", message: "it is paused" }],
      }),
      readRun: async (id: string) => aRun({ id, status: id === RUN_ID ? "failed" : "succeeded" }),
    };
    const { exitCode, stdout } = await operate(["refresh", "--all", "--wait"], { database });
    expect(exitCode).toBe(EXIT.failed);
    expect(stdout.split("\n").slice(0, 3)).toEqual([
      `${VIEW}: the refresh is failed`,
      expect.stringMatching(/is refreshed/),
      "public.c is left out: it is paused",
    ]);
  });

  it("--as-of answers without a refresh where the view is that fresh, by the database's clock", async () => {
    const { exitCode, stdout, calls } = await operate(["refresh", VIEW, "--as-of", "15m"]);
    expect(exitCode).toBe(EXIT.done);
    expect(stdout).toContain("is already as fresh as 2026-11-24 02:45:00 UTC");
    expect(calls.find(([name]) => name === "requestAsOf")).toEqual([
      "requestAsOf",
      VIEW,
      "2026-11-24T02:45:00.000Z",
      expect.any(String),
    ]);
  });

  it("--as-of waits for the runs that it needs", async () => {
    const answers = [
      { view: VIEW, fresh_as_of: null, is_fresh: false, run: aRun() },
      { view: VIEW, fresh_as_of: NOW, is_fresh: true, run: null },
    ];
    const database = {
      requestAsOf: async () => answers.shift() ?? { view: VIEW, fresh_as_of: NOW, is_fresh: true, run: null },
      readRun: async () => aRun({ status: "succeeded" }),
    };
    const { exitCode, stdout } = await operate(["refresh", "--as-of", NOW], { database });
    expect({ exitCode, isNow: stdout.includes("is now as fresh as") }).toEqual({ exitCode: 0, isNow: true });
  });
});

describe("cancel", () => {
  it("takes a run's id, and says cancelled only once it is", async () => {
    const answers = [aRun({ cancelling: true }), aRun({ status: "cancelled" })];
    const database = { cancelRun: async () => answers.shift() ?? aRun({ status: "cancelled" }) };
    const { exitCode, stdout, calls } = await operate(["cancel", RUN_ID, "--reason", "import"], { database });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: `${VIEW}: run ${RUN_ID} is cancelled\n` });
    expect(calls.filter(([name]) => name === "cancelRun")).toHaveLength(2);
  });

  it("takes a view, whose present run is meant", async () => {
    const refreshing = { run_id: RUN_ID, pid: 7, since: NOW };
    const { calls } = await operate(["cancel", VIEW], {
      database: { readStatus: async () => aStatus({ refreshing }) },
    });
    expect(calls.find(([name]) => name === "cancelRun")?.[1]).toBe(RUN_ID);
  });

  it("with nothing under way cancels nothing, which is as wished", async () => {
    const { exitCode, stdout, calls } = await operate(["cancel", VIEW]);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `no run of ${VIEW} is queued or running: nothing was cancelled\n`,
    });
    expect(calls.some(([name]) => name === "cancelRun")).toBe(false);
  });

  it("ends with 4 when the run has not let go in time, and with 1 when it is over", async () => {
    const never = { cancelRun: async () => aRun({ running: true, cancelling: true }) };
    expect((await operate(["cancel", RUN_ID], { database: never })).exitCode).toBe(EXIT.waiting);
    const over = { cancelRun: () => Promise.reject(new Problem("run_finished", "It is over.")) };
    expect((await operate(["cancel", RUN_ID], { database: over })).exitCode).toBe(EXIT.failed);
  });
});

describe("pause and resume", () => {
  const settingsOf = (calls: [name: string, ...args: unknown[]][], name: string) =>
    (calls.find(([each]) => each === name)?.[1] as { settings: object } | undefined)?.settings;

  it("pause says who, why and until when by the database's clock", async () => {
    const { exitCode, calls } = await operate(["pause", VIEW, "--reason", "import", "--until", "2h"]);
    expect(exitCode).toBe(EXIT.done);
    expect(settingsOf(calls, "reconfigure")).toEqual({
      active: false,
      pause_reason: "import",
      paused_until: "2026-11-24T05:00:00.000Z",
    });
  });

  it("--until takes a time with a zone, and nothing else", async () => {
    const { calls } = await operate(["pause", VIEW, "--until", "2026-12-24T18:00:00-05:00"]);
    expect(settingsOf(calls, "reconfigure")).toMatchObject({ paused_until: "2026-12-24T23:00:00.000Z" });
    expect((await operate(["pause", VIEW, "--until", "tomorrow"])).exitCode).toBe(EXIT.usage);
    expect((await operate(["pause", VIEW, "--until", "2026-12-24T18:00:00"])).exitCode).toBe(EXIT.usage);
  });

  it("--all asks first, and changes nothing where nobody can be asked", async () => {
    const refused = await operate(["pause", "--all", "--json"]);
    expect(refused.exitCode).toBe(EXIT.failed);
    expect(refused.json.error?.code).toBe("needs_confirmation");
    expect(refused.calls.some(([name]) => name === "reconfigureAll")).toBe(false);
    const done = await operate(["pause", "--all", "--yes"]);
    expect({ exitCode: done.exitCode, stdout: done.stdout }).toEqual({
      exitCode: 0,
      stdout: `${VIEW} is paused\n`,
    });
    expect(settingsOf(done.calls, "reconfigureAll")).toEqual({ active: false });
  });

  it("resume sets active, and --dry-run sets nothing", async () => {
    const { calls } = await operate(["resume", VIEW]);
    expect(settingsOf(calls, "reconfigure")).toEqual({ active: true });
    const dry = await operate(["resume", VIEW, "--dry-run"]);
    expect(dry.stdout).toBe(`${VIEW} would be resumed\n`);
    expect(dry.calls.map(([name]) => name)).toEqual(["previewSettings"]);
  });
});

describe("every, set and settings", () => {
  it("every sets the schedule, and with --dry-run tells what the database foresees", async () => {
    const { calls } = await operate(["every", "10m", VIEW]);
    expect(calls[0]?.[1]).toMatchObject({ view: VIEW, settings: { schedule: "*/10 * * * *" } });
    const dry = await operate(["every", "10m", VIEW, "--dry-run"]);
    expect(dry.calls.map(([name]) => name)).toEqual(["previewSettings"]);
    expect(dry.stdout).toBe(`${VIEW}: schedule: none → */10 * * * *\nnext firings: ${NOW}\n`);
  });

  it.each([
    ["30s", "30 seconds"],
    ["1m", "* * * * *"],
    ["15m", "*/15 * * * *"],
    ["1h", "0 * * * *"],
    ["6h", "0 */6 * * *"],
    ["1d", "0 0 * * *"],
    ["7 3 * * *", "7 3 * * *"],
    ["@hourly", "@hourly"],
  ])("every %s is the schedule %s", (word, schedule) => expect(scheduleOf(word)).toBe(schedule));

  it.each(["7m", "90s", "5h", "2d", "0m", "often", "-5m", "0.5s"])(
    "%s is no interval that a schedule keeps",
    async (word) => {
      expect((await operate(["every", "--", word])).exitCode).toBe(EXIT.usage);
    },
  );

  it("set sends each value as the type that the database says", async () => {
    const { calls } = await operate([
      "set",
      VIEW,
      "active=false",
      "schedule=*/5 * * * *",
      "failure_limit=default",
    ]);
    expect(calls.find(([name]) => name === "reconfigure")?.[1]).toMatchObject({
      view: VIEW,
      settings: { active: false, schedule: "*/5 * * * *", failure_limit: null },
    });
  });

  it("the first word is the view where it is no assignment", () => {
    expect(readWords(["a=1"])).toEqual({ view: undefined, words: [["a", "1"]] });
    expect(readWords(["public.x", "a=b=c"])).toEqual({ view: "public.x", words: [["a", "b=c"]] });
  });

  it.each([[["set"]], [["set", VIEW]], [["set", "a=1", "b"]], [["set", "=1"]], [["set", "a=1", "a=2"]]])(
    "%s is wrong use",
    async (words) => {
      expect((await operate(words)).exitCode).toBe(EXIT.usage);
    },
  );

  it("a bad value is wrong use, told in the database's words", async () => {
    const database = {
      reconfigure: () =>
        Promise.reject(new Problem("invalid_setting", "max_staleness must be more.", { hint: "More." })),
    };
    const { exitCode, stderr } = await operate(["set", "active=true"], { database });
    expect({ exitCode, isTold: stderr.includes("max_staleness must be more") }).toEqual({
      exitCode: 2,
      isTold: true,
    });
  });

  it("settings lists them with their defaults", async () => {
    const { stdout, json } = await operate(["settings", VIEW, "--json"]);
    expect(json).toMatchObject({ data: { view: VIEW, revision: 3, settings: { active: true } } });
    expect(stdout).not.toBe("");
    expect((await operate(["settings", VIEW])).stdout).toMatch(
      /^SETTING +VALUE +DEFAULT\nactive +true +true\n$/,
    );
  });
});

describe("runs and run", () => {
  it("runs of all views, and of one, with what they are chosen by", async () => {
    const all = await operate(["runs", "--status", "lost", "--since", "24h", "--limit", "5"]);
    expect(all.calls.find(([name]) => name === "listRuns")?.[1]).toMatchObject({
      all: true,
      status: "lost",
      since: "2026-11-23T03:00:00.000Z",
      limit: 5,
    });
    const one = await operate(["runs", VIEW]);
    expect(one.calls.find(([name]) => name === "listRuns")?.[1]).toMatchObject({ view: VIEW });
    expect(one.stdout).toContain(RUN_ID);
  });

  it("--failed are those that failed or were lost, newest first", async () => {
    const newer = "4f0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f";
    const database = {
      listRuns: async ({ status }: { status?: string | undefined }) => ({
        view: null,
        runs:
          status === "lost"
            ? [aRun({ id: newer, status: "lost" as const, requested_at: "2026-11-24T04:00:00Z" })]
            : [aRun({ status: "failed" as const })],
        next: null,
      }),
    };
    const { json } = await operate(["runs", "--failed", "--json"], { database });
    expect((json.data as { runs: { id: string }[] }).runs.map(({ id }) => id)).toEqual([newer, RUN_ID]);
  });

  it.each([["0"], ["201"], ["x"]])("a limit of %s is wrong use", async (limit) => {
    expect((await operate(["runs", "--limit", limit])).exitCode).toBe(EXIT.usage);
  });

  it("run shows one with how far it came; one that failed ends with 1", async () => {
    const { stdout, calls } = await operate(["run", RUN_ID]);
    expect(stdout).toMatch(/^run +3f0c/);
    expect(calls[0]).toEqual(["readRun", RUN_ID, true]);
    const error = { message: "no space", hint: "make some", sqlstate: "53100" };
    const failed = await operate(["run", RUN_ID], {
      database: { readRun: async () => aRun({ status: "failed", error }) },
    });
    expect(failed.exitCode).toBe(EXIT.failed);
    expect(failed.stdout).toMatch(/error +no space\nSQLSTATE +53100\nwhat to do +make some/);
  });

  it("an id that is none is wrong use, and one that nobody knows is not", async () => {
    expect((await operate(["run", "7"])).exitCode).toBe(EXIT.usage);
    const database = { readRun: () => Promise.reject(new Problem("unknown_run", "There is no such run.")) };
    expect((await operate(["run", RUN_ID], { database })).exitCode).toBe(EXIT.failed);
  });
});

describe("drift", () => {
  const counts = { defined: 3, shown: 3, missing: 0, extra: 0, different: 0 };
  it.each([
    ["the same", { complete: true, ...counts }, EXIT.done],
    ["a difference", { complete: true, ...counts, different: 1 }, EXIT.failed],
    ["a comparison that was cut", { complete: false, reason: "too slow" }, EXIT.unknown],
  ])("%s has its own exit code", async (_what, members, exitCode) => {
    const readDrift = async () => ({ view: VIEW, by: null, at: NOW, ...members });
    expect((await operate(["drift"], { database: { readDrift } })).exitCode).toBe(exitCode);
  });

  it("--by says who sees the wrong number", async () => {
    const group = { value: "boom\u001b[2J", ...counts, missing: 29 };
    const readDrift = async () => ({
      view: VIEW,
      by: "team",
      complete: true,
      at: NOW,
      ...counts,
      missing: 29,
      groups: [group],
      groups_left_out: 2,
    });
    const { stdout } = await operate(["drift", VIEW, "--by", "team"], { database: { readDrift } });
    expect(stdout).toMatch(/TEAM +DEFINED +SHOWN +MISSING/);
    expect(stdout).toMatch(/boom\\u\{1b\}\[2J +3 +3 +29 +0 +0\nand 2 more values/);
  });
});

describe("doctor", () => {
  const error = aCheck({
    id: "job_missing",
    status: "error",
    view: VIEW,
    finding: "The job is gone.",
    repair: { kind: "sql", text: "select dashboard_refresh.reconfigure('x', '{}');" },
  });
  const warning = aCheck({ id: "other_job", status: "warning", finding: "Another refreshes it." });
  const of = (...checks: (typeof error)[]) => ({
    readDoctor: async () => aDoctor({ checks: [aCheck(), ...checks] }),
  });

  it("shows what is not well, with what mends it as it is to be pasted", async () => {
    const { exitCode, stdout } = await operate(["doctor"], { database: of(warning, error) });
    expect(exitCode).toBe(EXIT.failed);
    expect(stdout).toMatch(
      /^error job_missing public\.mv_\w+: The job is gone\.\n {2}select dashboard_refresh\.reconfigure\('x', '\{\}'\);\n {2}docs\/doctor\.md#job_missing\n\nwarning other_job: /,
    );
  });

  it.each([
    ["all well", [], [], EXIT.done],
    ["a warning", [warning], [], EXIT.done],
    ["a warning, with --fail-on warning", [warning], ["--fail-on", "warning"], EXIT.failed],
    ["an error", [error], [], EXIT.failed],
    [
      "an error that is silenced",
      [{ ...error, silenced: { by: "ana", at: NOW, reason: "known" } }],
      [],
      EXIT.done,
    ],
  ])("%s has its own exit code", async (_what, checks, words, exitCode) => {
    const called = await operate(["doctor", ...words], { database: of(...checks) });
    expect(called.exitCode).toBe(exitCode);
  });

  it("what is silenced stays to be seen", async () => {
    const silenced = { ...error, silenced: { by: "ana", at: NOW, reason: "known" } };
    const { stdout } = await operate(["doctor"], { database: of(silenced) });
    expect(stdout).toContain(
      "error job_missing public.mv_conversaciones_dashboard (silenced, by ana: known)",
    );
  });

  it("--silence and --hear say which check, of which view and why", async () => {
    const quiet = await operate(["doctor", "--silence", "other_job", "--view", VIEW, "--reason", "ours"]);
    expect(quiet.calls[0]?.[1]).toMatchObject({
      id: "other_job",
      view: VIEW,
      silenced: true,
      reason: "ours",
    });
    const heard = await operate(["doctor", "--hear", "other_job"]);
    expect(heard.calls[0]?.[1]).toMatchObject({ id: "other_job", silenced: false });
    expect((await operate(["doctor", "--hear", "a", "--loop"])).exitCode).toBe(EXIT.usage);
  });

  it("--loop follows the ping to its end", async () => {
    const legs = ["pg_cron", "pg_net"].map((name) => ({ name, at: NOW, ms: 12 }));
    const answers = [aLoop(), aLoop({ status: "complete", legs })];
    const { exitCode, stdout } = await operate(["doctor", "--loop"], {
      database: { readLoop: async () => answers.shift() ?? aLoop() },
    });
    expect(exitCode).toBe(EXIT.done);
    expect(stdout).toMatch(/^pg_cron +after 12 ms\npg_net +after 12 ms\nThe loop is closed/);
    const broken = aLoop({ status: "broken", missing: "function", why: "it answered 404", hint: "deploy" });
    const called = await operate(["doctor", "--loop"], { database: { readLoop: async () => broken } });
    expect(called.exitCode).toBe(EXIT.failed);
    expect(called.stdout).toContain("The loop is broken at function: it answered 404\n  deploy");
  });

  it("--loop ends with 4 when the wait runs out, and names the leg that is missing", async () => {
    const { exitCode, json } = await operate(["doctor", "--loop", "--timeout", "5s", "--json"]);
    expect(exitCode).toBe(EXIT.waiting);
    expect(json).toMatchObject({
      error: { code: "still_running", detail: "The first leg that is missing: pg_cron." },
      data: { id: LOOP_ID },
    });
  });
});

describe("alerts", () => {
  it("lists them", async () => {
    expect((await operate(["alerts"])).stdout).toMatch(
      /^CREATED +KIND +STATUS .*\n2026-11-24 03:00:00 UTC +test +sent/,
    );
  });

  it.each([
    ["delivered", anAlert({ status: "delivered" }), EXIT.done],
    ["not answered yet", anAlert({ status: "sent" }), EXIT.waiting],
    ["refused", anAlert({ status: "failed", error: "it answered 500" }), EXIT.failed],
  ])("a test that is %s has its own exit code", async (_what, alert, exitCode) => {
    const { exitCode: ended } = await operate(["alerts", "test"], {
      database: { readAlert: async () => alert },
    });
    expect(ended).toBe(exitCode);
  });

  it("any other word is wrong use", async () => {
    expect((await operate(["alerts", "tset"])).exitCode).toBe(EXIT.usage);
  });
});

it.each([
  ["a key that does not verify", { SUPABASE_SECRET_KEY: "sb_secret_wrong" }, "credentials_invalid"],
  ["nobody there", { SUPABASE_URL: "https://nobody.test" }, "function_unreachable"],
])("%s means that it cannot be told: 3", async (_what, env, code) => {
  const { exitCode, json } = await operate(["status", "--json"], {
    deps: { env: { ...ENVIRONMENT, ...env } },
  });
  expect({ exitCode, code: json.error?.code }).toEqual({ exitCode: EXIT.unknown, code });
});

it.each([
  ["90", 90],
  ["90s", 90],
  ["10m", 600],
  ["1h30m", 5400],
  ["2d", 172_800],
  ["m", null],
  ["1x", null],
  ["", null],
])("the span %j is %j seconds", (word, seconds) => expect(parseSpan(word)).toBe(seconds));

it("each command is in the list under its own name, and has an example where it asks the dashboard", async () => {
  const commands = await Promise.all(COMMANDS.map(async ({ name, load }) => [name, await load()] as const));
  expect(commands.map(([, command]) => command.name)).toEqual(commands.map(([name]) => name));
  const silent = commands.filter(
    ([, { options, examples = [] }]) =>
      options.some(({ flags }) => flags === "--sql") && examples.length === 0,
  );
  expect(silent.map(([name]) => name)).toEqual([]);
});
