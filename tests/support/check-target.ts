// Whether the tests may run against a database: they need the demo, which they change, and stop jobs, refresh and drop what
// is theirs. Somebody's project is not for that.
import type { Sql } from "postgres";

/** Set to 1, tests run against a database that has other views too. */
export const ALLOW_VARIABLE = "TEST_TARGET_WITH_OTHER_VIEWS";

const DEMO = "public.mv_conversaciones_dashboard";

/**
 * Looks at the views that a database has.
 *
 * @param mayHaveOthers whether somebody has said that other views are no matter.
 * @returns why the tests may not run there; null when they may.
 */
export async function findRefusal(sql: Sql, mayHaveOthers: boolean): Promise<string | null> {
  const [row] = await sql<[{ is_installed: boolean }]>`
    select to_regclass('dashboard_refresh.views') is not null as is_installed`;
  if (!row.is_installed) return `the database has no schema dashboard_refresh: ${HOW_TO_INSTALL}`;
  const views = await sql<{ view: string }[]>`select view from dashboard_refresh.views order by view`;
  return judge(
    views.map(({ view }) => view),
    mayHaveOthers,
  );
}

const HOW_TO_INSTALL =
  "apply the migrations and seeds of this repository (npx supabase start, or npx supabase db push --include-seed)";

/** The same, of the views' names. */
export function judge(views: readonly string[], mayHaveOthers: boolean): string | null {
  if (!views.includes(DEMO)) return `the demo's view ${DEMO} is not managed there: ${HOW_TO_INSTALL}`;
  const others = views.filter((view) => view !== DEMO);
  if (others.length === 0 || mayHaveOthers) return null;
  return (
    `the database manages views that are not the demo's: ${others.join(", ")}. The tests pause, refresh and change what ` +
    `they find. If it is a database for tests all the same, set ${ALLOW_VARIABLE}=1`
  );
}
