// Waiting, and waiting for no longer than.

/** Resolves after so many milliseconds, or at once when the signal is aborted, so that no timer outlives its use. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** The real sleep. Never rejects. */
export const sleep: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const timer = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish);
    if (signal?.aborted) finish();
  });

/**
 * Waits for work, but not longer than so many milliseconds. The work goes on either way.
 *
 * @returns the work's result, or null when it did not come in time.
 * @throws what the work throws in time.
 */
export async function within<T>(work: Promise<T>, ms: number, sleepFor: Sleep): Promise<T | null> {
  if (ms <= 0) return null;
  const done = new AbortController();
  try {
    return await Promise.race([work, sleepFor(ms, done.signal).then(() => null)]);
  } finally {
    done.abort();
  }
}
