// A command's work with the database of the project, from finding it to closing the session.
import { parse } from "smol-toml";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { readText } from "../files/read-text.ts";
import { CONFIG_FILE } from "../project/find-project.ts";
import { readOwnMigrations } from "../project/own-migrations.ts";
import { checkDatabase } from "./check.ts";
import type { Database } from "./database.ts";
import { readDatabaseFacts } from "./facts.ts";
import { findDatabaseUrl } from "./find-url.ts";

/** `remarks`: see checkDatabase. Ctrl-C cancels the statement that is running. */
export async function withDatabase<Result>(
  deps: Pick<Deps, "env" | "connect" | "signal">,
  rootDir: string,
  work: (database: Database, remarks: string[]) => Promise<Result>,
): Promise<Result> {
  const { url, source } = findDatabaseUrl({
    environment: deps.env,
    envFile: readText(rootDir, "supabase/.env"),
    localPort: readLocalPort(rootDir),
  });
  const database = await deps.connect(url, source);
  const cancel = () => database.cancel();
  deps.signal.addEventListener("abort", cancel);
  try {
    const facts = await readDatabaseFacts(database.query);
    return await work(database, checkDatabase(facts, { hasMigration: hasMigration(rootDir) }));
  } catch (error) {
    // What was cancelled fails with an error of its own, which says less.
    deps.signal.throwIfAborted();
    throw error;
  } finally {
    deps.signal.removeEventListener("abort", cancel);
    await database.end();
  }
}

/** A config.toml that cannot be read is told about by the commands that change it; the default serves here. */
function readLocalPort(rootDir: string): number | null {
  try {
    const config = parse(readText(rootDir, CONFIG_FILE) ?? "");
    return z.object({ db: z.object({ port: z.number().int() }) }).parse(config).db.port;
  } catch {
    return null;
  }
}

/** Whether what the project's migrations lead to is an installation: the last of ours may be the one that uninstalls. */
function hasMigration(rootDir: string): boolean {
  const last = readOwnMigrations(rootDir).at(-1);
  return last !== undefined && last.to !== null;
}
