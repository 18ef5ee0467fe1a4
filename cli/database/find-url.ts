// Which database a command talks to. Never an argument: arguments are seen in process lists and kept in histories.
import { parseEnv } from "node:util";
import { CliError } from "../terminal/errors.ts";

export interface DatabaseUrl {
  url: string;
  /** Where it was found, for messages. */
  source: string;
}

/** What the project says of its database; null where there is no such file. */
export interface UrlSources {
  environment: Readonly<Record<string, string | undefined>>;
  /** The text of supabase/.env. */
  envFile: string | null;
  /** `[db] port` of supabase/config.toml. Read last, and only where nothing else says which database. */
  readonly localPort: number | null;
}

const VARIABLE = "SUPABASE_DB_URL";
const LOCAL_PORT = 54322;

/** The environment's SUPABASE_DB_URL, else that of supabase/.env, else the database that `supabase start` runs. */
export function findDatabaseUrl(sources: UrlSources): DatabaseUrl {
  const { environment, envFile } = sources;
  const exported = environment[VARIABLE]?.trim();
  if (exported) return checked(exported, `${VARIABLE} in the environment`);
  const written = envFile === null ? undefined : parseEnv(envFile)[VARIABLE]?.trim();
  if (written) return checked(written, `${VARIABLE} in supabase/.env`);
  const port = sources.localPort ?? LOCAL_PORT;
  return {
    // The role, password and name that every local project has.
    url: `postgresql://postgres:postgres@127.0.0.1:${port}/postgres`,
    source: `supabase start on port ${port}`,
  };
}

function checked(url: string, source: string): DatabaseUrl {
  const isUrl = URL.canParse(url) && /^postgres(ql)?:\/\//.test(url);
  // The text itself is not shown: it may hold a password, wherever the mistake is.
  if (!isUrl) {
    throw new CliError("database_url_invalid", `${source} is no URL of a PostgreSQL database`, {
      hint: "It reads postgresql://role:password@host:5432/postgres. Special characters in the password are written as %40 and the like. The dashboard shows it under Connect.",
    });
  }
  return { url, source };
}
