// Puts a view under management in either tree: what a setting is called is the same in both, how settings are handed
// over is not.
import type { Sql } from "postgres";

type Settings = Record<string, string | number | boolean>;

/** As one JSON object where `manage` takes one, as named arguments where it does not yet. */
export async function manage(sql: Sql, view: string, settings: Settings): Promise<void> {
  const [row] = await sql<[{ takesPatch: boolean }]>`
    select 'settings' = any (proargnames) as "takesPatch" from pg_proc
    where pronamespace = 'dashboard_refresh'::regnamespace and proname = 'manage'`;
  if (row.takesPatch) {
    await sql`select dashboard_refresh.manage(${view}, settings => ${sql.json(settings)}::jsonb)`;
  } else {
    const named = Object.entries(settings).map(([name, value]) => `, ${name} => '${value}'`);
    await sql.unsafe(`select dashboard_refresh.manage($1::text${named.join("")})`, [view]);
  }
}
