// What every call goes through on its way to its handler: who is calling, whether they may, and whether what they sent
// is right. All of it is read from the contract; a handler only acts.

import type * as z from "zod/mini";
import { type Caller, requireRole } from "../auth/authenticate.ts";
import type { VerifiedTrigger } from "../auth/verify-trigger.ts";
import { type Access, ENDPOINTS, type Endpoint, type EndpointName } from "../contract/endpoints.ts";
import type { Deps } from "../deps.ts";
import { parseQuery, parseRequest } from "../request/parse-request.ts";
import { Problem } from "../request/problem.ts";
import { parseJson, readBody } from "../request/read-body.ts";

type Endpoints = typeof ENDPOINTS;
type Parsed<S> = S extends z.core.$ZodType ? z.output<S> : null;
type CallerOf<W> = W extends "trigger" ? VerifiedTrigger : W extends "anyone" ? null : Caller;
type AnswerOf<N extends EndpointName> = Endpoints[N]["answers"] extends { 200: { schema: infer S } }
  ? Parsed<S>
  : never;

/** A call that was let in. */
export type Call<N extends EndpointName> = {
  caller: CallerOf<Endpoints[N]["who"]>;
  query: Parsed<Endpoints[N]["query"]>;
  body: Parsed<Endpoints[N]["body"]>;
  /** When it arrived, in milliseconds since the epoch. */
  arrivedAtMs: number;
};

/** Does what a call asks for. A value is answered with 200; a `Problem` is thrown for what the caller may know. */
export type Handler<N extends EndpointName> = (call: Call<N>) => Promise<AnswerOf<N> | Response>;

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
): (request: Request) => Promise<Response> {
  const endpoint: Endpoint = ENDPOINTS[name];
  return async (request) => {
    try {
      const answer = await handler((await admit(endpoint, request, deps)) as Call<N>);
      return answer instanceof Response ? answer : Response.json(answer);
    } catch (error) {
      if (endpoint.who === "trigger" && error instanceof Problem)
        deps.log("warn", "trigger_refused", { code: error.code });
      throw error;
    }
  };
}

async function admit({ who, query, body, bodyHint }: Endpoint, request: Request, deps: Deps) {
  const arrivedAtMs = deps.now();
  // A signature is over the body. That of any other caller is read only once the caller is known.
  const signed = who === "trigger" ? await readBody(request) : null;
  const caller = await identify(who, request, signed, deps);
  const read = async () =>
    parseJson(signed ?? (await readBody(request)), request.headers.get("content-type"));
  return {
    caller,
    query: query && parseQuery(query, request),
    body: body && parseRequest(body, await read(), { hint: bodyHint }),
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
