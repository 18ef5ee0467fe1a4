// What the routes need from outside: plain functions, so that a test passes plain functions.

import type { Authenticate } from "./auth/authenticate.ts";
import type { AcceptOnce } from "./auth/replay-memory.ts";
import type { VerifyTrigger } from "./auth/verify-trigger.ts";
import type { Database } from "./database/database.ts";
import type { Background } from "./runtime/background.ts";
import type { Log } from "./runtime/log.ts";
import type { PostWebhook } from "./runtime/post-webhook.ts";
import type { Sleep } from "./runtime/sleep.ts";

export type Deps = {
  authenticate: Authenticate;
  verifyTrigger: VerifyTrigger;
  /** Whether a trigger is accepted for the first time. */
  acceptOnce: AcceptOnce;
  database: Database;
  /** Whether everything is fresh; never rejects. */
  health: () => Promise<boolean>;
  background: Background;
  /** Posts an alert to the webhook; never rejects. */
  postWebhook: PostWebhook;
  log: Log;
  /** The clock, in milliseconds since the epoch. */
  now: () => number;
  sleep: Sleep;
};
