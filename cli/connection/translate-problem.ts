// Why a call has no answer, as an error of the command line: the same code and exit code, whichever way it went.
import { CODES, type ProblemCode } from "../../supabase/functions/refresh-dashboard/contract/codes.ts";
import type { Code } from "../terminal/codes.ts";
import { CliError, EXIT } from "../terminal/errors.ts";

/** Nothing is known of the dashboard: nobody answered, or the caller was not let in. */
const UNTOLD: readonly ProblemCode[] = [
  "credentials_missing",
  "credentials_invalid",
  "forbidden",
  "misconfigured",
  "database_unavailable",
  "internal",
  // An older function than this command.
  "not_found",
];
/** What was asked for cannot be meant. */
const MISUSE: readonly ProblemCode[] = [
  "invalid_request",
  "invalid_argument",
  "invalid_setting",
  "unsupported_schedule",
  "view_required",
];

export interface Told {
  code: string;
  detail: string;
  hint?: string | null | undefined;
  cause?: unknown;
}

/** An error that function or database has told of. A newer one may have codes that are not known here. */
export function problemError({ code, detail, hint, cause }: Told): CliError {
  return new CliError(code as Code, detail.replace(/\.$/, ""), {
    ...(hint ? { hint } : {}),
    exitCode: exitCodeOf(code),
    cause,
  });
}

function exitCodeOf(code: string): number {
  const is = (codes: readonly string[]) => codes.includes(code);
  if (is(UNTOLD)) return EXIT.unknown;
  if (is(MISUSE)) return EXIT.usage;
  return code in CODES ? EXIT.failed : EXIT.unknown;
}

/** The function was not reached, or what answered is not it. */
export function unreachableError(source: string, { detail, hint, cause }: Omit<Told, "code">): CliError {
  return new CliError("function_unreachable", `the Edge Function at ${source} does not answer`, {
    detail,
    ...(hint ? { hint } : {}),
    exitCode: EXIT.unknown,
    cause,
  });
}

/** Whether another way to the same database may still lead there. */
export const mayPassBySql = (error: unknown): boolean =>
  error instanceof CliError &&
  ["function_unreachable", "database_unavailable", "misconfigured", "not_found"].includes(error.code);
