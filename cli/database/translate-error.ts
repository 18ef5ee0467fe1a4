// What a failed statement means for the person at the terminal. Branches on codes alone, never on texts.
import postgres from "postgres";
import { CODES, isRaisedByDatabase } from "../../supabase/functions/refresh-dashboard/contract/codes.ts";
import type { Code } from "../terminal/codes.ts";
import { CliError, EXIT } from "../terminal/errors.ts";

/** Of PostgreSQL: the SQLSTATEs that are told in other words than the server's, and the classes that mean no session. */
const READ_ONLY = "25006";
const LOCK_TIMEOUT = "55P03";
const CANCELLED = "57014";
const NO_PRIVILEGE = "42501";
const NO_DATABASE = "3D000";
const NO_SESSION = new RegExp(`^(08|28|53|57P)|^${NO_DATABASE}$`);

/** Every failure as a CliError; one that has been told already passes as it is. `source`: see Connect. */
export function translateDatabaseError(error: unknown, source: string): unknown {
  if (error instanceof CliError) return error;
  if (!(error instanceof postgres.PostgresError)) return notReached(error, source);
  if (NO_SESSION.test(error.code)) return refused(error, source);
  const hint = error.hint || HINTS[error.code];
  return new CliError(codeOf(error.code), error.message, {
    cause: error,
    ...(error.detail ? { detail: error.detail } : {}),
    ...(hint ? { hint } : {}),
  });
}

function codeOf(sqlstate: string): Code {
  const ours = Object.keys(CODES)
    .filter(isRaisedByDatabase)
    .find((code) => CODES[code].sqlstate === sqlstate);
  if (ours !== undefined) return ours;
  switch (sqlstate) {
    case READ_ONLY:
      return "database_read_only";
    case LOCK_TIMEOUT:
    case CANCELLED:
      return "database_busy";
    case NO_PRIVILEGE:
      return "database_role";
    default:
      return "database_error";
  }
}

const HINTS: Record<string, string | undefined> = {
  [LOCK_TIMEOUT]:
    "Another session holds a lock that is needed. Nothing was changed; run the same command again.",
  [CANCELLED]: "It took longer than statement_timeout allows. Nothing was changed.",
  [NO_PRIVILEGE]:
    "Connect as the role that owns the schema dashboard_refresh, which is postgres on Supabase.",
};

/** The server was not reached, or the session broke off: whether anything was done cannot be told. */
function notReached(error: unknown, source: string): CliError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "no answer";
  return new CliError("database_unreachable", `the database of ${source} does not answer (${code})`, {
    hint: "For the local one run: supabase start. For another set SUPABASE_DB_URL in the environment or in supabase/.env; the dashboard shows it under Connect.",
    exitCode: EXIT.unknown,
  });
}

function refused(error: postgres.PostgresError, source: string): CliError {
  return new CliError(
    "database_unreachable",
    `the database of ${source} gives no session: ${error.message}`,
    {
      detail: `SQLSTATE ${error.code}`,
      hint: refusalHint(error.code),
      exitCode: EXIT.unknown,
    },
  );
}

function refusalHint(sqlstate: string): string {
  if (sqlstate.startsWith("28"))
    return "Look at role and password in the URL. Special characters in a password are written as %40 and the like.";
  if (sqlstate === NO_DATABASE) return "Look at the end of the URL: Supabase's database is called postgres.";
  return "Run the same command again in a while.";
}
