// Time of the benchmark, in milliseconds of performance.now(): it is its own pg_cron, since Debian's knows no seconds.
import { setTimeout as sleep } from "node:timers/promises";

export { sleep };

/** Returns at that time, at once when it has passed. */
export async function sleepUntil(atMs: number): Promise<void> {
  const restMs = atMs - performance.now();
  if (restMs > 0) await sleep(restMs);
}

/** Does the work at `firstMs` and every `everyMs` after, until `endMs`; a time that passes during the work is left out. */
export async function repeat(
  { firstMs, everyMs, endMs }: { firstMs: number; everyMs: number; endMs: number },
  work: () => Promise<void>,
): Promise<void> {
  for (let atMs = firstMs; atMs < endMs; ) {
    await sleepUntil(atMs);
    await work();
    atMs += Math.max(1, Math.ceil((performance.now() - atMs) / everyMs)) * everyMs;
  }
}
