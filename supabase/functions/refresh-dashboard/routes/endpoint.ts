// What every call goes through on its way to its handler: who is calling, whether they may, and whether what they sent
// is right. All of it is read from the contract, as are the headers of the answer; a handler only acts.

import type * as z from "zod/mini";
import { type Caller, requireRole } from "../auth/authenticate.ts";
import type { VerifiedTrigger } from "../auth/verify-trigger.ts";
import {
  type Access,
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
  mediaTypesOf,
} from "../contract/endpoints.ts";
import type { Deps } from "../deps.ts";
import { parseQuery, parseRequest } from "../request/parse-request.ts";
import { Problem } from "../request/problem.ts";
import { parseJson, readBody } from "../request/read-body.ts";
import { type Log, withFields } from "../runtime/log.ts";
import { locate } from "./locate.ts";

type Endpoints = typeof ENDPOINTS;
type Parsed<S> = S extends z.core.$ZodType ? z.output<S> : null;
type ParamsOf<E> = E extends { params: infer S } ? Parsed<S> : null;
type CallerOf<W> = W extends "trigger" ? VerifiedTrigger : W extends "anyone" ? null : Caller;
type AnswersOf<N extends EndpointName> = Endpoints[N]["answers"];
type AnswerOf<N extends EndpointName> = {
  [S in keyof AnswersOf<N>]: AnswersOf<N>[S] extends { schema: infer T }
    ? { status: S; body: Parsed<T>; headers?: Record<string, string> }
    : never;
}[keyof AnswersOf<N>];

/** A request as it came in. */
export type Incoming = { request: Request; params: Record<string, string>; requestId: string };

/** A call that was let in. */
export type Call<N extends EndpointName> = {
  caller: CallerOf<Endpoints[N]["who"]>;
  params: ParamsOf<Endpoints[N]>;
  query: Parsed<Endpoints[N]["query"]>;
  body: Parsed<Endpoints[N]["body"]>;
  headers: Headers;
  /** When it arrived, by the monotonic clock. */
  arrivedAtMs: number;
  /** Names the request in each line. */
  log: Log;
};

/** Does what a call asks for. A `Problem` is thrown for what the caller may know. */
export type Handler<N extends EndpointName> = (call: Call<N>) => Promise<AnswerOf<N>>;

/**
 * Puts a handler behind the checks of its endpoint.
 *
 * @param name the endpoint.
 * @param handler does the work.
 * @param deps authenticate, verify, tell the time and log.
 * @returns a function that throws a `Problem` for what the caller may know.
 */
export function createEndpoint<N extends EndpointName>(
  name: N,
  handler: Handler<N>,
  deps: Deps,
): (incoming: Incoming) => Promise<Response> {
  const endpoint: Endpoint = ENDPOINTS[name];
  return async (incoming) => {
    const log = withFields(deps.log, { request_id: incoming.requestId });
    try {
      const call = { ...(await admit(endpoint, incoming, deps)), log };
      const { status, body, headers } = await handler(call as Call<N>);
      const response = Response.json(body, { status: status as number, headers: headers ?? {} });
      addHeaders(response, endpoint, body, incoming.request);
      return response;
    } catch (error) {
      if (endpoint.who === "trigger" && error instanceof Problem)
        log("warn", "trigger_refused", { code: error.code });
      throw error;
    }
  };
}

function addHeaders(response: Response, { path, answers }: Endpoint, body: unknown, request: Request): void {
  const { location, retryAfterSeconds } = answers[response.status] ?? {};
  if (location) response.headers.set("location", locate(location, body, path, request));
  if (retryAfterSeconds) response.headers.set("retry-after", String(retryAfterSeconds));
}

async function admit(endpoint: Endpoint, { request, params }: Incoming, deps: Deps) {
  const { who, query, body, bodyHint } = endpoint;
  const arrivedAtMs = deps.monotonic();
  // A signature is over the body. That of any other caller is read only once the caller is known.
  const signed = who === "trigger" ? await readBody(request) : null;
  const caller = await identify(who, request, signed, deps);
  const read = async () =>
    parseJson(
      signed ?? (await readBody(request)),
      request.headers.get("content-type"),
      mediaTypesOf(endpoint.method),
    );
  return {
    caller,
    params: endpoint.params ? parseRequest(endpoint.params, params, { noun: "path parameter" }) : null,
    query: query && parseQuery(query, request),
    body: body && parseRequest(body, await read(), { hint: bodyHint }),
    headers: request.headers,
    arrivedAtMs,
  };
}

async function identify(who: Access, request: Request, signed: Uint8Array | null, deps: Deps) {
  if (who === "anyone") return null;
  if (who === "trigger") return deps.verifyTrigger(request.headers, signed ?? new Uint8Array());
  const caller = await deps.authenticate(request);
  requireRole(caller, who);
  return caller;
}
