// The HTTP surface: which call goes to which handler, and what every answer has in common.
// The platform passes the path with the function's name first; the gateway has taken /functions/v1 away.

import { Hono } from "hono";
import { cors } from "hono/cors";
import type { Deps, Handler } from "./deps.ts";
import { describeError } from "./log.ts";
import { Problem, problemResponse } from "./problem.ts";
import { createTestAlertHandler } from "./routes/alerts.ts";
import {
  createDriftHandler,
  createHealthHandler,
  createIndexHandler,
  createRunsHandler,
  createStatusHandler,
} from "./routes/reads.ts";
import { createReconfigureHandler } from "./routes/reconfigure.ts";
import { createRefreshHandler } from "./routes/refresh.ts";
import { createTriggerHandler } from "./routes/trigger.ts";
import { claimsToBeTrigger } from "./verify-trigger.ts";

const ENDPOINTS = {
  "GET /": "this list; secret key, operator or viewer",
  "POST /refresh": "refresh a view and wait for it; secret key, or a signed trigger of the database",
  "GET /status": "a view's state, last runs and problems; secret key, operator or viewer",
  "PATCH /reconfigure": "change a view's settings; secret key or operator",
  "GET /runs": "the ledger, newest first; secret key, operator or viewer",
  "GET /drift": "how far a view is from its definition; secret key, operator or viewer",
  "POST /alerts/test": "send a test to the alert webhook; secret key or operator",
  "GET /health": "fresh or stale; anyone",
};

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
      allowMethods: ["GET", "POST", "PATCH"],
      allowHeaders: ["apikey", "authorization", "content-type"],
      maxAge: 600,
    }),
  );

  const refresh = createRefreshHandler(deps);
  const trigger = createTriggerHandler(deps);
  const routes: [method: "GET" | "POST" | "PATCH", path: string, handler: Handler][] = [
    ["GET", "/", createIndexHandler(deps, ENDPOINTS)],
    ["POST", "/refresh", (request) => (claimsToBeTrigger(request.headers) ? trigger : refresh)(request)],
    ["GET", "/status", createStatusHandler(deps)],
    ["PATCH", "/reconfigure", createReconfigureHandler(deps)],
    ["GET", "/runs", createRunsHandler(deps)],
    ["GET", "/drift", createDriftHandler(deps)],
    ["POST", "/alerts/test", createTestAlertHandler(deps)],
    ["GET", "/health", createHealthHandler(deps)],
  ];
  for (const [method, path, handler] of routes) {
    app.on(method, path, (c) => handler(c.req.raw));
    app.all(path, () => {
      throw methodNotAllowed(method);
    });
  }

  app.notFound(() =>
    problemResponse(new Problem("not_found", "There is no such call.", { hint: listEndpoints() })),
  );
  app.onError((error, c) => {
    const problem = error instanceof Problem ? error : unexpected(error);
    if (problem.status === 500 || problem.code === "database_unavailable") {
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

function methodNotAllowed(method: "GET" | "POST" | "PATCH"): Problem {
  const allow = method === "GET" ? "GET, HEAD, OPTIONS" : `${method}, OPTIONS`;
  return new Problem("method_not_allowed", `This call is made with ${method}.`, {
    hint: listEndpoints(),
    headers: { allow },
  });
}

function listEndpoints(): string {
  return `The calls are: ${Object.keys(ENDPOINTS).join(", ")}.`;
}

function unexpected(cause: unknown): Problem {
  return new Problem("internal", "Something went wrong inside.", {
    hint: "The function's log says what.",
    cause,
  });
}
