// How old a view's data is by now. The database says it; between two of its answers the page lets it grow.

import type { ViewRow } from "../api/answers.ts";

/** Below this, a view whose sources do not change is found unchanged again before its age means anything. */
const STILL_VERIFIED_SECONDS = 30;

/** @param sinceSeconds what has passed since the answer. Null while it is not known. */
export function ageOf({ staleness_seconds }: ViewRow, sinceSeconds: number): number | null {
  if (staleness_seconds === null) return null;
  return staleness_seconds < STILL_VERIFIED_SECONDS ? staleness_seconds : staleness_seconds + sinceSeconds;
}

/** The whole bar is this much of the promise, so that one sees by how much it is broken. */
const BAR_IN_PROMISES = 1.5;
/** Where the promise stands on the bar, from 0 to 1. */
export const PROMISE_AT = 1 / BAR_IN_PROMISES;

/** How much of the bar is filled, from 0 to 1. */
export const shareOf = (ageSeconds: number, promiseSeconds: number): number =>
  Math.min(1, Math.max(0, ageSeconds / (promiseSeconds * BAR_IN_PROMISES)));
