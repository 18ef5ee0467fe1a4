// The HTTP API, described once: from this table come the routes, the answer of GET /, the hint of a 404, what a 405
// allows, the tables of docs/contract.md, the typed client and the description in OpenAPI.

import { ABOUT, INDEX } from "./calls/about.ts";
import { ALERTS } from "./calls/alerts.ts";
import { DOCTOR } from "./calls/doctor.ts";
import { REFRESHES, RUNS } from "./calls/runs.ts";
import { DRIFT, VIEWS } from "./calls/views.ts";
import type { ProblemCode } from "./codes.ts";
import type { Access, Endpoint } from "./endpoint.ts";

export type { Access, Answer, Endpoint, Role } from "./endpoint.ts";

export const ENDPOINTS = {
  ...INDEX,
  ...REFRESHES,
  ...VIEWS,
  ...RUNS,
  ...DRIFT,
  ...ALERTS,
  ...DOCTOR,
  ...ABOUT,
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
  if (who === "scraper") return "secret key, operator, viewer or scrape token";
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
  const ofAccess: Record<"roles" | "scraper" | "trigger" | "anyone", ProblemCode[]> = {
    roles: [
      "credentials_missing",
      "credentials_invalid",
      "forbidden",
      "misconfigured",
      "database_unavailable",
    ],
    scraper: [
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
