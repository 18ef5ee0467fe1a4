// What every call goes through on its way to its handler: who is calling, whether they may, and whether what they sent
// is right. All of it is read from the contract, as are the headers of the answer; a handler only acts.

import type * as z from "zod/mini";
import { type Caller, requireRole } from "../auth/require-role.ts";
import type { VerifiedTrigger } from "../auth/verify-trigger.ts";
import { READERS } from "../contract/endpoint.ts";
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
type CallerOf<W> = W extends "trigger" ? VerifiedTrigger : W extends "anyone" | "scraper" ? null : Caller;
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

/** The endpoints that share method, path and callers, by name, each with what does its work. */
export type Variants = { readonly [N in EndpointName]?: Handler<N> };

/**
 * Puts handlers behind the checks of their endpoints.
 *
 * @param variants one endpoint, or several of which the request chooses; see `Endpoint.chosenBy`.
 * @param deps authenticate, verify, tell the time and log.
 * @returns a function that throws a `Problem` for what the caller may know.
 */
export function createEndpoint(variants: Variants, deps: Deps): (incoming: Incoming) => Promise<Response> {
  const endpoints = Object.entries(variants).map(([name, handler]) => ({
    endpoint: ENDPOINTS[name as EndpointName] as Endpoint,
    handler: handler as unknown as (call: unknown) => Promise<HandlerAnswer>,
  }));
  const [first] = endpoints;
  if (!first) throw new Error("no endpoint");
  return async (incoming) => {
    const log = withFields(deps.log, { request_id: incoming.requestId });
    try {
      const { chosen, ...call } = await admit(first, endpoints, incoming, deps);
      const { status, body, headers = {} } = await chosen.handler({ ...call, log });
      const response = render(chosen.endpoint, status, body, headers);
      addHeaders(response, chosen.endpoint, body, incoming.request);
      return response;
    } catch (error) {
      if (first.endpoint.who === "trigger" && error instanceof Problem)
        log("warn", "trigger_refused", { code: error.code });
      throw error;
    }
  };
}

type HandlerAnswer = { status: number; body: unknown; headers?: Record<string, string> };
type Served = { endpoint: Endpoint; handler: (call: unknown) => Promise<HandlerAnswer> };

function render(
  { answers }: Endpoint,
  status: number,
  body: unknown,
  headers: Record<string, string>,
): Response {
  const { mediaType } = answers[status] ?? {};
  if (body === null) return new Response(null, { status, headers });
  if (mediaType)
    return new Response(String(body), { status, headers: { "content-type": mediaType, ...headers } });
  return Response.json(body, { status, headers });
}

function addHeaders(response: Response, { path, answers }: Endpoint, body: unknown, request: Request): void {
  const { location, retryAfterSeconds } = answers[response.status] ?? {};
  const target = location ? locate(location, body, path, request) : null;
  if (target) response.headers.set("location", target);
  if (retryAfterSeconds) response.headers.set("retry-after", String(retryAfterSeconds));
}

async function admit(first: Served, endpoints: readonly Served[], { request, params }: Incoming, deps: Deps) {
  const { who, method } = first.endpoint;
  const arrivedAtMs = deps.monotonic();
  // A signature is over the body. That of any other caller is read only once the caller is known.
  const signed = who === "trigger" ? await readBody(request) : null;
  const caller = await identify(who, request, signed, deps);
  const read = async () =>
    parseJson(signed ?? (await readBody(request)), request.headers.get("content-type"), mediaTypesOf(method));
  // Those that share a path take a body all, or none does.
  const sent = first.endpoint.body ? await read() : null;
  const chosen = choose(endpoints, request, sent) ?? first;
  const { endpoint } = chosen;
  return {
    chosen,
    caller,
    params: endpoint.params ? parseRequest(endpoint.params, params, { noun: "path parameter" }) : null,
    query: endpoint.query && parseQuery(endpoint.query, request),
    body: endpoint.body && parseRequest(endpoint.body, sent, { hint: endpoint.bodyHint }),
    headers: request.headers,
    arrivedAtMs,
  };
}

function choose(endpoints: readonly Served[], request: Request, sent: unknown): Served | undefined {
  const isChosen = ({ endpoint: { chosenBy } }: Served) => {
    if (!chosenBy) return false;
    if (chosenBy.in === "query") return new URL(request.url).searchParams.has(chosenBy.name);
    return typeof sent === "object" && sent !== null && Object.hasOwn(sent, chosenBy.name);
  };
  return endpoints.find(isChosen) ?? endpoints.find(({ endpoint }) => !endpoint.chosenBy);
}

async function identify(who: Access, request: Request, signed: Uint8Array | null, deps: Deps) {
  if (who === "anyone") return null;
  if (who === "trigger") return deps.verifyTrigger(request.headers, signed ?? new Uint8Array());
  if (who === "scraper" && (await deps.hasScrapeToken(request.headers))) return null;
  const caller = await deps.authenticate(request);
  requireRole(caller, who === "scraper" ? READERS : who);
  return caller;
}
