// What only PostgreSQL 17 and pg_cron 1.6 have, by the real server and the real scheduler; on older ones, that the answer
// says so is tested elsewhere.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { call, connect, connectAsAdmin } from "../support/stack.ts";
import { manage, tickAnew } from "./support/views.ts";

const sql = connect();
const admin = connectAsAdmin();
const [versions] = await sql<[{ postgres: number; hasSeconds: boolean }]>`
  select
    current_setting('server_version_num')::integer as postgres,
    regexp_match(extversion, '^(\\d+)\\.(\\d+)')::integer[] >= array[1, 5] as "hasSeconds"
  from pg_extension where extname = 'pg_cron'`;
const isOldServer = versions.postgres < 170_000;
const isOldScheduler = !versions.hasSeconds;

const VIEW = "e2e_17.shown";
const set = (settings: Record<string, string | boolean>) =>
  call("PATCH", "/reconfigure", { body: { view: VIEW, ...settings } });
const shown = async () =>
  (await sql.unsafe(`select value::text from ${VIEW} order by 1`)).map((row) => row.value);

const drop = async () => {
  await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = ${VIEW}`;
  await admin.unsafe("drop schema if exists e2e_17 cascade; drop role if exists e2e_17_owner");
};
/** The view is the jobs' owner's, and so are its rows. */
const create = (query: string) =>
  sql.unsafe(`create materialized view ${VIEW} as ${query}; create unique index on ${VIEW} (id)`);

beforeAll(drop);
beforeEach(async () => {
  await sql.unsafe(`
    create schema e2e_17;
    create table e2e_17.rows (id integer primary key, value integer not null, span interval not null);
    insert into e2e_17.rows values (1, 10, '1 hour'), (2, 20, '2 hours')`);
});
afterEach(drop);
afterAll(async () => {
  await Promise.all([sql.end(), admin.end()]);
});

describe.skipIf(isOldScheduler)("pg_cron from 1.5 on", () => {
  it("fires a schedule in seconds at its pace, and each firing that finds a change refreshes", async () => {
    await create("select id, value from e2e_17.rows");
    await manage(sql, VIEW, { skip_unchanged: false, scheduled: true, schedule: "10 seconds", active: true });
    const starts = () => sql<{ at: number }[]>`
      select extract(epoch from details.start_time)::float8 as at
      from cron.job_run_details as details
      join cron.job on job.jobid = details.jobid
      join dashboard_refresh.views on views.job_name = job.jobname
      where views.view = ${VIEW} and details.status = 'succeeded'
      order by details.start_time`;
    const fired = await eventually("three firings", starts, ({ length }) => length >= 3, {
      deadlineMs: 60_000,
    });
    const gaps = fired.slice(1).map(({ at }, index) => at - (fired[index]?.at ?? 0));
    for (const gap of gaps) expect(gap, `seconds between firings: ${gaps}`).toBeGreaterThan(8);
    for (const gap of gaps) expect(gap, `seconds between firings: ${gaps}`).toBeLessThan(15);

    await sql.unsafe("insert into e2e_17.rows values (3, 30, '3 hours')");
    await eventually("the new row in the view", shown, ({ length }) => length === 3, { deadlineMs: 30_000 });
    const status = await call("GET", `/status?view=${VIEW}`);
    expect(status.json).toMatchObject({ state: "fresh", job: { schedule: "10 seconds", active: true } });
  });

  it("takes $ for the last day of the month, and status says when that is", async () => {
    await create("select id, value from e2e_17.rows");
    await manage(sql, VIEW, { scheduled: true });
    expect(await set({ schedule: "30 4 $ * *" })).toMatchObject({
      status: 200,
      json: { after: { schedule: "30 4 $ * *" } },
    });
    const status = await call("GET", `/status?view=${VIEW}`);
    const [expected] = await sql<[{ at: string }]>`
      with clock (now) as (select now() at time zone 'UTC'),
      ends (at) as (
        select date_trunc('month', clock.now) + months * interval '1 month' - interval '1 day' + interval '4 hours 30 minutes'
        from clock cross join generate_series(1, 2) as numbers (months)
      )
      select to_char(min(ends.at), 'YYYY-MM-DD"T"HH24:MI') as at from ends cross join clock where ends.at > clock.now`;
    expect(status.json.job.next_run_at).toContain(expected.at);
  });
});

describe.skipIf(isOldServer)("PostgreSQL from 17 on", () => {
  /** Somebody else's view, of which the jobs' owner may do no more than refresh and read it. */
  const createForeign = async () => {
    await sql.unsafe("grant usage on schema e2e_17 to public; grant select on e2e_17.rows to public");
    await admin.unsafe(`
      create role e2e_17_owner;
      create materialized view ${VIEW} as select id, value from e2e_17.rows;
      create unique index on ${VIEW} (id);
      alter materialized view ${VIEW} owner to e2e_17_owner;
      grant select, maintain on ${VIEW} to postgres`);
  };

  it("lets who has MAINTAIN alone refresh another's view, by a tick and over HTTP", async () => {
    await createForeign();
    await manage(sql, VIEW);
    await sql.unsafe("update e2e_17.rows set value = 11 where id = 1");
    expect(await tickAnew(VIEW)).toBe("succeeded");
    expect(await shown()).toEqual(["11", "20"]);

    await sql.unsafe("update e2e_17.rows set value = 12 where id = 1");
    expect(await call("POST", "/refresh", { body: { view: VIEW } })).toMatchObject({
      status: 200,
      json: { status: "succeeded", path: "edge", method: "concurrently" },
    });
    expect(await shown()).toEqual(["12", "20"]);
  });

  it("says what is missing when MAINTAIN is taken away, and goes on when it is given back", async () => {
    await createForeign();
    await manage(sql, VIEW);
    await admin.unsafe(`revoke maintain on ${VIEW} from postgres`);
    const refused = await call("POST", "/refresh", { body: { view: VIEW } });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("MAINTAIN");

    await admin.unsafe(`grant maintain on ${VIEW} to postgres`);
    expect(await call("POST", "/refresh", { body: { view: VIEW } })).toMatchObject({ status: 200 });
  });

  it("refreshes under pg_catalog, pg_temp alone: what a function does not find there is named, and mended by the hint", async () => {
    await sql.unsafe(`
      create table e2e_17.rates (rate integer not null);
      insert into e2e_17.rates values (2);
      set search_path = e2e_17, public;
      create function e2e_17.in_pesos(value integer) returns integer language plpgsql stable
      as 'begin return value * (select rate from rates); end';
      create materialized view ${VIEW} as select id, e2e_17.in_pesos(value) as value from e2e_17.rows with no data;
      create unique index on ${VIEW} (id);
      reset search_path`);
    await manage(sql, VIEW);
    const refused = await call("POST", "/refresh", { body: { view: VIEW } });
    expect(refused).toMatchObject({ status: 422, json: { code: "refresh_failed" } });
    const [statement] = /alter function [^;]+ set search_path = [^;]+;/.exec(refused.json.hint) ?? [];
    expect(statement, refused.text).toBeDefined();

    await sql.unsafe(statement ?? "");
    expect(await call("POST", "/refresh", { body: { view: VIEW } })).toMatchObject({ status: 200 });
    expect(await shown()).toEqual(["20", "40"]);
  });

  it("has intervals without an end: a view shows them, and no setting takes them", async () => {
    await create("select id, span as value from e2e_17.rows");
    await manage(sql, VIEW);
    await sql.unsafe("update e2e_17.rows set span = 'infinity' where id = 1");
    expect(await tickAnew(VIEW)).toBe("succeeded");
    expect(await shown()).toContain("infinity");
    const drift = await call("GET", `/drift?view=${VIEW}`);
    expect(drift.json).toMatchObject({ complete: true, missing: 0, extra: 0, different: 0 });

    for (const setting of ["max_staleness", "lock_timeout", "max_duration", "force_after"]) {
      const answer = await set({ [setting]: "infinity" });
      expect(answer, setting).toMatchObject({ status: 422, json: { code: "invalid_setting" } });
      expect(answer.json.detail).toContain(setting);
    }
  });
});
