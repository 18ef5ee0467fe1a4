// Something other than a run refreshes the view, in a session of its own: status says so, by what it leaves behind. Runs
// through the Edge Function, each in another session, leave nothing of the kind.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect(1);
const VIEW = "e2e.shared";

/** In a session of its own, which reports what it wrote when it ends. */
async function elsewhere(statements: string): Promise<void> {
  const other = connect(1);
  await other.unsafe(statements);
  await other.end();
}
const codes = async (): Promise<string[]> =>
  (await call("GET", `/status?view=${VIEW}&runs=0`)).json.problems.map(({ code }: { code: string }) => code);
const drop = async () => {
  await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = ${VIEW}`;
  await sql.unsafe("drop table if exists e2e.shared_rows cascade");
};
const refresh = async () => {
  const { json } = await call("POST", "/refresh", { body: { view: VIEW } });
  expect(json.status).toBe("succeeded");
};
/** As when nothing of before can be reported late any more, which takes a minute on a busy server. */
const allIsReportedBefore = () => sql`
  update dashboard_refresh.view_state set is_rows_written_exact = true
  from dashboard_refresh.views where views.id = view_id and view = ${VIEW}`;
const forget = () => sql`
  update dashboard_refresh.view_state set refreshed_elsewhere_at = null
  from dashboard_refresh.views where views.id = view_id and view = ${VIEW}`;
const countReported = async (): Promise<number> => {
  const [row] = await sql`select pg_stat_get_tuples_inserted(${VIEW}::regclass)::integer as rows`;
  return row?.rows;
};

beforeAll(async () => {
  await elsewhere("create schema if not exists e2e");
  await drop();
  await elsewhere(`
    create table e2e.shared_rows (id integer primary key);
    insert into e2e.shared_rows values (1);
    create materialized view ${VIEW} as select id from e2e.shared_rows;
    create unique index on ${VIEW} (id);
  `);
  await sql`select dashboard_refresh.manage(${VIEW}, settings => '{"scheduled": false, "max_duty_cycle": 1}')`;
});
afterAll(async () => {
  await drop();
  await sql.end();
});

describe("a view that only runs refresh", () => {
  it("has no such problem, however many sessions they are in", async () => {
    for (const id of [2, 3, 4]) {
      await elsewhere(`insert into e2e.shared_rows values (${id})`);
      await refresh();
      await sql`select dashboard_refresh.run(dashboard_refresh.request(${VIEW}))`;
    }
    expect(await codes()).not.toContain("refreshed_elsewhere");
    await allIsReportedBefore();
    await refresh();
    expect(await codes()).not.toContain("refreshed_elsewhere");
  });
});

describe("a view that something else refreshes", () => {
  it("concurrently, has the problem, and still after the next run", async () => {
    await elsewhere(`insert into e2e.shared_rows values (5); refresh materialized view concurrently ${VIEW}`);
    await eventually("the refresh seen", codes, (found) => found.includes("refreshed_elsewhere"));
    await refresh();
    expect(await codes()).toContain("refreshed_elsewhere");
  });

  it("does not have it again for what a run wrote before, and whose session reported it after", async () => {
    const late = connect(1);
    // Within a transaction a session reports nothing, not even what it committed before.
    await late.unsafe(`
      insert into e2e.shared_rows values (6);
      begin; select dashboard_refresh.run(dashboard_refresh.request('${VIEW}')); commit; begin`);
    await allIsReportedBefore();
    await elsewhere(`
      insert into e2e.shared_rows values (7), (8), (9); refresh materialized view concurrently ${VIEW}`);
    await eventually("the refresh seen", codes, (found) => found.includes("refreshed_elsewhere"));
    await refresh();
    const reported = await countReported();
    await late.end();
    await eventually("the run's row reported", countReported, (rows) => rows > reported);

    await forget();
    expect(await codes()).not.toContain("refreshed_elsewhere");
    await refresh();
    expect(await codes()).not.toContain("refreshed_elsewhere");
  });

  it("plainly, has it at once", async () => {
    await forget();
    await refresh();
    expect(await codes()).not.toContain("refreshed_elsewhere");
    await elsewhere(`refresh materialized view ${VIEW}`);
    expect(await codes()).toContain("refreshed_elsewhere");
  });
});
