// Views that read views: refreshed after what they read, and never said to be fresher.
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { call, connect } from "../support/stack.ts";
import { createTicks, drift, NEVER, NONE, status } from "./support/ticks.ts";

const sql = connect();
const { countRuns, untilUnchanged } = createTicks(sql);
afterAll(() => sql.end());

describe("a view that reads a view", () => {
  const UPSTREAM = "e2e.upstream";
  const DEPENDANT = "e2e.dependant";
  const drop = async (session: Sql) => {
    await session`
      select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view in (${UPSTREAM}, ${DEPENDANT})`;
    await session.unsafe("drop table if exists e2e.upstream_rows cascade");
  };

  beforeAll(async () => {
    await sql.unsafe("create schema if not exists e2e");
    await drop(sql);
    await sql.unsafe(`
      create table e2e.upstream_rows (id integer primary key, amount integer not null);
      insert into e2e.upstream_rows select number, number % 10 from generate_series(1, 100) as numbers (number);
      create materialized view ${UPSTREAM} as
        select amount, count(*) as rows from e2e.upstream_rows group by amount;
      create unique index on ${UPSTREAM} (amount);
      create view e2e.between as select * from ${UPSTREAM};
      create materialized view ${DEPENDANT} as select 1 as id, sum(rows) as rows from e2e.between;
      create unique index on ${DEPENDANT} (id)`);
    for (const view of [UPSTREAM, DEPENDANT]) {
      await sql`
        select dashboard_refresh.manage(${view}, ${NEVER}, '{"path": "edge", "max_duty_cycle": 1}')`;
      expect((await call("POST", "/refresh", { body: { view } })).status).toBe(200);
    }
  });
  afterAll(() => drop(sql));

  const lastRunOf = async (view: string) => (await status(view)).last_runs[0];
  const shown = async () =>
    Number((await sql.unsafe<[{ rows: string }]>(`select rows from ${DEPENDANT}`))[0].rows);

  it("is refreshed after it, through the Edge Function, with nobody calling anything", async () => {
    await sql`insert into e2e.upstream_rows values (101, 1)`;
    const { json: upstream } = await call("POST", "/refresh", { body: { view: UPSTREAM } });
    expect(upstream).toMatchObject({ status: "succeeded", caused_by: null });

    await eventually("the row in the dependant", shown, (rows) => rows === 101);
    const run = await eventually(
      "the dependant's run",
      () => lastRunOf(DEPENDANT),
      (last) => last.status !== "queued",
    );
    expect(run).toMatchObject({
      trigger: "cascade",
      path: "edge",
      status: "succeeded",
      caused_by: upstream.id,
      http_request_id: expect.any(Number),
    });
    expect(Date.parse(run.data_as_of)).toBeGreaterThanOrEqual(Date.parse(upstream.finished_at));
    expect(await drift(DEPENDANT)).toMatchObject({ complete: true, ...NONE });
  });

  it("is left alone when the refresh changed nothing", async () => {
    const before = await countRuns(DEPENDANT);
    const { json: upstream } = await call("POST", "/refresh", { body: { view: UPSTREAM } });
    expect(upstream).toMatchObject({ status: "succeeded", rows_inserted: 0, rows_deleted: 0 });
    expect(await countRuns(DEPENDANT)).toBe(before);
    await untilUnchanged(DEPENDANT);
  });

  it("is never fresher than what it reads", async () => {
    await sql`insert into e2e.upstream_rows values (102, 1)`;
    // Its own source, the view above it, has not changed; what that one shows is behind all the same.
    await untilUnchanged(DEPENDANT);
    const [above, below] = [await status(UPSTREAM), await status(DEPENDANT)];
    const until = ({ now, staleness_seconds }: { now: string; staleness_seconds: number }) =>
      Date.parse(now) - staleness_seconds * 1000;
    expect(until(below)).toBeLessThanOrEqual(until(above) + 200);
    expect(below.skip.sources).toEqual([UPSTREAM]);
  });
});
