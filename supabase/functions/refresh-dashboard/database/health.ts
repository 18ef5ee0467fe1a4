// What anyone may ask: whether everything is fresh, and the version of the database part. The answers are kept for a few
// seconds, so that unsigned traffic costs the database one small query of each in five seconds, however much there is.

import { describeError, type Log } from "../runtime/log.ts";
import { share } from "../runtime/share.ts";

/** How long an answer is kept, in milliseconds. */
export const HEALTH_TTL_MS = 5_000;

/**
 * Makes the shared health check.
 *
 * @param read asks the database.
 * @param monotonic the clock that is never set, in milliseconds.
 * @returns a function that never rejects: a check that fails counts as not fresh, and is kept just as long. The log
 *   hears of it.
 */
export function createHealth(
  read: () => Promise<boolean>,
  monotonic: () => number,
): (log: Log) => Promise<boolean> {
  const ask = (log: Log) =>
    read().catch((error: unknown) => {
      log("error", "health_check_failed", { error: describeError(error) });
      return false;
    });
  return share(ask, HEALTH_TTL_MS, monotonic);
}

/**
 * Makes the shared look at the version of the database part.
 *
 * @param read asks the database.
 * @param monotonic the clock that is never set, in milliseconds.
 * @returns a function that never rejects: null while the database does not say, and the log hears of it.
 */
export function createVersion(
  read: () => Promise<string>,
  monotonic: () => number,
): (log: Log) => Promise<string | null> {
  const ask = (log: Log) =>
    read().catch((error: unknown) => {
      log("warn", "version_unread", { error: describeError(error) });
      return null;
    });
  return share(ask, HEALTH_TTL_MS, monotonic);
}
