// The reads that pages, command line and monitoring make, through the wrappers of the API, timed inside the server.
import type { Sql } from "postgres";

const TIMES = 200;
/** Of what takes as long as many of the others together. */
const SLOW_TIMES = 20;
/** Until plans are kept: the pool of the REST API keeps its sessions too. */
const TIMES_UNTIL_WARM = 10;

/** Each is one call, of another view or another page each time. */
const READS = {
  overview: "public.list_dashboard_refresh_views()",
  "overview, 30 runs each": "public.list_dashboard_refresh_views(30)",
  status: "public.read_dashboard_refresh_status('bench.view_' || $1 % 20 + 1)",
  runs: "public.list_dashboard_refresh_runs('bench.view_' || $1 % 20 + 1)",
  "failed runs": "public.list_dashboard_refresh_runs('bench.view_' || $1 % 20 + 1, 'failed')",
  "runs, far down": `public.list_dashboard_refresh_runs('bench.view_' || $1 % 20 + 1, before => (
    select runs.id from dashboard_refresh.runs join dashboard_refresh.views on views.id = runs.view_id
    where views.view = 'bench.view_' || $1 % 20 + 1 order by runs.requested_at limit 1 offset 100))`,
  metrics: "public.read_dashboard_refresh_metrics()",
  doctor: "public.read_dashboard_refresh_doctor()",
} as const;
const SLOW: readonly string[] = ["doctor"];

/** In a schema of the session's own, which a benchmark of views does not drop. */
export async function createReads(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create function pg_temp.timed(call text, number integer) returns double precision language plpgsql as $$
    declare
      v_start timestamptz := clock_timestamp();
    begin
      execute 'select ' || call using number;
      return extract(epoch from clock_timestamp() - v_start) * 1000;
    end;
    $$`);
}

/** Milliseconds of each call. */
export async function timeReads(sql: Sql): Promise<Record<string, number[]>> {
  const times: Record<string, number[]> = {};
  for (const [what, call] of Object.entries(READS)) {
    const taken: number[] = [];
    const repetitions = SLOW.includes(what) ? SLOW_TIMES : TIMES;
    for (let number = 0; number < TIMES_UNTIL_WARM + repetitions; number += 1) {
      const [row] = await sql<[{ ms: number }]>`select pg_temp.timed(${call}, ${number}) as ms`;
      taken.push(row.ms);
    }
    times[what] = taken.slice(TIMES_UNTIL_WARM);
  }
  return times;
}
