// The HTTP API, described once: from this table come the routes, the answer of GET /, the hint of a 404, what a 405
// allows, and the tables of docs/contract.md.

import type * as z from "zod/mini";
import {
  Accepted,
  Alert,
  AlertAccepted,
  Drift,
  Health,
  Index,
  Reconfigured,
  Run,
  RunPage,
  Status,
  ViewSettings,
} from "./answers.ts";
import type { ProblemCode } from "./codes.ts";
import {
  DeliverAlertRequest,
  DriftQuery,
  Nothing,
  ReconfigureRequest,
  RefreshRequest,
  RunPath,
  RunsQuery,
  SettingsQuery,
  StatusQuery,
  TriggerRequest,
} from "./requests.ts";

/** Who is known by a key or a sign-in: the holder of a secret key, or a user who was given one of two roles. */
export type Role = "secret" | "operator" | "viewer";

/** Who may call: those with one of the roles, the database by its signature, or anyone. */
export type Access = readonly Role[] | "trigger" | "anyone";

export type Endpoint = {
  method: "GET" | "POST" | "PATCH";
  /** A name in braces stands for one segment of any value. */
  path: string;
  who: Access;
  /** What it does, in one line. */
  summary: string;
  /** What the names in the path's braces may be. */
  params?: z.ZodMiniObject;
  /** What the query may hold; null where it is not looked at. */
  query: z.ZodMiniObject | null;
  /** What the body may hold; null where it is not read. A call whose fields are all optional may do without one. */
  body: z.ZodMiniObject | null;
  /** Said to who sends a wrong body, where the names of its fields do not say enough. */
  bodyHint?: string;
  /** What is answered when all goes well, by status. */
  answers: Readonly<Record<number, Answer>>;
  /** The codes of errors that this call has beyond what `codesOf` adds to it. */
  codes: readonly ProblemCode[];
};

export type Answer = {
  schema: z.ZodMiniType;
  when: string;
  /** The path of what the header Location names; a name in braces stands for that member of the answer. */
  location?: string;
  /** The header Retry-After, in seconds. */
  retryAfterSeconds?: number;
};

const READERS = ["secret", "operator", "viewer"] as const;
const OPERATORS = ["secret", "operator"] as const;

const ONE_VIEW = ["unknown_view", "view_required"] as const;

export const ENDPOINTS = {
  index: {
    method: "GET",
    path: "/",
    who: "anyone",
    summary: "list the calls, and the versions of function and database",
    query: Nothing,
    body: null,
    answers: { 200: { schema: Index, when: "the list" } },
    codes: [],
  },
  refresh: {
    method: "POST",
    path: "/refresh",
    who: OPERATORS,
    summary: "refresh a view and wait for it",
    query: Nothing,
    body: RefreshRequest,
    answers: {
      200: { schema: Run, when: "the run, which has succeeded" },
      202: {
        schema: Run,
        when: "the run, still going after `wait_seconds` (0 to 120, default 30)",
        location: "/runs/{id}",
      },
    },
    codes: [...ONE_VIEW, "paused", "suspended", "unknown_run", "refresh_failed", "refresh_lost", "read_only"],
  },
  trigger: {
    method: "POST",
    path: "/refresh",
    who: "trigger",
    summary: "start a queued run and answer at once",
    query: null,
    body: TriggerRequest,
    answers: {
      202: {
        schema: Accepted,
        when: "accepted; the work goes on in the background",
        location: "/runs/{run_id}",
      },
    },
    codes: ["trigger_replayed", "unknown_run"],
  },
  status: {
    method: "GET",
    path: "/status",
    who: READERS,
    summary: "a view's state, last runs and problems",
    query: StatusQuery,
    body: null,
    answers: { 200: { schema: Status, when: "the status, with the last `runs` (0 to 100, default 5)" } },
    codes: [...ONE_VIEW, "invalid_argument"],
  },
  settings: {
    method: "GET",
    path: "/reconfigure",
    who: READERS,
    summary: "a view's settings",
    query: SettingsQuery,
    body: null,
    answers: { 200: { schema: ViewSettings, when: "the settings, with their revision as `ETag`" } },
    codes: ONE_VIEW,
  },
  reconfigure: {
    method: "PATCH",
    path: "/reconfigure",
    who: OPERATORS,
    summary: "change a view's settings, all that are named or none",
    query: Nothing,
    body: ReconfigureRequest,
    bodyHint:
      "Allowed fields: view, and settings by name; GET /reconfigure lists them. A value is a text, a number, true, false, or null for the default.",
    answers: {
      200: { schema: Reconfigured, when: "the settings before and after, with the new revision as `ETag`" },
    },
    codes: [
      ...ONE_VIEW,
      "invalid_setting",
      "unsupported_schedule",
      "job_conflict",
      "precondition_failed",
      "invalid_argument",
      "read_only",
    ],
  },
  runs: {
    method: "GET",
    path: "/runs",
    who: READERS,
    summary: "a view's runs, newest first",
    query: RunsQuery,
    body: null,
    answers: { 200: { schema: RunPage, when: "a page of `limit` runs (1 to 200, default 50)" } },
    codes: [...ONE_VIEW, "unknown_run", "invalid_argument"],
  },
  run: {
    method: "GET",
    path: "/runs/{id}",
    who: READERS,
    summary: "one run",
    params: RunPath,
    query: Nothing,
    body: null,
    answers: { 200: { schema: Run, when: "the run as it is now" } },
    codes: ["unknown_run"],
  },
  drift: {
    method: "GET",
    path: "/drift",
    who: READERS,
    summary: "how far a view is from its definition",
    query: DriftQuery,
    body: null,
    answers: { 200: { schema: Drift, when: "the comparison, also when it was cut and is not `complete`" } },
    codes: [
      ...ONE_VIEW,
      "not_a_materialized_view",
      "invalid_argument",
      "definition_failed",
      "not_comparable",
      "drift_running",
    ],
  },
  testAlert: {
    method: "POST",
    path: "/alerts/test",
    who: OPERATORS,
    summary: "send a test to the alert webhook",
    query: Nothing,
    body: Nothing,
    answers: {
      200: { schema: Alert, when: "the alert, which the webhook has taken" },
      202: { schema: Alert, when: "the alert, which the webhook has not answered within 10 s" },
    },
    codes: ["alerts_not_configured", "unknown_alert", "alert_failed", "read_only"],
  },
  deliverAlert: {
    method: "POST",
    path: "/alerts/deliver",
    who: "trigger",
    summary: "post an alert to the webhook",
    query: null,
    body: DeliverAlertRequest,
    answers: { 202: { schema: AlertAccepted, when: "accepted; the alert is posted in the background" } },
    codes: ["trigger_replayed"],
  },
  health: {
    method: "GET",
    path: "/health",
    who: "anyone",
    summary: "fresh or stale",
    query: null,
    body: null,
    answers: {
      200: { schema: Health, when: '`{"status": "fresh"}`' },
      503: { schema: Health, when: '`{"status": "stale"}`', retryAfterSeconds: 5 },
    },
    codes: [],
  },
} as const satisfies Record<string, Endpoint>;

export type EndpointName = keyof typeof ENDPOINTS;

/** Every endpoint by its name, in the order of the list that GET / answers. */
export const NAMED_ENDPOINTS: readonly (readonly [name: EndpointName, endpoint: Endpoint])[] = Object.entries(
  ENDPOINTS,
) as [EndpointName, Endpoint][];

/** A method and a path, such as `GET /status`: two endpoints of different callers may share one. */
export const callOf = ({ method, path }: Endpoint): string => `${method} ${path}`;

/** The methods of a path, as the header Allow lists them. */
export function allowOf(path: string): string {
  const methods = NAMED_ENDPOINTS.filter(([, endpoint]) => endpoint.path === path).flatMap(
    ([, { method }]) => (method === "GET" ? ["GET", "HEAD"] : [method]),
  );
  return [...new Set([...methods, "OPTIONS"])].join(", ");
}

/** The media types that a body of a call with this method may have, the usual one first. */
export const mediaTypesOf = (method: Endpoint["method"]): readonly string[] =>
  method === "PATCH" ? ["application/json", "application/merge-patch+json"] : ["application/json"];

/** Who may call an endpoint, in words. */
export function describeAccess(who: Access): string {
  if (who === "anyone") return "anyone";
  if (who === "trigger") return "signed trigger";
  const names = who.map((role) => (role === "secret" ? "secret key" : role));
  return names.join(", ").replace(/, (?!.*, )/, " or ");
}

/** The calls there are, each with what it does and for whom. */
export function listCalls(): Record<string, string> {
  const list: Record<string, string> = {};
  for (const [, endpoint] of NAMED_ENDPOINTS) {
    const call = callOf(endpoint);
    const text = `${endpoint.summary} (${describeAccess(endpoint.who)})`;
    list[call] = list[call] ? `${list[call]}; ${text}` : text;
  }
  return list;
}

/** Every code that an endpoint may answer: its own, and those of who may call it and of what it takes. */
export function codesOf(endpoint: Endpoint): ProblemCode[] {
  const { who, params, query, body, codes } = endpoint;
  const ofAccess: Record<"roles" | "trigger" | "anyone", ProblemCode[]> = {
    roles: [
      "credentials_missing",
      "credentials_invalid",
      "forbidden",
      "misconfigured",
      "database_unavailable",
    ],
    trigger: ["signature_missing", "signature_invalid", "signature_expired", "misconfigured"],
    anyone: [],
  };
  const ofBody: ProblemCode[] = ["body_too_large", "unsupported_media_type", "invalid_json"];
  return [
    ...ofAccess[typeof who === "string" ? who : "roles"],
    ...(body ? ofBody : []),
    ...(params || query || body ? (["invalid_request"] as const) : []),
    ...codes,
    "internal",
  ];
}
