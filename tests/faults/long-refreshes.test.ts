// Refreshes that take long, under the statement_timeout of two minutes that Supabase gives its databases, by pg_cron
// itself. They take minutes, so they are all under way at once.
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView, untilRefreshing } from "../support/slow-view.ts";
import { call, connect, connectAsAdmin } from "../support/stack.ts";
import { readLedger } from "./support/ledger.ts";

const NEXT_MINUTE = { deadlineMs: 75_000, everyMs: 250 };
const LONG_TEST_MS = 420_000;
/** The job is there, and fires no more. */
const NEVER = "0 0 29 2 *";

const sql = connect(10);
const admin = connectAsAdmin();
const views: SlowView[] = [];

beforeAll(async () => {
  // For sessions from now on, and pg_cron opens one for each firing.
  await admin`alter database postgres set statement_timeout = '120s'`;
});
afterAll(async () => {
  await admin`alter database postgres reset statement_timeout`;
  for (const view of views) await view.drop();
  await admin.end();
  await sql.end();
});

async function slowView(name: string, settings: Record<string, string>): Promise<SlowView> {
  const view = await createSlowView(sql, name);
  views.push(view);
  await sql`select dashboard_refresh.reconfigure(${view.name}, ${sql.json(settings)})`;
  await sql`select dashboard_refresh.run(dashboard_refresh.request(${view.name}))`;
  return view;
}

const stateOf = async (view: SlowView) =>
  (
    await sql`
      select consecutive_failures as failures, open_alerts as alerts
      from dashboard_refresh.view_state join dashboard_refresh.views on views.id = view_id
      where view = ${view.name}`
  )[0];

/** As a tick of a minute ago has left it whose request came to nothing. */
async function loseOne(view: SlowView): Promise<void> {
  await sql`
    update dashboard_refresh.view_state set data_as_of = clock_timestamp() - interval '5 minutes'
    where view_id = (select id from dashboard_refresh.views where view = ${view.name})`;
  await sql`
    insert into dashboard_refresh.runs (view_id, trigger, path, requested_at)
    select id, 'cron', 'edge', clock_timestamp() - interval '50 seconds'
    from dashboard_refresh.views where view = ${view.name}`;
}

describe.concurrent("under a statement_timeout of two minutes for the whole database", () => {
  it("a tick of pg_cron refreshes for three minutes and succeeds", { timeout: LONG_TEST_MS }, async () => {
    const view = await slowView("long_tick", { path: "database" });
    await view.setSeconds(180);
    await view.addRow();
    await sql`
      select dashboard_refresh.reconfigure(${view.name}, '{"scheduled": true, "schedule": "* * * * *"}')`;
    await untilRefreshing(sql, view.name, NEXT_MINUTE);
    await view.setSeconds(0);
    await sql`select dashboard_refresh.reconfigure(${view.name}, ${sql.json({ schedule: NEVER })})`;
    const [, run] = await eventually(
      "the end of the tick's run",
      () => readLedger(sql, view.name),
      (runs) => runs.length > 1,
      { deadlineMs: 240_000, everyMs: 1000 },
    );
    expect(run).toMatchObject({ trigger: "cron", path: "database", status: "succeeded" });
    const [took] = await sql<[{ seconds: number }]>`
      select extract(epoch from finished_at - started_at)::float8 as seconds
      from dashboard_refresh.runs where id = ${run?.id ?? ""}`;
    expect(took.seconds).toBeGreaterThan(175);
    expect(await view.countRows()).toBe(2);
    expect(await stateOf(view)).toEqual({ failures: 0, alerts: [] });
  });

  it("ten rescues of half a minute each are all done, three at a time, and none is a failure", {
    timeout: LONG_TEST_MS,
  }, async () => {
    const ten = await Promise.all(
      Array.from({ length: 10 }, (_, index) => slowView(`rescue_${index}`, { path: "edge" })),
    );
    for (const view of ten) {
      await view.setSeconds(30);
      await view.addRow();
      // As it has taken so far.
      await sql`
          update dashboard_refresh.runs
          set
            requested_at = requested_at - interval '10 minutes',
            started_at = started_at - interval '10 minutes',
            finished_at = started_at - interval '9 minutes 30 seconds'
          where view_id = (select id from dashboard_refresh.views where view = ${view.name})`;
    }
    await Promise.all(ten.map(loseOne));
    const names = ten.map(({ name }) => name);
    let most = 0;
    const startMs = performance.now();
    await eventually(
      "ten views refreshed",
      async () => {
        most = Math.max(most, await countRefreshing(sql, names));
        return sql<{ status: string; trigger: string }[]>`
            select status, trigger from dashboard_refresh.runs
            join dashboard_refresh.views on views.id = view_id
            where view = any (${names}) and trigger <> 'sql'`;
      },
      (runs) => runs.filter(({ status }) => status === "succeeded").length === 10,
      { deadlineMs: 300_000, everyMs: 500 },
    );
    // One after the other they would take five minutes, and the fifth would be cut. Here it is the watchdog's minute, and
    // then, three at a time, four firings of half a minute or, where there is time for two in each, two of a minute.
    expect((performance.now() - startMs) / 1000).toBeLessThan(60 + 240);
    expect(most).toBe(3);
    for (const view of ten) {
      expect(await view.countRows()).toBe(2);
      expect(await stateOf(view)).toEqual({ failures: 0, alerts: [] });
      expect((await readLedger(sql, view.name)).slice(1)).toMatchObject([
        { trigger: "cron", status: "lost" },
        { trigger: "watchdog", path: "database", status: "succeeded" },
      ]);
    }
  });

  it("a refresh that an API call is too short for goes on in the database, and is no failure of its view", {
    timeout: LONG_TEST_MS,
  }, async () => {
    const view = await slowView("cut_by_the_api", { path: "auto" });
    await view.setSeconds(90);
    await view.addRow();
    const answer = call("POST", "/refresh", { body: { view: view.name, wait_seconds: 90 } });
    await untilRefreshing(sql, view.name);
    await view.setSeconds(1);
    expect((await answer).json).toMatchObject({ code: "refresh_failed" });
    await eventually(
      "the refresh in the database",
      () => readLedger(sql, view.name),
      (runs) => runs.at(-1)?.status === "succeeded" && runs.length === 3,
      { deadlineMs: 300_000, everyMs: 500 },
    );
    expect((await readLedger(sql, view.name)).slice(1)).toMatchObject([
      { trigger: "admin", path: "edge", status: "failed", error_sqlstate: "57014" },
      { trigger: "watchdog", path: "database", status: "succeeded" },
    ]);
    expect(await stateOf(view)).toEqual({ failures: 0, alerts: [] });
    const [row] = await sql`select dashboard_refresh.status(${view.name}) -> 'path' as path`;
    expect(row?.path).toMatchObject({
      effective: "database",
      reason: expect.stringMatching(/^one of its last five refreshes took \d+ s, and an API call is cut/),
    });
    // The next one is not even tried over the API.
    expect(await call("POST", "/refresh", { body: { view: view.name, wait_seconds: 0 } })).toMatchObject({
      status: 202,
      json: { status: "queued", path: "database" },
    });
  });
});

/** Sessions, not views: one that goes on with a second view holds the locks of the first until its end. */
async function countRefreshing(session: Sql, names: string[]): Promise<number> {
  const [row] = await session<[{ count: number }]>`
    select count(distinct held_locks.pid)::integer as count
    from dashboard_refresh.held_locks join dashboard_refresh.views on views.id = held_locks.key
    where held_locks.kind = 'refresh' and view = any (${names})
      and exists (
        select from pg_stat_activity where pg_stat_activity.pid = held_locks.pid and wait_event = 'PgSleep'
      )`;
  return row.count;
}
