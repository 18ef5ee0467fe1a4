// One answer for all who ask at about the same time.

/**
 * Shares an answer among all who ask within some time of the first, so that what anybody may ask costs what one asks.
 *
 * @param ask finds the answer; never rejects.
 * @param ttlMs how long an answer is kept, in milliseconds.
 * @param monotonic a clock that is never set: by one that is, an answer would be kept for as long as it was set back.
 */
export function share<A extends unknown[], T>(
  ask: (...args: A) => Promise<T>,
  ttlMs: number,
  monotonic: () => number,
): (...args: A) => Promise<T> {
  let kept: { answer: Promise<T>; askedAt: number } | null = null;
  return (...args) => {
    if (kept && monotonic() - kept.askedAt < ttlMs) return kept.answer;
    kept = { answer: ask(...args), askedAt: monotonic() };
    return kept.answer;
  };
}
