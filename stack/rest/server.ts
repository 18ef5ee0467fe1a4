// The process that serves /rest/v1 and /auth/v1: @supabase/lite, once as PostgREST and once as Supabase Auth.
import { serve } from "@hono/node-server";
import { App } from "@supabase/lite";
import { type Context, Hono } from "hono";
import { readConfig } from "../place/config.ts";
import { readSecrets } from "../place/secrets.ts";
import { pollUntil } from "../process/poll.ts";
import { authConnection, restConnection } from "./connections.ts";
import { withOutageStatus } from "./outage.ts";
import { withPlatformToken } from "./tokens.ts";

const config = readConfig();
const secrets = readSecrets(config.dir);
const auth = {
  publishable_key: secrets.publishableKey,
  secret_key: secrets.secretKey,
  jwt_secret: secrets.jwtSecret,
  site_url: config.url,
};

const rest = new App({
  connection: restConnection(config, secrets),
  auth,
  api: { schemas: ["public"] },
  options: { server: { middlewares: [trustSignature] } },
});
// Migrations are the CLI's: Lite would keep a second history of them.
const users = new App({
  connection: authConnection(config, secrets),
  auth,
  db: { migrations: { enabled: false } },
});
const server = new Hono()
  .all("/rest/v1/*", async (c) => withOutageStatus(await rest.fetch(c.req.raw)))
  .all("/auth/v1/*", async (c) => withPlatformToken(await users.fetch(c.req.raw), config, secrets));

// A database that still recovers from a crash is waited for: to start again would take longer.
await pollUntil("the start of the REST API", () => prepare().catch(String), {
  deadlineMs: 20_000,
  everyMs: 200,
});

serve({ fetch: server.fetch, hostname: "127.0.0.1", port: config.ports.rest }, () =>
  console.log("listening"),
);

/** Reads the schema cache before the first caller has to wait for it. */
async function prepare(): Promise<string | undefined> {
  await users.ensureSystemSchema();
  const warmUp = new Request(`${config.url}/rest/v1/`, { headers: { apikey: secrets.secretKey } });
  const answer = await server.fetch(warmUp);
  return answer.ok ? undefined : `it answers ${answer.status}: ${await answer.text()}`;
}

/** PostgREST verifies a token's signature and looks nobody up. Lite would, as authenticator, who may not. */
async function trustSignature(c: Context, next: () => Promise<void>): Promise<void> {
  const found = async () => ({});
  c.set("authService", { repo: { findUserById: found, findSessionById: found } });
  await next();
}
