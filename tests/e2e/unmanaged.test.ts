// A view that is unmanaged while it is being refreshed, or while that is being recorded.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView, untilRefreshing } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
let view: SlowView;

beforeEach(async () => {
  view = await createSlowView(sql, "unmanaged");
  await view.setSeconds(1);
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const unmanageInMidRefresh = async () => {
  await untilRefreshing(sql, view.name);
  await sql`select dashboard_refresh.unmanage(${view.name})`;
};

describe("a view that is unmanaged in mid-refresh", () => {
  it("makes the caller of run() find no such run, and nothing is recorded", async () => {
    const [requested] = await sql`select dashboard_refresh.request(${view.name}) as id`;
    const outcome = sql`select dashboard_refresh.run(${requested?.id})`.catch((error) => error);
    await unmanageInMidRefresh();
    expect(await outcome).toMatchObject({ code: "DR008", message: `there is no run ${requested?.id}` });
    expect(
      await sql`
        select from dashboard_refresh.alerts where view_id is not null and facts ->> 'view' = ${view.name}`,
    ).toHaveLength(0);
  });

  it("is answered 404 over HTTP", async () => {
    const outcome = call("POST", "/refresh", { body: { view: view.name, force: true } });
    await unmanageInMidRefresh();
    expect(await outcome).toMatchObject({ status: 404, json: { code: "unknown_run" } });
  });
});

describe("a view that is unmanaged while a session has its run", () => {
  const RUN_THEN_STATE = {
    "and goes on to its state":
      "update dashboard_refresh.view_state set open_alerts = open_alerts where view_id = $1",
    "and goes on to an alert":
      "insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at) values ($1, 'stale', 'it is old', '{}', now(), now())",
  };

  for (const [what, statement] of Object.entries(RUN_THEN_STATE)) {
    it(`${what} waits for it, and neither is a deadlock's victim`, async () => {
      const [managed] = await sql`
        select id, dashboard_refresh.request(${view.name}) as run from dashboard_refresh.views where view = ${view.name}`;
      const recorder = connect(1);
      try {
        // As who ends a run does it.
        await recorder.unsafe("begin");
        await recorder`update dashboard_refresh.runs set requested_by = requested_by where id = ${managed?.run}`;
        const unmanaged = sql`select dashboard_refresh.unmanage(${view.name}) /* recorded */`.catch(
          (error) => error,
        );
        await eventually(
          "unmanage waiting for the run",
          () =>
            sql`
              select state from pg_stat_activity
              where query like 'select dashboard_refresh.unmanage(% /* recorded */%' and wait_event_type = 'Lock'`,
          (sessions) => sessions.length === 1,
        );
        await recorder.unsafe("set local lock_timeout = '1s'");
        await recorder.unsafe(statement, [managed?.id]);
        await recorder.unsafe("commit");
        expect(await unmanaged).not.toBeInstanceOf(Error);
      } finally {
        await recorder.end();
      }
      expect(await sql`select from dashboard_refresh.views where view = ${view.name}`).toHaveLength(0);
    });
  }

  it("is given up after the caller's lock_timeout, and nothing is changed", async () => {
    const [managed] = await sql`select dashboard_refresh.request(${view.name}) as run`;
    const [holder, caller] = [connect(1), connect(1)];
    try {
      await holder.unsafe("begin");
      await holder`update dashboard_refresh.runs set requested_by = requested_by where id = ${managed?.run}`;
      await caller.unsafe("set lock_timeout = '500ms'");
      const outcome = await caller`select dashboard_refresh.unmanage(${view.name})`.catch((error) => error);
      expect(outcome).toMatchObject({ code: "55P03", hint: expect.stringContaining("Try again") });
      expect(await sql`select from dashboard_refresh.views where view = ${view.name}`).toHaveLength(1);
    } finally {
      await Promise.all([holder.end(), caller.end()]);
    }
  });
});
