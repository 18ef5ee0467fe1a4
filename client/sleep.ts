// Waiting.

export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

/** Resolves after so many milliseconds, or at once when the signal is aborted. Never rejects. */
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
