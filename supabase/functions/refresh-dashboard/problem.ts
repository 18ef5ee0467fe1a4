// The errors callers see: RFC 9457 problem documents with a stable `code` (docs/contract.md, "HTTP").
// Everything a caller may be told is thrown as a `Problem`; anything else that is thrown is a bug and becomes a 500.

/** HTTP status of every code the function answers with; the second group comes from the database as it is. */
export const STATUS_OF_CODE = {
  invalid_json: 400,
  invalid_request: 422,
  unsupported_media_type: 415,
  body_too_large: 413,
  not_found: 404,
  method_not_allowed: 405,
  credentials_missing: 401,
  credentials_invalid: 401,
  forbidden: 403,
  signature_missing: 401,
  signature_invalid: 401,
  signature_expired: 401,
  trigger_replayed: 409,
  refresh_failed: 503,
  refresh_lost: 503,
  alert_failed: 502,
  database_unavailable: 503,
  misconfigured: 500,
  internal: 500,

  unknown_view: 404,
  view_required: 400,
  not_a_materialized_view: 422,
  invalid_setting: 422,
  unsupported_schedule: 422,
  paused: 409,
  suspended: 409,
  unknown_run: 404,
  job_conflict: 409,
  invalid_argument: 400,
  definition_failed: 422,
  alerts_not_configured: 409,
  unknown_alert: 404,
} as const;

export type ProblemCode = keyof typeof STATUS_OF_CODE;

const TITLES: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
};

type ProblemOptions = {
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
  readonly status: number;
  readonly hint: string | null;
  readonly members: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, { cause: options.cause });
    this.name = "Problem";
    this.code = code;
    this.status = STATUS_OF_CODE[code];
    this.hint = options.hint ?? null;
    this.members = options.members ?? {};
    this.headers = options.headers ?? {};
  }
}

/**
 * Renders a problem as a response.
 *
 * @param problem what to tell the caller; its `cause` stays inside.
 * @returns an `application/problem+json` response. A 401 carries `WWW-Authenticate`, which RFC 9110 (11.6.1) demands.
 */
export function problemResponse(problem: Problem): Response {
  const { status, code, hint, members } = problem;
  const body = {
    ...members,
    type: "about:blank",
    title: TITLES[status],
    status,
    code,
    detail: problem.message,
    hint,
  };
  const headers = new Headers(problem.headers);
  headers.set("content-type", "application/problem+json");
  if (status === 401) headers.set("www-authenticate", "Bearer");
  return new Response(JSON.stringify(body), { status, headers });
}
