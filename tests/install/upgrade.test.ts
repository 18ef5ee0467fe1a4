// From an older release to the newest, with views managed and refreshes waiting.
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { takeSnapshot } from "../../scripts/sql/snapshot.ts";
import { eventually } from "../support/eventually.ts";
import { clear, digest, type InstallDatabase, isWaiting, pidOf, startDatabase } from "./support/database.ts";
import { makeProject } from "./support/push.ts";
import { makeReleases, OLDER, type Releases } from "./support/releases.ts";

let database: InstallDatabase;
let releases: Releases;

beforeAll(async () => {
  releases = makeReleases();
  database = await startDatabase();
});
afterAll(() => database.remove());

beforeEach(async () => {
  await clear(database);
  // As on projects made before November 2026: what is made in public is for everybody.
  await database.admin.unsafe(
    "alter default privileges for role postgres in schema public grant execute on functions to anon, authenticated, service_role",
  );
  await database
    .connect({ check_function_bodies: "off" })
    .unsafe(releases.older)
    .then(() => manageViews());
});

/** Two views, one that reads the other; a run that is finished and one that waits; a duty that fails. */
async function manageViews(): Promise<void> {
  await database.connect().unsafe(`
    create schema app;
    create table app.sales (id integer primary key, amount integer not null);
    insert into app.sales values (1, 10), (2, 20);
    create materialized view app.totals as select sum(amount) as total from app.sales;
    create unique index on app.totals (total);
    create materialized view app.doubled as select total * 2 as doubled from app.totals;
    create unique index on app.doubled (doubled);
    select dashboard_refresh.manage('app.totals', '*/7 * * * *', '{"max_staleness": "15 minutes"}');
    select dashboard_refresh.manage('app.doubled');
  `);
  const sql = database.connect();
  const [request] = await sql<[{ id: string }]>`select dashboard_refresh.request('app.totals') as id`;
  await sql`select dashboard_refresh.run(${request.id})`;
  await sql`select dashboard_refresh.request('app.doubled')`;
  await sql`
    insert into dashboard_refresh.duty_failures (duty, since, last_at, error_sqlstate)
    values ('_deliver_alerts', now(), now(), '55P03')`;
}

/** Rows that an upgrade must keep, without the columns that it adds. */
async function readRows(): Promise<unknown> {
  const [rows] = await database.admin`
    select
      (select json_agg(views order by id) from dashboard_refresh.views) as views,
      (select json_agg(to_jsonb(view_state) - 'outage_since' - 'ticks_missed_since' order by view_id)
        from dashboard_refresh.view_state) as view_state,
      (select json_agg(runs order by requested_at) from dashboard_refresh.runs) as runs,
      (select json_agg(config_changes order by id) from dashboard_refresh.config_changes) as config_changes,
      (select json_agg(to_jsonb(duty_failures) - 'error_message') from dashboard_refresh.duty_failures) as duty_failures,
      (select json_agg(to_jsonb(job) - 'command' order by jobid) from cron.job where command like '%tick(%') as jobs`;
  return rows;
}

describe("an upgrade", () => {
  it("gives what an install of the newest gives, and keeps every row", async () => {
    const rows = await readRows();
    await database.connect().unsafe(releases.upgrade);
    expect(await readRows()).toEqual(rows);
    const upgraded = await takeSnapshot(database.adminUrl);

    await clear(database);
    await database.connect().unsafe(releases.install);
    expect(upgraded).toBe(await takeSnapshot(database.adminUrl));
  });

  it("brings the jobs of views to their newest command, but for one that somebody has changed, and makes the rescue jobs", async () => {
    const jobs = () => database.admin<{ jobname: string; command: string }[]>`
      select jobname, command from cron.job where jobname like 'refresh-%' order by jobname`;
    await database.connect()`
      select cron.alter_job(jobid, command => 'select dashboard_refresh.tick(''app.doubled'') -- by hand')
      from cron.job where jobname = 'refresh-doubled'`;
    expect((await jobs()).map(({ jobname }) => jobname)).toEqual([
      "refresh-dashboard-watchdog",
      "refresh-doubled",
      "refresh-totals",
    ]);
    await database.connect().unsafe(releases.upgrade);
    const rescue = "set statement_timeout = 0; select dashboard_refresh.rescue()";
    expect(await jobs()).toEqual([
      { jobname: "refresh-dashboard-rescue-1", command: rescue },
      { jobname: "refresh-dashboard-rescue-2", command: rescue },
      { jobname: "refresh-dashboard-rescue-3", command: rescue },
      { jobname: "refresh-dashboard-watchdog", command: "call dashboard_refresh.watchdog()" },
      { jobname: "refresh-doubled", command: "select dashboard_refresh.tick('app.doubled') -- by hand" },
      {
        jobname: "refresh-totals",
        command: "set statement_timeout = 0; select dashboard_refresh.tick('app.totals')",
      },
    ]);
  });

  it("is applied by db push, after the release before", async () => {
    await clear(database);
    await database.admin.unsafe("alter role postgres set check_function_bodies = off");
    const project = makeProject(database.url);
    try {
      project.addMigration("20260101000000_refresh_dashboard_older.sql", releases.older);
      await project.push();
      project.addMigration("20260201000000_refresh_dashboard_newest.sql", releases.upgrade);
      await project.push();
    } finally {
      project.remove();
    }
    const upgraded = await takeSnapshot(database.adminUrl);
    await clear(database);
    await database.connect().unsafe(releases.install);
    expect(upgraded).toBe(await takeSnapshot(database.adminUrl));
  });

  it("lets a refresh be requested while it happens, and the refreshes that waited are done afterwards", async () => {
    const upgrading = database.connect();
    await upgrading`begin`;
    await upgrading.unsafe(releases.upgrade);

    const requesting = database.connect();
    const pid = await pidOf(requesting);
    const requested = requesting<[{ id: string }]>`
      select dashboard_refresh.request('app.doubled') as id`.execute();
    await eventually(
      "a request that waits",
      () => isWaiting(database.admin, pid),
      (waits) => waits,
    );
    await upgrading`commit`;

    const [{ id }] = await requested;
    const waiting = await database.admin<{ id: string }[]>`
      select id from dashboard_refresh.runs where status = 'queued' order by requested_at`;
    expect(waiting.map((run) => run.id)).toContain(id);
    expect(waiting).toHaveLength(2);
    const sql = database.connect();
    for (const run of waiting) await sql`select dashboard_refresh.run(${run.id})`;
    expect(await sql`select status, count(*)::integer from dashboard_refresh.runs group by status`).toEqual([
      { status: "succeeded", count: 3 },
    ]);
  });

  it("says, run a second time, that it is there already, and changes nothing", async () => {
    await database.connect().unsafe(releases.upgrade);
    const before = await digest(database.admin);
    const notices: string[] = [];
    const sql = postgres(database.url, { max: 1, onnotice: ({ message }) => notices.push(String(message)) });
    await sql.unsafe(releases.upgrade).finally(() => sql.end());
    expect(notices).toEqual([`Refresh Dashboard ${releases.newest} is there already: nothing was changed`]);
    expect(await digest(database.admin)).toBe(before);
  });

  it("refuses another version than the one it upgrades, and names all three", async () => {
    await database.admin.unsafe(
      "create or replace function dashboard_refresh.version() returns text language sql as $$ select '0.0.7' $$",
    );
    const before = await digest(database.admin);
    await expect(database.connect().unsafe(releases.upgrade)).rejects.toMatchObject({
      message: `this upgrades Refresh Dashboard ${OLDER} to ${releases.newest}, and 0.0.7 is installed here`,
      detail: "Nothing was changed.",
      hint: "To get from one version to the next, run the upgrades between them, one after the other.",
    });
    expect(await digest(database.admin)).toBe(before);
  });

  it("refuses a database that has none, and names the full install", async () => {
    await clear(database);
    await expect(database.connect().unsafe(releases.upgrade)).rejects.toMatchObject({
      message: `this upgrades Refresh Dashboard ${OLDER} to ${releases.newest}, and none is installed here`,
      hint: `Run the full install of ${releases.newest} instead.`,
    });
  });

  it.each([
    ["a refresh that writes to the ledger", "select from dashboard_refresh.runs for update"],
    ["a change of settings", "select dashboard_refresh._lock_configuration()"],
  ])(
    "gives up after 2 s behind %s, names the session, and leaves the older release",
    async (_, statement) => {
      const before = await digest(database.admin);
      const holding = database.connect();
      const pid = await pidOf(holding);
      await holding`begin`;
      await holding.unsafe(statement);
      const startMs = performance.now();
      await expect(database.connect().unsafe(releases.upgrade)).rejects.toMatchObject({
        code: "55P03",
        message: `Refresh Dashboard ${OLDER} was not upgraded to ${releases.newest}: a lock was not free`,
        detail: `Nothing was changed. Sessions at work in dashboard_refresh now: ${pid}.`,
      });
      expect(performance.now() - startMs).toBeLessThan(3_000);
      await holding`rollback`;
      expect(await digest(database.admin)).toBe(before);
    },
  );

  it.each([
    [
      "a view on a function whose header changes",
      "create view public.board as select dashboard_refresh.is_fresh() as fresh",
      "view public.board depends on function dashboard_refresh.is_fresh(boolean)",
    ],
    [
      "a view on a view that is gone",
      "create view public.board as select * from dashboard_refresh.waiting_runs",
      "view public.board depends on view dashboard_refresh.waiting_runs",
    ],
    [
      "a function with a parsed body",
      "create function public.ask() returns boolean return dashboard_refresh.is_fresh()",
      "function public.ask() depends on function dashboard_refresh.is_fresh(boolean)",
    ],
    [
      "the default of a column",
      "create schema if not exists app; create table app.log (fresh boolean default dashboard_refresh.is_fresh())",
      "default value for column fresh of table app.log depends on function dashboard_refresh.is_fresh(boolean)",
    ],
  ])("refuses where others have made %s, and names it", async (_, statement, detail) => {
    await database.connect().unsafe(statement);
    const before = await digest(database.admin);
    await expect(database.connect().unsafe(releases.upgrade)).rejects.toMatchObject({
      code: "2BP01",
      detail: `${detail}. Nothing was changed.`,
    });
    expect(await digest(database.admin)).toBe(before);
    await database.connect().unsafe("drop view if exists public.board");
  });

  it("keeps whom a project has let read dashboard_freshness", async () => {
    await database
      .connect()
      .unsafe("grant execute on function public.dashboard_freshness(text) to authenticated");
    await database.connect().unsafe(releases.upgrade);
    expect(await readExecutable("authenticated")).toEqual(["dashboard_freshness(text)"]);
  });

  it("lets service_role execute the wrappers, the new one too, and nobody else anything", async () => {
    expect(await readExecutable("service_role")).not.toContain("test_dashboard_refresh_alert()");
    await database.connect().unsafe(releases.upgrade);
    expect(await readExecutable("anon")).toEqual([]);
    expect(await readExecutable("authenticated")).toEqual([]);
    const executable = await readExecutable("service_role");
    expect(executable).toEqual(
      expect.arrayContaining(["run_dashboard_refresh(uuid)", "test_dashboard_refresh_alert()"]),
    );
    expect(executable.filter((name) => name.startsWith("dashboard_refresh."))).toEqual([]);
  });
});

/** Functions of ours that the role may execute. */
async function readExecutable(role: string): Promise<string[]> {
  const rows = await database.admin<{ name: string }[]>`
    select oid::regprocedure::text as name from pg_proc
    where pronamespace in ('public'::regnamespace, 'dashboard_refresh'::regnamespace)
      and has_function_privilege(${role}, oid, 'execute')
    order by name`;
  return rows.map(({ name }) => name);
}
