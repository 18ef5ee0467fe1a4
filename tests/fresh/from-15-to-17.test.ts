// A database with managed views goes from PostgreSQL 15 and pg_cron 1.4 to 17 and 1.6: nothing is lost, no stale data are
// taken for fresh, and it says what it needs to go on.
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { build } from "../../scripts/sql/build.ts";
import { findRepository } from "../../stack/index.ts";
import { eventually } from "../support/eventually.ts";
import { byDump, inPlace, type Upgraded, upgrade } from "./support/two-servers.ts";

const VIEW = "public.daily";
const PAUSED = "public.weekly";
const install =
  build(findRepository()).find((file) => /^dist\/.*(install|_[\d.]+)\.sql$/.test(file.path))?.text ?? "";

/** Two managed views, refreshed once, and a change that neither shows yet. */
async function fill(sql: Sql): Promise<void> {
  await sql.unsafe(install);
  await sql.unsafe(`
    create table public.sales (id integer primary key, amount integer not null);
    insert into public.sales select id, id from generate_series(1, 100) as numbers (id);
    create materialized view ${VIEW} as select id, amount from public.sales;
    create unique index on ${VIEW} (id);
    create materialized view ${PAUSED} as select count(*) as sales from public.sales;
    create unique index on ${PAUSED} (sales)`);
  await sql`select dashboard_refresh.manage(${VIEW}, '* * * * *', '{"path": "database", "failure_limit": 3}')`;
  await sql`select dashboard_refresh.manage(${PAUSED}, '0 5 * * 1', '{"path": "database", "active": false}')`;
  for (const view of [VIEW, PAUSED])
    await sql`select dashboard_refresh.run(dashboard_refresh.request(${view}, force => true))`;
  await sql.unsafe("insert into public.sales values (101, 101); select pg_stat_force_next_flush()");
}

const ROADS = { pg_upgrade: inPlace, "dump and restore": byDump };

describe.each(Object.entries(ROADS))("from PostgreSQL 15 to 17 by %s", (_name, road) => {
  let database: Upgraded;
  let sql: Sql;
  beforeAll(async () => {
    database = await upgrade(fill, road);
    sql = database.sql;
  });
  afterAll(() => database?.remove());

  const status = async (view = VIEW) =>
    (await sql`select dashboard_refresh.status(${view}) as status`)[0]?.status;
  const codes = async (): Promise<string[]> =>
    (await status()).problems.map((problem: { code: string }) => problem.code);
  const countShown = async () =>
    (await sql.unsafe<[{ count: number }]>(`select count(*)::integer as count from ${VIEW}`))[0].count;
  const jobs = () => sql`select jobname, schedule, active, username from cron.job order by jobname`;

  it("keeps settings, schedules, pauses and history", async () => {
    const [version] = await sql`select current_setting('server_version_num')::integer as number`;
    expect(version?.number).toBeGreaterThanOrEqual(170_000);
    expect(
      await sql`select view, schedule, failure_limit from dashboard_refresh.views order by view`,
    ).toEqual([
      { view: VIEW, schedule: "* * * * *", failure_limit: 3 },
      { view: PAUSED, schedule: "0 5 * * 1", failure_limit: 5 },
    ]);
    expect(await jobs()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ schedule: "* * * * *", active: true, username: "postgres" }),
        expect.objectContaining({ schedule: "0 5 * * 1", active: false, username: "postgres" }),
      ]),
    );
    const [runs] =
      await sql`select count(*)::integer as count from dashboard_refresh.runs where status = 'succeeded'`;
    expect(runs?.count).toBeGreaterThanOrEqual(2);
  });

  it("says that it is on another server, and refreshes all the same what has changed before", async () => {
    expect(await codes()).toContain("not_adopted");
    await eventually("the change in the view, by its job", countShown, (count) => count === 101, {
      deadlineMs: 100_000,
      everyMs: 500,
    });
  });

  it("goes on as before once it is adopted and pg_cron's extension is updated", async () => {
    await database.admin.unsafe("alter extension pg_cron update");
    const [row] = await sql`select dashboard_refresh.adopt() as done`;
    expect(row?.done).toMatchObject({ adopted: true });
    expect(await codes()).not.toContain("not_adopted");

    await sql.unsafe("insert into public.sales values (102, 102); select pg_stat_force_next_flush()");
    await eventually("a refresh by the job", countShown, (count) => count === 102, {
      deadlineMs: 100_000,
      everyMs: 500,
    });
    const [drift] = await sql`select dashboard_refresh.drift(${VIEW}) as drift`;
    expect(drift?.drift).toMatchObject({ complete: true, missing: 0, extra: 0, different: 0 });
    expect(await jobs()).toEqual(
      expect.arrayContaining([expect.objectContaining({ schedule: "0 5 * * 1", active: false })]),
    );
  });

  it("takes what the new server has: a schedule in seconds", async () => {
    const [row] = await sql`
      select dashboard_refresh.reconfigure(${VIEW}, '{"schedule": "10 seconds"}') -> 'after' ->> 'schedule' as schedule`;
    expect(row?.schedule).toBe("10 seconds");
    await sql.unsafe("insert into public.sales values (103, 103); select pg_stat_force_next_flush()");
    await eventually("a refresh within seconds", countShown, (count) => count === 103, {
      deadlineMs: 45_000,
    });
  });
});
