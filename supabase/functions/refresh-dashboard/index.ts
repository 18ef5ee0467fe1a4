// Wires the function together and serves it: `deno serve`, or Supabase's edge runtime.

import { createApp } from "./app.ts";
import { createAuthenticate } from "./auth/authenticate.ts";
import { createReplayMemory } from "./auth/replay-memory.ts";
import { createHasScrapeToken } from "./auth/scrape-token.ts";
import { createVerifyChallenge } from "./auth/verify-challenge.ts";
import { createVerifyTrigger } from "./auth/verify-trigger.ts";
import { createDatabase } from "./database/database.ts";
import { createHealth, createVersion } from "./database/health.ts";
import { createRpc } from "./database/rpc.ts";
import { createBackground } from "./runtime/background.ts";
import { readEnvironment } from "./runtime/env.ts";
import { createLog } from "./runtime/log.ts";
import { createPostWebhook } from "./runtime/post-webhook.ts";
import { sleep } from "./runtime/sleep.ts";

const now = () => Date.now();
const monotonic = () => performance.now();
// Supabase's log explorer filters by the console's level.
const WRITERS = { info: console.log, warn: console.warn, error: console.error };
const environment = readEnvironment(Deno.env.toObject());
const log = createLog((line, level) => WRITERS[level](line), environment.secretValues, now);
for (const problem of environment.problems) log("error", "misconfigured", { problem });

const database = createDatabase(createRpc(environment.supabase));
const app = createApp({
  authenticate: createAuthenticate(environment.supabase),
  hasScrapeToken: createHasScrapeToken(environment.scrapeTokens),
  verifyTrigger: createVerifyTrigger(environment.triggerSecrets, now),
  verifyChallenge: createVerifyChallenge(environment.triggerSecrets),
  acceptOnce: createReplayMemory(now),
  database,
  health: createHealth(database.readHealth, monotonic),
  version: createVersion(database.readVersion, monotonic),
  background: createBackground(),
  postWebhook: createPostWebhook(),
  log,
  now,
  monotonic,
  sleep,
});

export default { fetch: (request: Request) => app.fetch(request) };
