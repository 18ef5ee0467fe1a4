// The HTTP surface: which call goes to which handler, and what every answer has in common.
// The platform passes the path with the function's name first; the gateway has taken /functions/v1 away.

import { type Context, Hono } from "hono";
import { claimsToBeTrigger } from "./auth/verify-trigger.ts";
import { allowOf, callOf, listCalls, mediaTypesOf, NAMED_ENDPOINTS } from "./contract/endpoints.ts";
import type { Deps } from "./deps.ts";
import { CORS_HEADERS, PREFLIGHT_HEADERS } from "./request/cors.ts";
import { Problem, problemResponse } from "./request/problem.ts";
import { REQUEST_ID_HEADER, requestIdOf } from "./request/request-id.ts";
import { createEndpoint } from "./routes/endpoint.ts";
import { createHandlers } from "./routes/handlers.ts";
import { describeError } from "./runtime/log.ts";

type Variables = { Variables: { requestId: string } };

const PATHS = [...new Set(NAMED_ENDPOINTS.map(([, { path }]) => path))];

/** The endpoints by the calls that they share: those of one caller are told apart by what is sent. */
const CALLS = groupBy(
  NAMED_ENDPOINTS,
  ([, endpoint]) => `${callOf(endpoint)} ${endpoint.who === "trigger" ? "signed" : "open"}`,
);
// A trigger may be sent to the path of a call with a key, and is told apart by its headers.
const TRIGGERS_FIRST = [...CALLS.filter(isSigned), ...CALLS.filter((call) => !isSigned(call))];

/**
 * Makes the application.
 *
 * @param deps everything it touches outside of itself.
 * @returns an object with `fetch`, from a `Request` to a `Response`. It never rejects.
 */
export function createApp(deps: Deps): { fetch(request: Request): Response | Promise<Response> } {
  const everything = new Hono<Variables>({ strict: false });
  everything.use(async (c, next) => {
    const requestId = requestIdOf(c.req.raw.headers);
    c.set("requestId", requestId);
    await next();
    const common = { ...CORS_HEADERS, "cache-control": "no-store", [REQUEST_ID_HEADER]: requestId };
    for (const [name, value] of Object.entries(common)) c.res.headers.set(name, value);
  });
  everything.notFound((c) =>
    problemResponse(
      new Problem("not_found", "There is no such call.", { hint: hintOfCalls() }),
      c.get("requestId"),
    ),
  );
  everything.onError((error, c) => {
    const problem = error instanceof Problem ? error : unexpected(error);
    logFailure(problem, c, deps);
    return problemResponse(problem, c.get("requestId"));
  });

  const app = everything.basePath("/refresh-dashboard");
  const handlers = createHandlers(deps);
  for (const group of TRIGGERS_FIRST) {
    const [[, first]] = group;
    const variants = Object.fromEntries(group.map(([name]) => [name, handlers[name]]));
    const answer = createEndpoint(variants, deps);
    const isShared = NAMED_ENDPOINTS.some(
      (named) => !group.includes(named) && callOf(named[1]) === callOf(first),
    );
    app.on(first.method, patternOf(first.path), (c, next) => {
      const { raw: request } = c.req;
      if (isSigned(group) && isShared && !claimsToBeTrigger(request.headers)) return next();
      return answer({ request, params: c.req.param(), requestId: c.get("requestId") });
    });
  }
  for (const path of PATHS) {
    app.options(patternOf(path), () => optionsOf(path));
    app.all(patternOf(path), () => {
      throw methodNotAllowed(path);
    });
  }
  return { fetch: (request) => everything.fetch(request) };
}

type NamedEndpoint = (typeof NAMED_ENDPOINTS)[number];
type Group = [NamedEndpoint, ...NamedEndpoint[]];

function isSigned([[, { who }]]: Group): boolean {
  return who === "trigger";
}

function groupBy(endpoints: readonly NamedEndpoint[], keyOf: (endpoint: NamedEndpoint) => string): Group[] {
  const groups = new Map<string, Group>();
  for (const endpoint of endpoints) {
    const group = groups.get(keyOf(endpoint));
    if (group) group.push(endpoint);
    else groups.set(keyOf(endpoint), [endpoint]);
  }
  return [...groups.values()];
}

/** A path of the contract as the router writes it: `/runs/:id`. */
const patternOf = (path: string): string => path.replace(/\{(\w+)\}/g, ":$1");

function optionsOf(path: string): Response {
  const allow = allowOf(path);
  const response = new Response(null, { status: 204, headers: { ...PREFLIGHT_HEADERS, allow } });
  if (allow.includes("PATCH")) response.headers.set("accept-patch", mediaTypesOf("PATCH").join(", "));
  return response;
}

function methodNotAllowed(path: string): Problem {
  const allow = allowOf(path);
  const methods = allow.split(", ").filter((method) => method !== "HEAD" && method !== "OPTIONS");
  return new Problem("method_not_allowed", `This call is made with ${methods.join(" or ")}.`, {
    hint: hintOfCalls(),
    headers: { allow },
  });
}

function logFailure({ status, code, cause }: Problem, c: Context<Variables>, deps: Deps): void {
  if (status !== 500 && code !== "database_unavailable" && code !== "read_only") return;
  const { method, path } = c.req;
  deps.log("error", "request_failed", {
    request_id: c.get("requestId"),
    method,
    path,
    code,
    error: describeError(cause),
  });
}

function hintOfCalls(): string {
  return `The calls are: ${Object.keys(listCalls()).join(", ")}.`;
}

function unexpected(cause: unknown): Problem {
  return new Problem("internal", "Something went wrong inside.", {
    hint: "The function's log says what.",
    cause,
  });
}
