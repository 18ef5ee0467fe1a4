// The verbs as an operator runs them: the real program against a running stack, over HTTP and over SQL, and with the function
// taken away.
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withoutPart } from "../faults/support/parts.ts";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView, untilRefreshing } from "../support/slow-view.ts";
import { connect, env } from "../support/stack.ts";
import { runCli, startCli } from "./support/run-cli.ts";

const OVER_HTTP = { FUNCTIONS_URL: env.FUNCTIONS_URL, SUPABASE_SECRET_KEY: env.SUPABASE_SECRET_KEY };
const OVER_SQL = { SUPABASE_DB_URL: env.SUPABASE_DB_URL };
const HOSTILE = 'e2e."a\u001b[2J\u202eb<script>"';

let sql: Sql;
let view: SlowView;
let dir: string;

beforeAll(async () => {
  sql = connect();
  view = await createSlowView(sql, "operated");
  dir = mkdtempSync(path.join(tmpdir(), "operate-"));
});
afterAll(async () => {
  await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = ${HOSTILE}`;
  await sql.unsafe(`drop materialized view if exists ${HOSTILE}`);
  await view?.drop();
  await sql?.end();
  rmSync(dir, { recursive: true, force: true });
});

const run = (words: string[], way: Record<string, string | undefined>) => runCli(words, dir, way);

async function json(words: string[], way: Record<string, string | undefined>) {
  const { exitCode, stdout, stderr } = await run([...words, "--json"], way);
  return { exitCode, stderr, ...JSON.parse(stdout) };
}

const statusOf = async (id: string): Promise<string> =>
  (await sql`select status from dashboard_refresh.runs where id = ${id}`)[0]?.status;

describe.each([
  ["http", OVER_HTTP, "edge"],
  ["sql", OVER_SQL, "database"],
] as const)("over %s", (kind, way, ranAt) => {
  it("status has every view, and says over which way", async () => {
    const { exitCode, data, via } = await json(["status"], way);
    expect([0, 1, 3]).toContain(exitCode);
    expect(via.kind).toBe(kind);
    const managed = await sql`select view from dashboard_refresh.views`;
    expect(data.views.map((each: { view: string }) => each.view).sort()).toEqual(
      managed.map((row) => row.view).sort(),
    );
  });

  it("refresh --wait refreshes, and the ledger says where", async () => {
    await view.setSeconds(0);
    const rows = await view.addRow();
    const { exitCode, data } = await json(["refresh", view.name, "--wait"], way);
    expect({ exitCode, status: data.status, path: data.path }).toEqual({
      exitCode: 0,
      status: "succeeded",
      path: ranAt,
    });
    expect(await view.countRows()).toBe(rows);
    expect((await run(["run", data.id], way)).stdout).toMatch(new RegExp(`^run +${data.id}\n`));
  });

  it("a wait that runs out ends with 4, and the run goes on to its end without the command", async () => {
    await view.setSeconds(6);
    const { exitCode, error, data } = await json(["refresh", view.name, "--wait", "--timeout", "2s"], way);
    expect({ exitCode, code: error.code, status: data.status }).toEqual({
      exitCode: 4,
      code: "still_running",
      status: "queued",
    });
    await eventually(
      "the run ended",
      () => statusOf(data.id),
      (status) => status === "succeeded",
      {
        deadlineMs: 40_000,
      },
    );
    await view.setSeconds(0);
  });

  it("cancel stops a run that is under way", async () => {
    await view.setSeconds(60);
    const asked = await sql`select dashboard_refresh.request(${view.name}, 'sql') as id`;
    const id = asked[0]?.id;
    const worked = connect(1);
    const work = worked`select dashboard_refresh.run(${id}, 'database')`.catch(() => {});
    await untilRefreshing(sql, view.name);
    const { exitCode, data } = await json(["cancel", view.name, "--reason", "a test"], way);
    await work;
    await worked.end();
    await view.setSeconds(0);
    expect({ exitCode, status: data.status }).toEqual({ exitCode: 0, status: "cancelled" });
    expect(data.cancellation).toMatchObject({ reason: "a test" });
  });

  it("pause says why and until when, and resume ends it", async () => {
    expect((await run(["pause", view.name, "--reason", "import", "--until", "2h"], way)).exitCode).toBe(0);
    const [paused] = await sql`select active, pause_reason, paused_until > now() as later
      from dashboard_refresh.views where view = ${view.name}`;
    expect(paused).toMatchObject({ active: false, pause_reason: "import", later: true });
    const refused = await json(["refresh", view.name], way);
    expect({ exitCode: refused.exitCode, code: refused.error.code }).toEqual({ exitCode: 1, code: "paused" });
    expect((await run(["resume", view.name], way)).exitCode).toBe(0);
    const [resumed] =
      await sql`select active, pause_reason from dashboard_refresh.views where view = ${view.name}`;
    expect(resumed).toMatchObject({ active: true, pause_reason: null });
  });

  it("set changes all that are named or none, and --dry-run none", async () => {
    const read = async () =>
      (await sql`select failure_limit, schedule from dashboard_refresh.views where view = ${view.name}`)[0];
    await run(["set", view.name, "failure_limit=9", "schedule=*/5 * * * *"], way);
    const dry = await json(["every", "10m", view.name, "--dry-run"], way);
    expect(dry.data).toMatchObject({ dry_run: true, after: { schedule: "*/10 * * * *" } });
    const bad = await json(["set", view.name, "failure_limit=3", "max_staleness=never"], way);
    expect({ exitCode: bad.exitCode, code: bad.error.code }).toEqual({
      exitCode: 2,
      code: "invalid_setting",
    });
    expect(await read()).toEqual({ failure_limit: 9, schedule: "*/5 * * * *" });
    expect((await run(["set", view.name, "failure_limit=default"], way)).exitCode).toBe(0);
    expect(await read()).toMatchObject({ failure_limit: 5 });
  });

  it("apply of what dump has written changes nothing; of what was edited, that", async () => {
    expect((await run(["dump"], way)).exitCode).toBe(0);
    expect((await run(["apply"], way)).stdout).toBe("the settings are those of the file\n");
    const file = path.join(dir, "refresh-dashboard.json");
    const document = JSON.parse(readFileSync(file, "utf8"));
    document.views[view.name].max_staleness = "42 minutes";
    writeFileSync(file, JSON.stringify({ views: { [view.name]: document.views[view.name] } }));
    const { exitCode, stdout } = await run(["apply", "--yes"], way);
    expect({ exitCode, isTold: stdout.includes(`${view.name}: max_staleness: 00:10:00 → 00:42:00`) }).toEqual(
      {
        exitCode: 0,
        isTold: true,
      },
    );
    await run(["set", view.name, "max_staleness=default"], way);
  });

  it("runs, drift, settings, alerts and doctor answer", async () => {
    const { data } = await json(["runs", view.name, "--since", "1h"], way);
    expect(data.runs.length).toBeGreaterThan(0);
    await json(["refresh", view.name, "--wait"], way);
    expect((await run(["drift", view.name], way)).exitCode).toBe(0);
    expect((await run(["settings", view.name], way)).stdout).toMatch(/^SETTING +VALUE +DEFAULT\nschedule/);
    expect((await run(["alerts"], way)).exitCode).toBe(0);
    const doctor = await json(["doctor"], way);
    expect([0, 1]).toContain(doctor.exitCode);
    const own = doctor.data.checks.find(({ id }: { id: string }) => id === "function_version");
    expect(own.status).toBe(kind === "sql" ? "skipped" : "ok");
  });

  it("a view that nobody manages is unknown", async () => {
    const { exitCode, error } = await json(["status", "public.nobody"], way);
    expect({ exitCode, code: error.code }).toEqual({ exitCode: 1, code: "unknown_view" });
  });
});

it("a hostile name moves no cursor and turns no line, on 40 columns either", async () => {
  await sql.unsafe(`create materialized view ${HOSTILE} as select 1 as id`);
  await sql`select dashboard_refresh.manage(${HOSTILE}, settings => '{"scheduled": false}')`;
  for (const words of [["status"], ["status", "--json"]]) {
    const { stdout } = await run(words, { ...OVER_HTTP, COLUMNS: "40" });
    expect(stdout).toContain("script");
    expect(stdout).toMatch(/^[\n\x20-\x7e]*$/);
  }
  // The contract takes no control character in a name, and the error that says so shows none.
  const { exitCode, stderr } = await run(["status", HOSTILE], OVER_HTTP);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/^[\n\x20-\x7e]*$/);
});

it("Ctrl-C ends the wait with 130, and the run goes on", async () => {
  await view.setSeconds(5);
  const { child, end } = startCli(["refresh", view.name, "--wait", "--json"], dir, OVER_HTTP);
  await untilRefreshing(sql, view.name);
  child.kill("SIGINT");
  const { exitCode, stdout } = await end;
  const { error, data } = JSON.parse(stdout);
  expect({ exitCode, code: error.code }).toEqual({ exitCode: 130, code: "interrupted" });
  await eventually(
    "the run ended",
    () => statusOf(data.id),
    (status) => status === "succeeded",
  );
  await view.setSeconds(0);
});

it("watch --json is a line an event, and ends with 130 at Ctrl-C", async () => {
  const { child, end } = startCli(["watch", "--json"], dir, OVER_HTTP);
  const [line] = await once(child.stdout ?? child, "data");
  expect(JSON.parse(String(line).split("\n")[0] ?? "")).toMatchObject({ event: "view" });
  child.kill("SIGINT");
  expect((await end).exitCode).toBe(130);
});

it("a reader that has gone is no error to be told of", async () => {
  const { child, end } = startCli(["runs", "--limit", "200", "--json"], dir, OVER_HTTP);
  child.stdout?.destroy();
  expect((await end).stderr).toBe("");
});

it("with the function down it goes over SQL and says so; without a database it cannot tell", async () => {
  await withoutPart("functions", async () => {
    const alone = await json(["status"], OVER_HTTP);
    expect({ exitCode: alone.exitCode, code: alone.error.code }).toEqual({
      exitCode: 3,
      code: "function_unreachable",
    });
    expect(JSON.stringify(alone)).not.toContain(env.SUPABASE_SECRET_KEY);
    const both = await json(["refresh", view.name, "--wait"], { ...OVER_HTTP, ...OVER_SQL });
    expect(both.stderr).toContain("does not answer: going over SQL instead");
    expect({ exitCode: both.exitCode, kind: both.via.kind, path: both.data.path }).toEqual({
      exitCode: 0,
      kind: "sql",
      path: "database",
    });
  });
});
