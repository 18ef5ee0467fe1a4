// A managed view is renamed in one session while others know it by its old name: settings and history go with it, over
// HTTP too.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call, connect } from "../support/stack.ts";

const sql = connect();
const OLD = "e2e.sums";
const NEW = 'e2e."Sums per day"';

const drop = async () => {
  await sql`
    select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view in (${OLD}, ${NEW})`;
  await sql.unsafe("drop table if exists e2e.sums_rows cascade");
};
const job = async () =>
  (await sql`select jobname, schedule, command from cron.job where command like '%e2e.%ums%'`).map((row) => ({
    ...row,
  }));

beforeAll(async () => {
  await sql.unsafe("create schema if not exists e2e");
  await drop();
  await sql.unsafe(`
    create table e2e.sums_rows (id integer primary key);
    insert into e2e.sums_rows values (1);
    create materialized view ${OLD} as select id from e2e.sums_rows;
    create unique index on ${OLD} (id);
    -- Reported within seconds otherwise: a tick in the middle of the tests would see a change, and refresh.
    select pg_stat_force_next_flush();
  `);
  // 29 February: the test is the clock.
  await sql`select dashboard_refresh.manage(${OLD}, '0 0 29 2 *', '{"max_staleness": "30 days", "path": "database"}')`;
  await sql`select dashboard_refresh.tick(${OLD})`;
});
afterAll(async () => {
  await drop();
  await sql.end();
});

describe("a view that is renamed", () => {
  it("is known by its new name at once, and refreshed by a caller who has the old one", async () => {
    const before = (await call("GET", `/status?view=${OLD}`)).json;
    await sql.unsafe(`alter materialized view ${OLD} rename to "Sums per day"`);

    const after = (await call("GET", `/status?view=${encodeURIComponent(NEW)}`)).json;
    expect(after).toMatchObject({ view: NEW, data_as_of: before.data_as_of, settings: before.settings });
    expect(after.last_runs.map(({ id }: { id: string }) => id)).toEqual(
      before.last_runs.map(({ id }: { id: string }) => id),
    );

    const refreshed = await call("POST", "/refresh", { body: { view: OLD } });
    expect(refreshed).toMatchObject({ status: 200, json: { view: NEW, status: "succeeded" } });
  });

  it("is found without the quotes that its name needs", async () => {
    const { status, json } = await call("GET", `/status?view=${encodeURIComponent("e2e.sums per day")}`);
    expect({ status, view: json.view }).toEqual({ status: 200, view: NEW });
  });

  it("keeps its job, which follows with the next look of the watchdog, and its history", async () => {
    expect(await job()).toMatchObject([{ jobname: "refresh-sums" }]);
    await sql`call dashboard_refresh.watchdog()`;
    expect(await job()).toEqual([
      {
        jobname: "refresh-Sums per day",
        schedule: "0 0 29 2 *",
        command: expect.stringContaining(`dashboard_refresh.tick('${NEW}')`),
      },
    ]);
    const { json } = await call("GET", `/runs?view=${encodeURIComponent(NEW)}`);
    expect(json.runs.map((run: { trigger: string }) => run.trigger)).toEqual(["admin", "cron"]);
    const { problems } = (await call("GET", `/status?view=${encodeURIComponent(NEW)}`)).json;
    expect(problems).toMatchObject([{ code: "schedule_too_slow" }]);
  });

  it("does not wait for a session that is changing what is managed", async () => {
    await sql.unsafe(`alter materialized view ${NEW} rename to sums`);
    await sql.begin(async (other) => {
      await other`select dashboard_refresh._lock_configuration()`;
      await other`select from dashboard_refresh.views for update`;
      const [row] = await sql<[{ outcome: string }]>`select dashboard_refresh.tick(${NEW}) as outcome`;
      expect(row.outcome).toBe("unchanged");
      expect((await call("GET", `/status?view=${OLD}`)).json.view).toBe(OLD);
    });
    await sql`select dashboard_refresh.tick(${NEW})`;
    expect(await job()).toMatchObject([{ jobname: "refresh-sums" }]);
  });
});
