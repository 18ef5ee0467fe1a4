// A minute of the jobs that belong to no view: the watchdog looks, and the rescue jobs do what it leaves to them.
import type { Sql } from "postgres";

/** @param later how far the watchdog's clock is ahead. */
export async function watchdogAndRescues(sql: Sql, later: string): Promise<void> {
  await sql`call dashboard_refresh.watchdog(clock_timestamp() + ${later}::interval)`;
  await rescueAll(sql);
}

/** One firing of a rescue job after another, until nothing is left to them. */
export async function rescueAll(sql: Sql): Promise<void> {
  for (;;) {
    const [row] = await sql<[{ refreshed: number }]>`select dashboard_refresh.rescue() as refreshed`;
    if (row.refreshed === 0) return;
  }
}
