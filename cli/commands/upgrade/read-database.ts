// What the project's database has, where it can be asked.
import { z } from "zod";
import type { Query } from "../../database/database.ts";
import { readApplied } from "../../database/read-applied.ts";
import { type SessionDeps, withSession } from "../../database/with-session.ts";
import { CliError } from "../../terminal/errors.ts";

export type DatabaseState =
  | {
      isKnown: true;
      /** Where it was found. */
      source: string;
      /** Null where nothing is installed. */
      version: string | null;
      /** The stamps of all migrations that it has; null where nobody has noted them. */
      applied: string[] | null;
    }
  | { isKnown: false; source: string; reason: string };

/** Rejects when interrupted, and where the URL itself is wrong; whatever else is wrong is a reason for not knowing. */
export async function readDatabase(deps: SessionDeps, rootDir: string): Promise<DatabaseState> {
  return withSession(deps, rootDir, async ({ query }, source) => {
    try {
      return { isKnown: true, source, version: await readVersion(query), applied: await readApplied(query) };
    } catch (error) {
      deps.signal.throwIfAborted();
      if (error instanceof CliError) return { isKnown: false, source, reason: error.message };
      throw error;
    }
  });
}

async function readVersion(query: Query): Promise<string | null> {
  const [found] = await query(
    "select to_regprocedure('dashboard_refresh.version()') is not null as is_there",
  );
  if (!found?.is_there) return null;
  const [row] = await query("select dashboard_refresh.version() as version");
  return z.string().parse(row?.version);
}
