// What the routes need from outside: plain functions, so that a test passes plain functions.

import type { Authenticate } from "./auth/authenticate.ts";
import type { AcceptOnce } from "./auth/replay-memory.ts";
import type { HasScrapeToken } from "./auth/scrape-token.ts";
import type { VerifyChallenge } from "./auth/verify-challenge.ts";
import type { VerifyTrigger } from "./auth/verify-trigger.ts";
import type { Database } from "./database/database.ts";
import type { Background } from "./runtime/background.ts";
import type { Log } from "./runtime/log.ts";
import type { PostWebhook } from "./runtime/post-webhook.ts";
import type { Sleep } from "./runtime/sleep.ts";

export type Deps = {
  authenticate: Authenticate;
  /** Whether a request may read the metrics by the token for that alone. */
  hasScrapeToken: HasScrapeToken;
  verifyTrigger: VerifyTrigger;
  /** Whether the database signs with a secret of this function's. */
  verifyChallenge: VerifyChallenge;
  /** Whether a trigger is accepted for the first time. */
  acceptOnce: AcceptOnce;
  database: Database;
  /** Whether everything is fresh; never rejects. */
  health: (log: Log) => Promise<boolean>;
  /** The version of the database part, null while it is not known; never rejects. */
  version: (log: Log) => Promise<string | null>;
  background: Background;
  /** Posts an alert to the webhook; never rejects. */
  postWebhook: PostWebhook;
  log: Log;
  /** Milliseconds since the epoch: for times, and never for durations. */
  now: () => number;
  /** Milliseconds since some moment, by a clock that is never set: for durations. */
  monotonic: () => number;
  sleep: Sleep;
};
