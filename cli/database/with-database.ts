// A command's work with a database of the project that has our schema, and can do what views need.
import { readOwnMigrations } from "../project/own-migrations.ts";
import { checkDatabase } from "./check.ts";
import type { Database } from "./database.ts";
import { readDatabaseFacts } from "./facts.ts";
import { type SessionDeps, withSession } from "./with-session.ts";

/** `remarks`: see checkDatabase. */
export async function withDatabase<Result>(
  deps: SessionDeps,
  rootDir: string,
  work: (database: Database, remarks: string[]) => Promise<Result>,
): Promise<Result> {
  return withSession(deps, rootDir, async (database) => {
    const facts = await readDatabaseFacts(database.query);
    return work(database, checkDatabase(facts, { hasMigration: hasMigration(rootDir) }));
  });
}

/** Whether what the project's migrations lead to is an installation: the last of ours may be the one that uninstalls. */
function hasMigration(rootDir: string): boolean {
  const last = readOwnMigrations(rootDir).at(-1);
  return last !== undefined && last.to !== null;
}
