// When a suspended view is tried again, for the header Retry-After.

import type { Status } from "../contract/answers.ts";
import type { Deps } from "../deps.ts";
import { Problem } from "../request/problem.ts";
import { within } from "../runtime/sleep.ts";

/** How long the look may delay the 409, in milliseconds. */
const LOOK_MS = 2_000;
/** Seconds, where the database does not say. */
const UNKNOWN = 60;

/**
 * Adds to `suspended` when scheduled refreshes go on.
 *
 * @param error what the request for a refresh was refused with; anything but `suspended` comes back as it is.
 * @param view the view that was asked for.
 */
export async function withRetryTime(
  error: unknown,
  view: string | undefined,
  { database, sleep }: Deps,
): Promise<unknown> {
  if (!(error instanceof Problem) || error.code !== "suspended") return error;
  const status = await within(database.readStatus({ view, runs: 0 }), LOOK_MS, sleep).catch(() => null);
  const seconds = status ? secondsUntilRetry(status) : UNKNOWN;
  return new Problem("suspended", error.message, {
    hint: error.hint,
    headers: { "retry-after": String(seconds) },
  });
}

// Both times are the database's, so no clock of ours is compared with it.
function secondsUntilRetry({ suspended, now }: Status): number {
  const seconds = Math.ceil((Date.parse(suspended?.retry_at ?? "") - Date.parse(now ?? "")) / 1000);
  return Number.isFinite(seconds) ? Math.max(seconds, 1) : UNKNOWN;
}
