// What the routes need from outside: plain functions, so that a test passes plain functions.

import type { Authenticate } from "./authenticate.ts";
import type { Background } from "./background.ts";
import type { Database } from "./database.ts";
import type { Log } from "./log.ts";
import type { AcceptOnce } from "./replay-memory.ts";
import type { Sleep } from "./sleep.ts";
import type { VerifyTrigger } from "./verify-trigger.ts";

export type Deps = {
  authenticate: Authenticate;
  verifyTrigger: VerifyTrigger;
  /** Whether a trigger is accepted for the first time. */
  acceptOnce: AcceptOnce;
  database: Database;
  /** Whether everything is fresh; never rejects. */
  health: () => Promise<boolean>;
  background: Background;
  log: Log;
  /** The clock, in milliseconds since the epoch. */
  now: () => number;
  sleep: Sleep;
};

/** A route's handler. It throws a `Problem` for what the caller may be told. */
export type Handler = (request: Request) => Promise<Response>;
