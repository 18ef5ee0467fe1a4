// Which managed view a name means.
import { z } from "zod";
import type { Database } from "../database/database.ts";
import { CliError } from "../terminal/errors.ts";

const row = z.object({ view: z.string() });

/**
 * Its name as the registry has it; null where none is meant. Told by what `unmanage` takes away, in a transaction that is
 * rolled back: so a name is read as the database reads it, under which a view was renamed included.
 */
export async function findManaged(database: Database, name: string): Promise<string | null> {
  try {
    return await database.transaction("rollback", async (query) => {
      const list = async () =>
        (await query("select view from dashboard_refresh.views")).map((each) => row.parse(each).view);
      const before = await list();
      await query("set local lock_timeout = '5s'");
      await query("select dashboard_refresh.unmanage($1::text)", [name]);
      const after = await list();
      return before.find((view) => !after.includes(view)) ?? null;
    });
  } catch (error) {
    if (error instanceof CliError && error.code === "unknown_view") return null;
    throw error;
  }
}
