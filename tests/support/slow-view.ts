// A managed view whose refresh takes as long as a test says, so that something can happen in the middle of it.
import type { Sql } from "postgres";
import { eventually } from "./eventually.ts";

export interface SlowView {
  name: string;
  setSeconds: (seconds: number) => Promise<void>;
  /** Adds a source row; how many rows the sources have from then on. */
  addRow: () => Promise<number>;
  countRows: () => Promise<number>;
  drop: () => Promise<void>;
}

/** "if not exists" alone fails where another test makes it in the same moment. */
const CREATE_SCHEMA =
  "do $$begin create schema if not exists e2e; exception when unique_violation then null; end$$";

interface Settings {
  skipUnchanged?: boolean;
  maxDutyCycle?: number;
}

/**
 * Makes and manages `e2e.<name>`. Its job is not scheduled: the test is the clock. Every tick refreshes, however short
 * ago the last refresh was, unless the settings say otherwise.
 */
export async function createSlowView(
  sql: Sql,
  name: string,
  { skipUnchanged = false, maxDutyCycle = 1 }: Settings = {},
): Promise<SlowView> {
  const view = `e2e.${name}`;
  const drop = async () => {
    await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = ${view}`;
    await sql.unsafe(`drop table if exists ${view}_rows, ${view}_pace cascade`);
  };
  await sql.unsafe(CREATE_SCHEMA);
  await drop();
  await sql.unsafe(`
    create table ${view}_rows (id integer generated always as identity primary key);
    create table ${view}_pace (seconds double precision not null);
    insert into ${view}_pace values (0);
    insert into ${view}_rows default values;
    create materialized view ${view} as
      select ${name}_rows.id, pg_sleep(case when ${name}_rows.id = 1 then ${name}_pace.seconds else 0 end)::text as slept
      from ${view}_rows cross join ${view}_pace;
    create unique index on ${view} (id);
  `);
  const settings = { scheduled: false, skip_unchanged: skipUnchanged, max_duty_cycle: maxDutyCycle };
  await sql`select dashboard_refresh.manage(${view}, settings => ${sql.json(settings)})`;

  const count = async (relation: string) => {
    const [row] = await sql.unsafe<[{ count: number }]>(`select count(*)::integer as count from ${relation}`);
    return row.count;
  };
  return {
    name: view,
    setSeconds: async (value) => {
      await sql.unsafe(`update ${view}_pace set seconds = ${value}`);
    },
    addRow: async () => {
      await sql.unsafe(`insert into ${view}_rows default values`);
      return count(`${view}_rows`);
    },
    countRows: () => count(view),
    drop,
  };
}

/**
 * Waits until a backend is in the middle of the view's query, and tells its process id. Its snapshot is taken by then:
 * what the test changes now, the refresh does not see.
 */
export async function untilRefreshing(
  sql: Sql,
  view: string,
  patience: Parameters<typeof eventually>[3] = {},
): Promise<number> {
  const pid = await eventually(
    `a refresh of ${view} under way`,
    async () => {
      const [row] = await sql<[{ pid: number | null }]>`
        select (
          select pid from pg_stat_activity
          where wait_event = 'PgSleep' and pid = (
            select pid from dashboard_refresh.held_locks where kind = 'refresh' and key = views.id
          )
        ) as pid
        from dashboard_refresh.views where view = ${view}`;
      return row.pid;
    },
    (value) => value !== null,
    patience,
  );
  return pid as number;
}

/** Waits until no backend holds the view. */
export async function untilNobodyRefreshes(sql: Sql, view: string): Promise<void> {
  await eventually(
    `nobody refreshing ${view}`,
    async () => {
      const [row] = await sql<[{ pid: number | null }]>`
        select (select pid from dashboard_refresh.held_locks where kind = 'view' and key = views.id) as pid
        from dashboard_refresh.views where view = ${view}`;
      return row.pid;
    },
    (pid) => pid === null,
  );
}
