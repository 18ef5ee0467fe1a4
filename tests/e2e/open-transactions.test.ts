// Somebody leaves a transaction open that changes a view, takes it out, or locks its rows. The other views are ticked,
// rescued and alerted on all the same, and the refresh of a view that it reads is kept.
import type { Sql } from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { connect } from "../support/stack.ts";
import { watchdogAndRescues } from "../support/watchdog.ts";
import { createTicks, NEVER } from "./support/ticks.ts";

const UPSTREAM = "e2e.open_upstream";
const HELD = "e2e.open_held";
const OTHER = "e2e.open_other";
const VIEWS = [UPSTREAM, HELD, OTHER];

/** What the open transaction does to the view that reads the upstream one. */
const HOLDERS: [what: string, hold: (session: Sql) => Promise<unknown>][] = [
  [
    "changes every kind of setting of a view and resumes it",
    (session) => session`
      select dashboard_refresh.reconfigure(
        ${HELD}, ${session.json({ active: true, schedule: "0 0 28 2 *", path: "auto", job_name: "open-renamed" })}
      )`,
  ],
  ["unmanages a view", (session) => session`select dashboard_refresh.unmanage(${HELD})`],
  [
    "holds a view's rows of the ledger",
    (session) => session`
      select runs.id from dashboard_refresh.runs
      join dashboard_refresh.views on views.id = runs.view_id where views.view = ${HELD} for update of runs`,
  ],
  [
    "holds a view's row of the state",
    (session) => session`
      select view_id from dashboard_refresh.view_state
      join dashboard_refresh.views on views.id = view_id where view = ${HELD} for update of view_state`,
  ],
];

const sql = connect();
const holder = connect(1);
const { untilSeen } = createTicks(sql);

const drop = async () => {
  await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = any (${VIEWS})`;
  await sql.unsafe("drop table if exists e2e.open_rows, e2e.open_other_rows cascade");
};
const refresh = async (view: string) => {
  const [requested] = await sql`select dashboard_refresh.request(${view}, force => true) as id`;
  const [run] = await sql`select dashboard_refresh.run(${requested?.id}) ->> 'status' as status`;
  return run?.status as string;
};
const lastRun = async (view: string) =>
  (
    await sql`
      select runs.status, runs.trigger from dashboard_refresh.runs
      join dashboard_refresh.views on views.id = runs.view_id
      where views.view = ${view} order by runs.requested_at desc, runs.id desc limit 1`
  )[0];
const requestAndForget = (view: string) =>
  sql`
    insert into dashboard_refresh.runs (view_id, trigger, path)
    select id, 'cron', 'edge' from dashboard_refresh.views where view = ${view}`;
/** The watchdog of a minute from now, by when nobody has picked up what was requested. */
const watchdog = (later = "1 minute") => watchdogAndRescues(sql, later);

beforeAll(async () => {
  await sql.unsafe("create schema if not exists e2e");
  await drop();
});
afterAll(async () => {
  await drop();
  await holder.end();
  await sql.end();
});

describe.each(HOLDERS)("while an open transaction %s", (_what, hold) => {
  beforeEach(async () => {
    await sql.unsafe(`
      create table e2e.open_rows (id integer primary key);
      create table e2e.open_other_rows (id integer primary key);
      create materialized view ${UPSTREAM} as select id from e2e.open_rows;
      create materialized view ${HELD} as select count(*) as rows from ${UPSTREAM};
      create materialized view ${OTHER} as select count(*) as rows from e2e.open_other_rows;
      create unique index on ${UPSTREAM} (id)`);
    // The held view first: what looks after one view after the other meets it before the others.
    for (const view of [HELD, UPSTREAM, OTHER]) {
      await sql`
        select dashboard_refresh.manage(
          ${view}, ${NEVER}, '{"path": "database", "max_duty_cycle": 1, "max_staleness": "10 seconds"}'
        )`;
      expect(await refresh(view)).toBe("succeeded");
    }
    await requestAndForget(HELD);
    await holder`begin`;
    await hold(holder);
  });
  afterEach(async () => {
    await holder`rollback`;
    await drop();
  });

  it("another view is ticked", async () => {
    await sql`insert into e2e.open_other_rows values (1)`;
    expect(await untilSeen(OTHER)).toBe("succeeded");
  });

  it("another view's abandoned run is made up for, by the same look of the watchdog", async () => {
    await requestAndForget(OTHER);
    await watchdog();
    expect(await lastRun(OTHER)).toEqual({ status: "succeeded", trigger: "watchdog" });
  });

  it("the broken promise of another view is alerted on, by the same look of the watchdog", async () => {
    await watchdog("1 hour");
    const alerts = await sql`
      select alerts.kind from dashboard_refresh.alerts
      join dashboard_refresh.views on views.id = alerts.view_id where views.view = ${OTHER}`;
    expect(alerts).toEqual([{ kind: "stale" }]);
  });

  it("a refresh of the view that it reads is kept", async () => {
    await sql`insert into e2e.open_rows values (1)`;
    expect(await refresh(UPSTREAM)).toBe("succeeded");
    expect(await lastRun(UPSTREAM)).toEqual({ status: "succeeded", trigger: "sql" });
    expect(await sql`select id from ${sql(UPSTREAM)}`).toEqual([{ id: 1 }]);
  });

  it("no duty of the watchdog is left failing once it has ended", async () => {
    await watchdog();
    await holder`rollback`;
    await watchdog();
    expect(await sql`select duty, view_id, error_message from dashboard_refresh.duty_failures`).toEqual([]);
    expect((await lastRun(HELD))?.status).toBe("succeeded");
    await holder`begin`;
  });
});
