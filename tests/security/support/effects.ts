// All that a request could change, but for what the jobs change by themselves.
import type { Sql } from "postgres";

/** Two looks are equal when nobody changed a setting, a job or the audit, nor asked through the API for a refresh or an
 * alert. */
export async function lookAtEffects(sql: Sql) {
  return {
    views: await sql`select * from dashboard_refresh.views order by view`,
    jobs: await sql`select jobid, jobname, schedule, active, command from cron.job order by jobid`,
    asked: await sql`select id, status from dashboard_refresh.runs where trigger = 'admin' order by id`,
    alerts: await sql`select id from dashboard_refresh.alerts where kind = 'test' order by id`,
    changes: await sql`select * from dashboard_refresh.config_changes order by id`,
  };
}
