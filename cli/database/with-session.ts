// A session with the database of the project, from finding it to closing it.
import type { Deps } from "../deps.ts";
import { readText } from "../files/read-text.ts";
import { parseConfig, tableOf } from "../project/config/parse-config.ts";
import { CONFIG_FILE } from "../project/find-project.ts";
import type { Database } from "./database.ts";
import { findDatabaseUrl } from "./find-url.ts";

export type SessionDeps = Pick<Deps, "env" | "connect" | "signal">;

/** `source` says in messages where the database was found. Ctrl-C cancels the statement that is running. */
export async function withSession<Result>(
  deps: SessionDeps,
  rootDir: string,
  work: (database: Database, source: string) => Promise<Result>,
): Promise<Result> {
  const { url, source } = findDatabaseUrl({
    environment: deps.env,
    envFile: readText(rootDir, "supabase/.env"),
    get localPort() {
      return readLocalPort(rootDir);
    },
  });
  const database = await deps.connect(url, source);
  const cancel = () => database.cancel();
  deps.signal.addEventListener("abort", cancel);
  try {
    return await work(database, source);
  } catch (error) {
    // What was cancelled fails with an error of its own, which says less.
    deps.signal.throwIfAborted();
    throw error;
  } finally {
    deps.signal.removeEventListener("abort", cancel);
    await database.end();
  }
}

/** Throws a CliError where config.toml does not parse: another port than its own might be another project's. */
export function readLocalPort(rootDir: string): number | null {
  const port = tableOf(parseConfig(readText(rootDir, CONFIG_FILE) ?? ""), ["db"])?.port;
  return typeof port === "number" ? port : null;
}
