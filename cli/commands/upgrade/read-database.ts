// What the project's database has, where it can be asked.
import { z } from "zod";
import type { Query } from "../../database/database.ts";
import { findDatabaseUrl } from "../../database/find-url.ts";
import type { Deps } from "../../deps.ts";
import { readText } from "../../files/read-text.ts";
import { parseConfig, tableOf } from "../../project/config/parse-config.ts";
import { CONFIG_FILE } from "../../project/find-project.ts";
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

const text = z.string();

/** Rejects when interrupted, and where the URL itself is wrong; whatever else is wrong is a reason for not knowing. */
export async function readDatabase(deps: Deps, rootDir: string): Promise<DatabaseState> {
  const port = tableOf(parseConfig(readText(rootDir, CONFIG_FILE) ?? ""), ["db"])?.port;
  const { url, source } = findDatabaseUrl({
    environment: deps.env,
    envFile: readText(rootDir, "supabase/.env"),
    localPort: typeof port === "number" ? port : null,
  });
  const database = await deps.connect(url, source);
  const cancel = () => database.cancel();
  deps.signal.addEventListener("abort", cancel);
  try {
    return {
      isKnown: true,
      source,
      version: await readVersion(database.query),
      applied: await readApplied(database.query),
    };
  } catch (error) {
    deps.signal.throwIfAborted();
    if (error instanceof CliError) return { isKnown: false, source, reason: error.message };
    throw error;
  } finally {
    deps.signal.removeEventListener("abort", cancel);
    await database.end();
  }
}

async function readVersion(query: Query): Promise<string | null> {
  const [found] = await query(
    "select to_regprocedure('dashboard_refresh.version()') is not null as is_there",
  );
  if (!found?.is_there) return null;
  const [row] = await query("select dashboard_refresh.version() as version");
  return text.parse(row?.version);
}

/** Of the Supabase CLI. */
async function readApplied(query: Query): Promise<string[] | null> {
  const [found] = await query(
    "select to_regclass('supabase_migrations.schema_migrations') is not null as is_there",
  );
  if (!found?.is_there) return null;
  const rows = await query("select version from supabase_migrations.schema_migrations order by version");
  return rows.map(({ version }) => text.parse(version));
}
