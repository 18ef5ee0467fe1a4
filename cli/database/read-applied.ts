// Which migrations a database has, by the Supabase CLI's own table of them.
import { z } from "zod";
import type { Query } from "./database.ts";

/** Their stamps, in order; null where nobody has noted any. */
export async function readApplied(query: Query): Promise<string[] | null> {
  const [found] = await query(
    "select to_regclass('supabase_migrations.schema_migrations') is not null as is_there",
  );
  if (!found?.is_there) return null;
  const rows = await query("select version from supabase_migrations.schema_migrations order by version");
  return rows.map((row) => z.object({ version: z.string() }).parse(row).version);
}
