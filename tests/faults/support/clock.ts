// The time from the fault's end until the view is fresh. The test is the clock: what it plays counts as what it stands
// for, and what it waits for as itself.

export const MINUTE_SECONDS = 60;

export interface Clock {
  /** The fault ends here. */
  start: () => void;
  /** Plays a minute; before the start it does not count. */
  playMinute: () => void;
  /** The view is fresh. */
  stop: () => void;
  seconds: () => number;
}

export function createClock(): Clock {
  let startedAt: number | undefined;
  let played = 0;
  let result: number | undefined;
  return {
    start: () => {
      startedAt = performance.now();
      played = 0;
      result = undefined;
    },
    playMinute: () => {
      played += MINUTE_SECONDS;
    },
    stop: () => {
      if (startedAt === undefined) throw new Error("nobody said when the fault ended");
      result = played + (performance.now() - startedAt) / 1000;
    },
    seconds: () => {
      if (result === undefined) throw new Error("nobody waited for fresh data");
      return result;
    },
  };
}
