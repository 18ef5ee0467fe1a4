// Why a call has no data: what the function says (docs/errors.md), or why there was no word of it.

import type { ProblemCode } from "../supabase/functions/refresh-dashboard/contract/codes.ts";

/** What only the client says. */
export type ClientErrorCode =
  /** No connection, or it broke: nobody knows whether the call arrived. */
  | "unreachable"
  /** The caller's signal was aborted. */
  | "aborted"
  /** There was no answer, or no end of the run, in time. */
  | "timed_out"
  /** What came was no answer of this function: that of a gateway, say. */
  | "unexpected_answer";

/** A newer function may have codes that this version does not know: they are passed on. */
export type ErrorCode = ProblemCode | ClientErrorCode | (string & {});

type Details = {
  hint?: string | null;
  status?: number | null;
  request_id?: string | null;
  retry_after_seconds?: number | null;
  problem?: Readonly<Record<string, unknown>> | null;
  cause?: unknown;
};

/** The `error` of a result. It is returned, never thrown. */
export class RefreshDashboardError extends Error {
  /** What to branch on. */
  readonly code: ErrorCode;
  /** What happened, in a sentence; the same as `message`. */
  readonly detail: string;
  /** What can be done about it; null where nothing is known. */
  readonly hint: string | null;
  /** The HTTP status; null where there was no answer. */
  readonly status: number | null;
  /** Names the request in the function's log; null where none is known. */
  readonly request_id: string | null;
  /** When to try again, in seconds; null where nothing is said. */
  readonly retry_after_seconds: number | null;
  /** The whole answer (RFC 9457), with members such as `run` and `alert`; null where there was none. */
  readonly problem: Readonly<Record<string, unknown>> | null;

  constructor(code: ErrorCode, detail: string, details: Details = {}) {
    super(detail, details.cause === undefined ? {} : { cause: details.cause });
    this.name = "RefreshDashboardError";
    this.code = code;
    this.detail = detail;
    this.hint = details.hint ?? null;
    this.status = details.status ?? null;
    this.request_id = details.request_id ?? null;
    this.retry_after_seconds = details.retry_after_seconds ?? null;
    this.problem = details.problem ?? null;
  }

  /** What a log is to have of it. */
  toJSON(): Record<string, unknown> {
    const { name, code, detail, hint, status, request_id, retry_after_seconds } = this;
    return { name, code, detail, hint, status, request_id, retry_after_seconds };
  }
}
