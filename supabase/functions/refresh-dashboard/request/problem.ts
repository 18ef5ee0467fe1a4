// The errors callers see: RFC 9457 problem documents with a stable `code` (docs/contract.md, "HTTP").
// What a caller may know is thrown as a `Problem`; anything else that is thrown is a bug and becomes a 500.

import { CODES, type ProblemCode, type ProblemStatus, titleOf } from "../contract/codes.ts";

/** After how many seconds a caller who is told 503 may try again, where nothing better is known. */
const RETRY_AFTER_SECONDS = 10;

type ProblemOptions = {
  /** The code's other status instead of its usual one. */
  status?: ProblemStatus;
  /** What the caller can do about it. */
  hint?: string | null;
  /** Further members of the document (RFC 9457, section 3.2). */
  members?: Record<string, unknown>;
  /** Further response headers. */
  headers?: Record<string, string>;
  /** What really happened: for the log alone, never for the caller. */
  cause?: unknown;
};

/** An error whose code, detail and hint are meant for the caller. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: ProblemStatus;
  readonly hint: string | null;
  readonly members: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.status = options.status ?? CODES[code].status;
    this.hint = options.hint ?? null;
    this.members = options.members ?? {};
    this.headers = options.headers ?? {};
  }
}

/**
 * Renders a problem as a response.
 *
 * @param problem what the caller may know; its `cause` stays inside.
 * @param requestId the id of the request that it answers.
 * @returns an `application/problem+json` response. A 401 carries `WWW-Authenticate`, which RFC 9110 (11.6.1) demands, a
 *   503 `Retry-After`.
 */
export function problemResponse(problem: Problem, requestId: string): Response {
  const { status, code, hint, members } = problem;
  const body = {
    ...members,
    type: "about:blank",
    title: titleOf(status),
    status,
    code,
    detail: problem.message,
    hint,
    request_id: requestId,
  };
  const headers = new Headers(problem.headers);
  headers.set("content-type", "application/problem+json");
  if (status === 503 && !headers.has("retry-after")) headers.set("retry-after", String(RETRY_AFTER_SECONDS));
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return new Response(JSON.stringify(body), { status, headers });
}
