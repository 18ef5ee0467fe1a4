// Whether everything is fresh, for anyone who asks. The answer is kept for a few seconds and shared by all who ask
// meanwhile, so that unsigned traffic costs the database one small query in five seconds, however much of it there is.

import { describeError, type Log } from "../runtime/log.ts";

/** How long an answer is kept, in milliseconds. */
export const HEALTH_TTL_MS = 5_000;

/**
 * Makes the cached check.
 *
 * @param read asks the database.
 * @param now the clock, in milliseconds since the epoch.
 * @param log hears of a check that failed.
 * @returns a function that never rejects: a check that fails counts as not fresh, and is kept just as long.
 */
export function createHealth(
  read: () => Promise<boolean>,
  now: () => number,
  log: Log,
): () => Promise<boolean> {
  let kept: { answer: Promise<boolean>; askedAt: number } | null = null;
  return () => {
    if (kept && now() - kept.askedAt < HEALTH_TTL_MS) return kept.answer;
    const answer = read().catch((error: unknown) => {
      log("error", "health_check_failed", { error: describeError(error) });
      return false;
    });
    kept = { answer, askedAt: now() };
    return answer;
  };
}
