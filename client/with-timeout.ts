// A signal that is aborted when the caller's is, or when the time is up, and that tells which.

export type Limit = {
  signal: AbortSignal;
  aborted: () => boolean;
  timedOut: () => boolean;
  /** Lets go of the timer and of the caller's signal. */
  stop: () => void;
};

/** AbortSignal.any would do in Node from 20.3 and in browsers of 2024. */
export function withTimeout(timeoutMs: number, outer?: AbortSignal | undefined): Limit {
  const controller = new AbortController();
  let isTimedOut = false;
  const abort = () => controller.abort(outer?.reason);
  const timer = setTimeout(() => {
    isTimedOut = !controller.signal.aborted;
    controller.abort();
  }, timeoutMs);
  if (outer?.aborted) abort();
  else outer?.addEventListener("abort", abort);
  return {
    signal: controller.signal,
    aborted: () => controller.signal.aborted && !isTimedOut,
    timedOut: () => isTimedOut,
    stop: () => {
      clearTimeout(timer);
      outer?.removeEventListener("abort", abort);
    },
  };
}
