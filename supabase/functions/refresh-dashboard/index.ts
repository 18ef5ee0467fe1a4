// Wires the function together and serves it: `deno serve`, or Supabase's edge runtime.

import { createApp } from "./app.ts";
import { createAuthenticate } from "./authenticate.ts";
import { createBackground } from "./background.ts";
import { createDatabase } from "./database.ts";
import { readEnvironment } from "./env.ts";
import { createHealth } from "./health.ts";
import { createLog } from "./log.ts";
import { createReplayMemory } from "./replay-memory.ts";
import { createRpc } from "./rpc.ts";
import { sleep } from "./sleep.ts";
import { createVerifyTrigger } from "./verify-trigger.ts";

const now = () => Date.now();
const environment = readEnvironment(Deno.env.toObject());
const log = createLog((line) => console.log(line), environment.secretValues, now);
for (const problem of environment.problems) log("error", "misconfigured", { problem });

const database = createDatabase(createRpc(environment.supabase));
const app = createApp({
  authenticate: createAuthenticate(environment.supabase),
  verifyTrigger: createVerifyTrigger(environment.triggerSecrets, now),
  acceptOnce: createReplayMemory(now),
  database,
  health: createHealth(database.readHealth, now, log),
  background: createBackground(log),
  log,
  now,
  sleep,
});

export default { fetch: (request: Request) => app.fetch(request) };
