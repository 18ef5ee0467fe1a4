// The HTTP surface: which call goes to which handler, and what every answer has in common.
// The platform passes the path with the function's name first; the gateway has taken /functions/v1 away.

import { Hono } from "hono";
import { cors } from "hono/cors";
import { claimsToBeTrigger } from "./auth/verify-trigger.ts";
import { type EndpointName, listCalls, NAMED_ENDPOINTS } from "./contract/endpoints.ts";
import type { Deps } from "./deps.ts";
import { Problem, problemResponse } from "./request/problem.ts";
import { createEndpoint } from "./routes/endpoint.ts";
import { createHandlers } from "./routes/handlers.ts";
import { describeError } from "./runtime/log.ts";

// A trigger is sent to the path of a call with a key, and told apart by its headers.
const TRIGGERS_FIRST = [
  ...NAMED_ENDPOINTS.filter(([, { who }]) => who === "trigger"),
  ...NAMED_ENDPOINTS.filter(([, { who }]) => who !== "trigger"),
];
const METHODS = [...new Set(NAMED_ENDPOINTS.map(([, { method }]) => method))];
const PATHS = [...new Set(NAMED_ENDPOINTS.map(([, { path }]) => path))];

/**
 * Makes the application.
 *
 * @param deps everything it touches outside of itself.
 * @returns an object with `fetch`, from a `Request` to a `Response`. It never rejects.
 */
export function createApp(deps: Deps): { fetch(request: Request): Response | Promise<Response> } {
  const app = new Hono({ strict: false }).basePath("/refresh-dashboard");

  app.use(async (c, next) => {
    await next();
    c.res.headers.set("cache-control", "no-store");
  });
  // A dashboard in a browser reads as a signed-in user. No cookie is ever looked at, so any origin may ask.
  app.use(
    cors({
      origin: "*",
      allowMethods: METHODS,
      allowHeaders: ["apikey", "authorization", "content-type"],
      maxAge: 600,
    }),
  );

  const handlers = createHandlers(deps);
  const serve = <N extends EndpointName>(name: N) => createEndpoint(name, handlers[name], deps);
  for (const [name, { method, path, who }] of TRIGGERS_FIRST) {
    const answer = serve(name);
    app.on(method, path, ({ req: { raw } }, next) =>
      who === "trigger" && !claimsToBeTrigger(raw.headers) ? next() : answer(raw),
    );
  }
  for (const path of PATHS) {
    app.all(path, () => {
      throw methodNotAllowed(path);
    });
  }

  app.notFound(() =>
    problemResponse(new Problem("not_found", "There is no such call.", { hint: hintOfCalls() })),
  );
  app.onError((error, c) => {
    const problem = error instanceof Problem ? error : unexpected(error);
    if (problem.status === 500 || problem.code === "database_unavailable" || problem.code === "read_only") {
      const { method, path } = c.req;
      deps.log("error", "request_failed", {
        method,
        path,
        code: problem.code,
        error: describeError(problem.cause),
      });
    }
    return problemResponse(problem);
  });
  return { fetch: (request) => app.fetch(request) };
}

function methodNotAllowed(path: string): Problem {
  const isHere = (method: string) =>
    NAMED_ENDPOINTS.some(([, endpoint]) => endpoint.path === path && endpoint.method === method);
  const methods: string[] = METHODS.filter(isHere);
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return new Problem("method_not_allowed", `This call is made with ${methods.join(" or ")}.`, {
    hint: hintOfCalls(),
    headers: { allow },
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
