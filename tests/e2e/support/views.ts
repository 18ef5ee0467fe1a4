// Views of a test's own, that nothing but the test ticks, and sessions that begin anew.
import type { Options, Sql } from "postgres";
import postgres from "postgres";
import { env } from "../../support/stack.ts";

/** Does something in a session of the jobs' owner that begins for it: settings of roles and databases count at login. */
export async function inNewSession<Result>(
  work: (session: Sql) => Promise<Result>,
  options: Options<Record<string, never>> = {},
): Promise<Result> {
  const session = postgres(env.SUPABASE_DB_URL, { max: 1, onnotice: () => {}, ...options });
  try {
    return await work(session);
  } finally {
    await session.end();
  }
}

/** Registers a view on the database path, without a job and without rests. */
export const manage = (sql: Sql, view: string, settings: Record<string, string | number | boolean> = {}) =>
  sql`select dashboard_refresh.manage(${view}, settings => ${sql.json({
    path: "database",
    scheduled: false,
    max_duty_cycle: 1,
    ...settings,
  })})`;

export const tickIn = async (session: Sql, view: string): Promise<string> =>
  (await session`select dashboard_refresh.tick(${view}) as outcome`)[0]?.outcome;

/** A tick in a session that begins for it, as pg_cron's do. */
export const tickAnew = (view: string) => inNewSession((session) => tickIn(session, view));
