// For pipelines: a view that is to show what was just loaded.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  createSlowView,
  type SlowView,
  untilNobodyRefreshes,
  untilRefreshing,
} from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
let view: SlowView;

beforeAll(async () => {
  view = await createSlowView(sql, "as_of", { skipUnchanged: true });
});
beforeEach(async () => {
  await untilNobodyRefreshes(sql, view.name);
  await view.setSeconds(0);
  await sql`delete from dashboard_refresh.runs where view_id in (
    select id from dashboard_refresh.views where view = ${view.name})`;
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const now = async () =>
  (await sql`select to_json(date_trunc('milliseconds', clock_timestamp())) as now`)[0]?.now as string;
const refreshes = async () =>
  (
    await sql`
      select count(runs.started_at)::integer as count from dashboard_refresh.runs
      join dashboard_refresh.views on views.id = view_id where view = ${view.name}`
  )[0]?.count;
const ask = (asOf: string, waitSeconds = 30) =>
  call("POST", "/refresh", { body: { view: view.name, as_of: asOf, wait_seconds: waitSeconds } });

describe("POST /refresh with as_of", () => {
  it("refreshes what is older, and answers once the view shows what was loaded by then", async () => {
    const rows = await view.addRow();
    const loaded = await now();
    const answer = await ask(loaded);
    expect(answer.status).toBe(200);
    expect(Date.parse(answer.json.fresh_as_of)).toBeGreaterThanOrEqual(Date.parse(loaded));
    expect(answer.json.run.status).toBe("succeeded");
    expect(await view.countRows()).toBe(rows);
    expect(await refreshes()).toBe(1);
  });

  it("refreshes nothing where the view is as fresh as that already", async () => {
    const loaded = await now();
    await ask(loaded);
    const before = await refreshes();
    const again = await ask(loaded);
    expect(again).toMatchObject({ status: 200, json: { run: null } });
    expect(await refreshes()).toBe(before);
  });

  it("waits for a refresh that is under way where that began late enough, instead of a second", async () => {
    await view.addRow();
    const loaded = await now();
    // By the second: that is how exactly a session says since when it works.
    await sql`select pg_sleep(1.1)`;
    await view.setSeconds(3);
    const first = call("POST", "/refresh", { body: { view: view.name, wait_seconds: 30 } });
    await untilRefreshing(sql, view.name);
    const answer = await ask(loaded);
    expect(answer.status).toBe(200);
    expect((await first).json.id).toBe(answer.json.run.id);
    expect(await refreshes()).toBe(1);
  });

  it("asks for another where the one under way began before", async () => {
    await view.setSeconds(2);
    const first = call("POST", "/refresh", { body: { view: view.name, wait_seconds: 30 } });
    await untilRefreshing(sql, view.name);
    const rows = await view.addRow();
    const answer = await ask(await now());
    expect(answer.status).toBe(200);
    await first;
    expect(await view.countRows()).toBe(rows);
    expect(await refreshes()).toBe(2);
  });

  it("answers 202 with the run when the wait is over, and 400 for a time to come", async () => {
    await view.addRow();
    await view.setSeconds(2);
    const answer = await ask(await now(), 0);
    expect(answer).toMatchObject({ status: 202, json: { run: { status: "queued" } } });
    expect((await ask("2999-01-01T00:00:00Z")).json).toMatchObject({ status: 400, code: "invalid_argument" });
  });
});
