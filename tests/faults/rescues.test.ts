// What rescue jobs leave to each other, in sessions of their own, and what becomes of runs that nobody runs.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView, untilRefreshing } from "../support/slow-view.ts";
import { connect } from "../support/stack.ts";
import { readLedger } from "./support/ledger.ts";

const sql = connect();
const sessions = [connect(1), connect(1)] as const;
let quick: SlowView;
let slow: SlowView;

const setJobsActive = (active: boolean) =>
  sql`select cron.alter_job(jobid, active => ${active}) from cron.job where jobname ~ '^refresh-dashboard-'`;
const refresh = (view: SlowView) =>
  sql`select dashboard_refresh.run(dashboard_refresh.request(${view.name}))`;
const leave = (view: SlowView, trigger = "watchdog") => sql`
  insert into dashboard_refresh.runs (view_id, trigger, path)
  select id, ${trigger}, 'database' from dashboard_refresh.views where view = ${view.name}`;
const tick = async (view: string) =>
  (await sql`select dashboard_refresh.tick(${view}) as outcome`)[0]?.outcome;
/** A firing of a rescue job: how many views it refreshed. */
const rescue = async (session = sessions[0]): Promise<number> =>
  (await session`select dashboard_refresh.rescue() as refreshed`)[0]?.refreshed;
/** The watchdog of a minute from now. */
const watchdog = () => sql`call dashboard_refresh.watchdog(clock_timestamp() + interval '1 minute')`;
const lastRun = async (view: SlowView) => (await readLedger(sql, view.name)).at(-1);
const failuresOf = async (view: SlowView) =>
  (
    await sql`
      select consecutive_failures from dashboard_refresh.view_state
      join dashboard_refresh.views on views.id = view_id where view = ${view.name}`
  )[0]?.consecutive_failures;

beforeAll(() => setJobsActive(false));
afterAll(async () => {
  await setJobsActive(true);
  for (const session of [sql, ...sessions]) await session.end({ timeout: 1 });
});
beforeEach(async () => {
  quick = await createSlowView(sql, "rescued_quick");
  slow = await createSlowView(sql, "rescued_slow");
  await refresh(quick);
  await refresh(slow);
  await quick.addRow();
  await slow.addRow();
});
afterEach(async () => {
  await quick.drop();
  await slow.drop();
});

describe("two views that are left to the rescue jobs", () => {
  it("are refreshed by one firing where neither takes long", async () => {
    await leave(quick);
    await leave(slow);
    expect(await rescue()).toBe(2);
    expect([await quick.countRows(), await slow.countRows()]).toEqual([2, 2]);
  });

  it("do not wait for each other where one takes long: another session takes the other", async () => {
    await slow.setSeconds(20);
    await leave(slow);
    const long = rescue(sessions[0]);
    const pid = await untilRefreshing(sql, slow.name);
    await leave(quick);
    expect(await rescue(sessions[1])).toBe(1);
    expect(await quick.countRows()).toBe(2);
    // By a clock of a minute later: it is the only one of its transaction, and has until max_duration.
    await watchdog();
    expect(await untilRefreshing(sql, slow.name)).toBe(pid);
    await sql`select pg_cancel_backend(${pid})`;
    await long;
    expect(await lastRun(slow)).toMatchObject({ status: "failed", error_sqlstate: "57014" });
  });

  it("do not wait for each other where one has never taken long: it is put off, and comes first next time", async () => {
    await slow.setSeconds(30);
    await leave(quick);
    await leave(slow);
    const firing = rescue();
    await untilRefreshing(sql, slow.name);
    expect(await quick.countRows()).toBe(1);
    await watchdog();
    expect(await firing).toBe(1);
    expect(await quick.countRows()).toBe(2);
    expect(await lastRun(slow)).toMatchObject({ trigger: "watchdog", status: "queued" });
    expect(await failuresOf(slow)).toBe(0);
    await slow.setSeconds(0);
    expect(await rescue()).toBe(1);
    expect(await slow.countRows()).toBe(2);
  });
});

describe("a run that is left to the rescue jobs", () => {
  it("is run by the view's tick where neither they nor the watchdog are there", async () => {
    await leave(quick, "cascade");
    await sql`update dashboard_refresh.runs set requested_at = requested_at - interval '3 hours' where status = 'queued'`;
    const [row] = await sql`select dashboard_refresh.status(${quick.name}) -> 'problems' as problems`;
    expect(row?.problems.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(["watchdog_missing", "rescue_missing"]),
    );
    expect(await tick(quick.name)).toBe("succeeded");
    expect(await quick.countRows()).toBe(2);
    expect((await readLedger(sql, quick.name)).some(({ status }) => status === "queued")).toBe(false);
  });

  it("ends without a refresh when its view is paused meanwhile", async () => {
    await leave(quick, "cascade");
    await sql`select dashboard_refresh.reconfigure(${quick.name}, '{"active": false}')`;
    await watchdog();
    await rescue();
    expect(await quick.countRows()).toBe(1);
    expect(await lastRun(quick)).toMatchObject({ trigger: "cascade", status: "lost", has_started: false });
    expect(await failuresOf(quick)).toBe(0);
    await sql`select dashboard_refresh.reconfigure(${quick.name}, '{"active": true}')`;
    await watchdog();
    expect(await rescue()).toBe(1);
    expect(await quick.countRows()).toBe(2);
  });

  it("is lost when the session that runs it is ended, and made up for", async () => {
    await slow.setSeconds(30);
    await leave(slow);
    const firing = rescue().catch((error) => error.code);
    const pid = await untilRefreshing(sql, slow.name);
    await slow.setSeconds(0);
    await sql`select pg_terminate_backend(${pid})`;
    await firing;
    await eventually(
      "the next rescue",
      async () => {
        await watchdog();
        return rescue(sessions[1]);
      },
      (refreshed) => refreshed === 1,
    );
    expect((await readLedger(sql, slow.name)).slice(1)).toMatchObject([
      { trigger: "watchdog", status: "lost", error_message: expect.stringContaining("the session") },
      { trigger: "watchdog", status: "succeeded" },
    ]);
    expect(await slow.countRows()).toBe(2);
  });
});
