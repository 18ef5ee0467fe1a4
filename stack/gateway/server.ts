// The process behind the project's URL: /rest/v1 and /auth/v1 go to the API, /functions/v1/<name> to the function.
import { serve } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { readConfig } from "../place/config.ts";
import { forward } from "./forward.ts";

/** The platform's own limits, until the answer's head arrives. */
const REST_TIMEOUT_MS = 60_000;
const FUNCTIONS_TIMEOUT_MS = 150_000;

const config = readConfig();
const api = { origin: `http://127.0.0.1:${config.ports.rest}`, what: "the API", timeoutMs: REST_TIMEOUT_MS };
const functions = {
  origin: `http://127.0.0.1:${config.ports.functions}`,
  what: `the function ${config.functionName}`,
  timeoutMs: FUNCTIONS_TIMEOUT_MS,
};

const gateway = new Hono()
  .get("/_stack", (c) => c.json({ id: config.id }))
  .all("/rest/v1/*", (c) => forward(c, api))
  .all("/auth/v1/*", (c) => forward(c, api))
  .all(`/functions/v1/${config.functionName}`, (c) => forward(c, functions, "/functions/v1"))
  .all(`/functions/v1/${config.functionName}/*`, (c) => forward(c, functions, "/functions/v1"))
  .all("/functions/v1/*", (c) => notFound(c, "Requested function was not found"))
  .notFound((c) => notFound(c, "no Route matched with those values"));

serve({ fetch: gateway.fetch, hostname: "127.0.0.1", port: config.ports.gateway }, () =>
  console.log("listening"),
);

function notFound(c: Context, message: string): Response {
  return c.json({ code: "NOT_FOUND", message }, 404);
}
