// Waits for a condition with a deadline, and says what was seen last when the deadline passes.
import { setTimeout as sleep } from "node:timers/promises";
import { StackError } from "../terminal/errors.ts";

/** `probe` answers undefined when the condition holds, otherwise what is still missing. Throws when `signal` aborts. */
export async function pollUntil(
  what: string,
  probe: () => Promise<string | undefined>,
  { deadlineMs, everyMs = 50, signal }: { deadlineMs: number; everyMs?: number; signal?: AbortSignal },
): Promise<void> {
  const start = performance.now();
  for (;;) {
    const missing = await probe();
    if (missing === undefined) return;
    if (performance.now() - start > deadlineMs) {
      throw new StackError(`${what} did not happen within ${deadlineMs / 1000} s: ${missing}`);
    }
    await sleep(everyMs, undefined, signal && { signal });
  }
}
