// A clock that moves only when a test moves it.
import type { Sleep } from "../../../supabase/functions/refresh-dashboard/runtime/sleep.ts";

export type Clock = {
  now: () => number;
  sleep: Sleep;
  advance(ms: number): Promise<void>;
  sleeping(): number;
};

/** Makes a clock that starts now. `advance` wakes sleepers in the order of their time, each before the next. */
export function createClock(startMs = Date.now()): Clock {
  let time = startMs;
  const sleepers = new Set<{ wakesAt: number; wake: () => void }>();

  const sleep: Sleep = (ms, signal) =>
    new Promise((resolve) => {
      const sleeper = {
        wakesAt: time + ms,
        wake: () => {
          sleepers.delete(sleeper);
          resolve();
        },
      };
      sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake);
    });

  async function advance(ms: number): Promise<void> {
    const end = time + ms;
    await settle();
    for (;;) {
      const next = [...sleepers].sort((a, b) => a.wakesAt - b.wakesAt)[0];
      if (!next || next.wakesAt > end) break;
      time = next.wakesAt;
      next.wake();
      await settle();
    }
    time = end;
  }

  return { now: () => time, sleep, advance, sleeping: () => sleepers.size };
}

/** Lets everything that is ready to run, run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}
