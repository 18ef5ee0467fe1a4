// Waits for a value with a deadline, and says what it last was when the deadline passes.
import { setTimeout as sleep } from "node:timers/promises";

/** Asks `probe` until `accept` takes its answer, and returns that. */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T>,
  accept: (value: T) => boolean,
  { deadlineMs = 20_000, everyMs = 50 } = {},
): Promise<T> {
  const start = performance.now();
  for (;;) {
    const value = await probe();
    if (accept(value)) return value;
    if (performance.now() - start > deadlineMs) {
      throw new Error(`${what}: not within ${deadlineMs / 1000} s; last seen ${JSON.stringify(value)}`);
    }
    await sleep(everyMs);
  }
}
