// What the routes need from outside: plain functions, so that a test passes plain functions.

import type { Authenticate } from "./auth/authenticate.ts";
import type { AcceptOnce } from "./auth/replay-memory.ts";
import type { VerifyTrigger } from "./auth/verify-trigger.ts";
import type { Database } from "./database/database.ts";
import type { Background } from "./runtime/background.ts";
import type { Log } from "./runtime/log.ts";
import type { Sleep } from "./runtime/sleep.ts";

export type Deps = {
  authenticate: Authenticate;
  verifyTrigger: VerifyTrigger;
  /** Whether a trigger is accepted for the first time. */
  acceptOnce: AcceptOnce;
  database: Database;
  /** Whether everything is fresh; never rejects. */
  health: (log: Log) => Promise<boolean>;
  /** The version of the database part, null while it is not known; never rejects. */
  version: (log: Log) => Promise<string | null>;
  background: Background;
  log: Log;
  /** Milliseconds since some moment, by a clock that is never set: for durations. */
  monotonic: () => number;
  sleep: Sleep;
};
