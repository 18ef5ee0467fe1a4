// A view that is unmanaged while it is being refreshed.
import { afterAll, beforeEach, describe, expect, it } from "vitest";
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
