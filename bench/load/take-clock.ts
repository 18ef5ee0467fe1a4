// The benchmark as the only clock: pg_cron's jobs rest meanwhile.
import type { Sql } from "postgres";

/** Pauses the jobs of the views that are managed, and those of the watchdog and the rescues. Returns what brings them back. */
export async function takeClock(sql: Sql): Promise<() => Promise<void>> {
  const views = await sql<{ view: string }[]>`select view from dashboard_refresh.views where active`;
  const setActive = async (active: boolean) => {
    for (const { view } of views) {
      await sql`select dashboard_refresh.reconfigure(${view}, ${sql.json({ active })})`;
    }
    await sql`
      select cron.alter_job(jobid, active => ${active}) from cron.job
      where jobname ~ '^refresh-dashboard-'`;
  };
  await setActive(false);
  return () => setActive(true);
}
