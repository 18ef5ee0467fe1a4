// Every code that an error can have: what a caller branches on. Those with an SQLSTATE are raised by the database, which
// has the same table (dashboard_refresh._error_codes; tests/e2e/codes.test.ts compares the two).

/** The HTTP statuses that errors are answered with. */
export type ProblemStatus = keyof typeof TITLES;

type Code = {
  /** The HTTP status it is answered with. */
  status: ProblemStatus;
  /** The other status it may be answered with, where `when` says which is when. */
  alsoStatus?: ProblemStatus;
  /** What the database raises it as in SQL; null for what only this function answers. */
  sqlstate: `DR${string}` | null;
  /** When it happens. */
  when: string;
};

const TITLES = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  412: "Precondition Failed",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
} as const;

const ours = (status: ProblemStatus, when: string): Code => ({ status, sqlstate: null, when });
const raised = (sqlstate: `DR${string}`, status: ProblemStatus, when: string): Code => ({
  status,
  sqlstate,
  when,
});

const TABLE = {
  invalid_json: ours(400, "the body is not JSON in UTF-8, or breaks off"),
  invalid_request: ours(
    422,
    "a field is unknown, of the wrong type or out of range; `detail` names it and what would be right",
  ),
  unsupported_media_type: ours(
    415,
    "there is a body, and it is not `application/json`, nor, for `PATCH`, `application/merge-patch+json`",
  ),
  body_too_large: ours(413, "the body is larger than 16 KiB"),
  not_found: ours(404, "there is no such call"),
  method_not_allowed: ours(405, "the call is made with another method; `Allow` names it"),
  credentials_missing: ours(401, "neither a secret key nor a sign-in was sent"),
  credentials_invalid: ours(401, "the key or the access token does not verify"),
  forbidden: ours(403, "the caller has signed in, but the role does not allow this call"),
  signature_missing: ours(401, "a trigger lacks one of the three headers that sign it"),
  signature_invalid: ours(401, "the signature does not belong to this request"),
  signature_expired: ours(401, "the signature is more than five minutes old, or from the future"),
  trigger_replayed: ours(409, "this instance of the function has accepted the trigger before"),
  refresh_failed: {
    ...ours(
      422,
      "the refresh was tried and failed; the member `run` has it. 422: somebody has to fix something first; 503: it may pass by itself",
    ),
    alsoStatus: 503,
  },
  refresh_lost: ours(503, "the refresh was begun and never finished; the member `run` has it"),
  refresh_cancelled: ours(409, "the refresh was cancelled; the member `run` has it, with by whom and why"),
  alert_failed: ours(502, "the webhook refused the test or could not be reached; the member `alert` has it"),
  database_unavailable: ours(503, "the REST API or the database does not answer"),
  read_only: ours(503, "the database is read-only, as on Supabase with a full disk, and nothing was done"),
  misconfigured: ours(500, "the function lacks a key or a secret; its log says which"),
  internal: ours(500, "a bug; the function's log has it"),

  unknown_view: raised("DR001", 404, "no view of that name is managed, or none at all"),
  view_required: raised(
    "DR002",
    400,
    "several views are managed, or several have that bare name, and the call does not say which",
  ),
  not_a_materialized_view: raised(
    "DR003",
    422,
    "the relation is something else or, to be managed or compared, does not exist; for drift also when it has no data",
  ),
  invalid_setting: raised(
    "DR004",
    422,
    "a setting is unknown, or its value is malformed or out of range; nothing was changed",
  ),
  unsupported_schedule: raised(
    "DR005",
    422,
    "the schedule needs a newer pg_cron, or is that of a job to be taken over and cannot be read",
  ),
  paused: raised("DR006", 409, "the view is paused and the call does not say `force`"),
  suspended: raised("DR007", 409, "too many refreshes failed in a row and the call does not say `force`"),
  unknown_run: {
    ...raised("DR008", 404, "no run has that id; 409 in answer to a signed trigger"),
    alsoStatus: 409,
  },
  job_conflict: raised("DR009", 409, "a cron job of that name belongs to another role or view"),
  invalid_argument: raised("DR010", 400, "an argument that is not a setting is malformed or out of range"),
  definition_failed: raised("DR011", 422, "the view's own query fails, so its drift cannot be measured"),
  alerts_not_configured: raised("DR012", 409, "a test of the alerts was asked for, and Vault has no webhook"),
  unknown_alert: raised("DR013", 404, "no alert has that id"),
  precondition_failed: raised(
    "DR014",
    412,
    "the settings were saved since the revision that the call names; nothing was changed",
  ),
  not_comparable: raised(
    "DR015",
    422,
    "the view's query cannot be run outside of a refresh; the detail says why",
  ),
  drift_running: raised(
    "DR016",
    409,
    "the view is being compared with its definition already; ask again soon",
  ),
  function_not_configured: raised(
    "DR017",
    409,
    "in SQL alone: the chain is to be tried, and nothing can be sent to the Edge Function from here",
  ),
  run_finished: raised("DR018", 409, "a run that is over is to be cancelled; the member `run` has it"),
  unknown_check: raised("DR019", 404, "the doctor has no check of that id"),
  unknown_loop: raised("DR020", 404, "no loop has that id; the last ten are kept"),
} as const satisfies Record<string, Code>;

export type ProblemCode = keyof typeof TABLE;

/** Every code there is. */
export const CODES: Readonly<Record<ProblemCode, Code>> = TABLE;

/** The title that goes with a status (RFC 9110, section 15). */
export const titleOf = (status: ProblemStatus): string => TITLES[status];

/** True for a code that the database raises on purpose: its message, details and hint are meant for the caller. */
export const isRaisedByDatabase = (code: string): code is ProblemCode =>
  Object.hasOwn(CODES, code) && CODES[code as ProblemCode].sqlstate !== null;
