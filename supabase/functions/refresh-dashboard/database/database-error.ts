// Says what a failed RPC means for the caller. Decided on codes, never on texts: PostgREST, PostgreSQL, a gateway in
// between and a broken connection all report in their own words.

import { isRaisedByDatabase } from "../contract/codes.ts";
import { Problem } from "../request/problem.ts";

/** An error as supabase-js reports it; a gateway's page has a message alone. */
export type RpcError = {
  code?: string | null;
  message?: string | null;
  details?: string | null;
  hint?: string | null;
};

/** An error of the database that nobody expected: a bug, whose text stays in the log. */
export class DatabaseError extends Error {
  readonly code: string;
  readonly details: string | null;

  constructor(error: RpcError, status: number) {
    super(`HTTP ${status}: ${error.message ?? "no message"}`);
    this.name = "DatabaseError";
    this.code = error.code ?? "";
    this.details = error.details ?? null;
  }
}

// PGRST000-003: no connection, none free in time. 08, 53, 57P, 58: connection, resources, shutdown, I/O.
// 57014, 55P03, 40: timed out, locked, deadlocked. 429: a gateway is throttling.
const UNAVAILABLE = /^(PGRST00[0-3]|08...|53...|57P..|57014|58...|55P03|40...)$/;

// The disk is full and Supabase has made the database read-only, or it is a standby. Nothing was done.
const READ_ONLY = "25006";

// The migrations are missing or older than this function (PGRST202), or its key is refused (PGRST301-303, 42501).
const MISCONFIGURED = /^(PGRST202|PGRST30[0-3]|42501|28...)$/;

const SQLSTATE = /^[0-9A-Z]{5}$/;

/**
 * Classifies a failed RPC.
 *
 * @param error as supabase-js reports it.
 * @param status the HTTP status; 0 when there was no answer at all.
 * @returns a `Problem` that the caller may see, or a `DatabaseError`, which becomes a 500.
 */
export function describeDatabaseError(error: RpcError, status: number): Problem | DatabaseError {
  const code = error.code ?? "";
  const cause = new DatabaseError(error, status);
  if (isRaisedByDatabase(code)) {
    const message = (error.message ?? code).replace(/\.$/, "");
    const end = /[?!]$/.test(message) ? "" : ".";
    const detail = error.details ? `${message}${end} ${error.details}` : message;
    return new Problem(code, detail, { hint: error.hint ?? null });
  }
  if (code === READ_ONLY) {
    // No promise: the watchdog cannot write either.
    return new Problem("read_only", "The database is read-only: nothing can be refreshed or changed.", {
      hint: "The status has the reason, as the problem read_only. When that is over, views get fresh again by themselves within two minutes.",
      cause,
    });
  }
  if (UNAVAILABLE.test(code)) return unavailable(cause);
  if (MISCONFIGURED.test(code) || status === 401 || status === 403) {
    return new Problem("misconfigured", "The function and the database do not fit together.", {
      hint: "The function's log says how.",
      cause,
    });
  }
  // Some servers answer a code of their own, which is not an SQLSTATE; a gateway's page has no code, nor has a broken connection,
  // whose status is 0. A status of 2xx is a page in place of an answer.
  const said = SQLSTATE.test(code) || code.startsWith("PGRST");
  if (!said && (status < 300 || status === 429 || status >= 500)) return unavailable(cause);
  return cause;
}

function unavailable(cause: DatabaseError): Problem {
  return new Problem("database_unavailable", "The database does not answer.", {
    hint: "Try again shortly. A refresh already asked for is not lost: the watchdog finishes it.",
    cause,
  });
}

/** True when an error leaves the outcome open: the database may have done the work all the same. */
export function outcomeIsUnknown(error: unknown): boolean {
  return error instanceof Problem && error.code === "database_unavailable";
}

/** True when the database has no function of that name which takes these arguments: it is older than this function. */
export function isUnknownFunction(error: unknown): boolean {
  return error instanceof Problem && error.cause instanceof DatabaseError && error.cause.code === "PGRST202";
}
