// Ticks that skip, each measured inside the server and by the CPU its session used.
import type { Sql } from "postgres";
import { cpuSeconds } from "./cpu.ts";
import type { Session } from "./session.ts";

export interface TickTime {
  /** Of the call by the server's clock: without its commit and without the way to the client. */
  serverMs: number;
  /** Of the session from before the statement to after its commit; logging in is not in it. */
  cpuMs: number;
}

export async function createTimedTick(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create function bench.timed_tick(view text, out said text, out server_ms double precision)
    language plpgsql as $$
    declare
      v_start timestamptz := clock_timestamp();
    begin
      said := dashboard_refresh.tick(view);
      server_ms := extract(epoch from clock_timestamp() - v_start) * 1000;
    end;
    $$`);
}

/** Makes a view over a partitioned table: with its partitions it has so many sources. */
export async function createPartitionedView(sql: Sql, sources: number): Promise<string> {
  const table = `bench.rows_${sources}`;
  const view = `bench.view_${sources}`;
  await sql.unsafe(`create table ${table} (id integer primary key) partition by hash (id)`);
  for (let partition = 0; partition < sources - 1; partition += 1) {
    await sql.unsafe(`create table ${table}_${partition} partition of ${table}
      for values with (modulus ${sources - 1}, remainder ${partition})`);
  }
  await sql.unsafe(`insert into ${table} select generate_series(1, 1000)`);
  await sql.unsafe(`create materialized view ${view} as select id from ${table}`);
  await sql.unsafe(`create unique index on ${view} (id)`);
  // Reported before the first refresh, or the first ticks would refresh once more.
  await sql`select pg_stat_force_next_flush()`;
  return view;
}

export async function timedTick({ sql, pid }: Session, view: string): Promise<TickTime> {
  const cpuBefore = cpuSeconds(pid);
  const [row] = await sql<[{ said: string; serverMs: number }]>`
    select said, server_ms as "serverMs" from bench.timed_tick(${view})`;
  if (row.said !== "unchanged") throw new Error(`a tick of ${view} said ${row.said}`);
  return { serverMs: row.serverMs, cpuMs: (cpuSeconds(pid) - cpuBefore) * 1000 };
}

/** Of one rescue job. What it refreshes is in its time. */
export async function timedRescue({ sql, pid }: Session): Promise<TickTime & { refreshed: number }> {
  const cpuBefore = cpuSeconds(pid);
  const start = performance.now();
  const [row] = await sql<[{ refreshed: number }]>`select dashboard_refresh.rescue() as refreshed`;
  return {
    refreshed: row.refreshed,
    serverMs: performance.now() - start,
    cpuMs: (cpuSeconds(pid) - cpuBefore) * 1000,
  };
}

/** The watchdog commits, so no function can be around it: its time is that of the client. */
export async function timedWatchdog({ sql, pid }: Session): Promise<TickTime> {
  const cpuBefore = cpuSeconds(pid);
  const start = performance.now();
  await sql.unsafe("call dashboard_refresh.watchdog()");
  return { serverMs: performance.now() - start, cpuMs: (cpuSeconds(pid) - cpuBefore) * 1000 };
}
