// How long the refreshes of a view took.

export type Timed = {
  id: string;
  status: string;
  finished_at: string | null;
  duration_ms: number | null;
};

/** A refresh that was tried: when it ended, in milliseconds, how long it took, and whether it succeeded. */
export type Duration = { id: string; at: number; seconds: number; succeeded: boolean };

/** The refreshes in order of time; runs that never started one have no duration. */
export function readDurations(runs: readonly Timed[], from: number): Duration[] {
  return runs
    .flatMap(({ id, status, finished_at, duration_ms }) =>
      finished_at === null || duration_ms === null
        ? []
        : [
            {
              id,
              at: Date.parse(finished_at),
              seconds: duration_ms / 1000,
              succeeded: status === "succeeded",
            },
          ],
    )
    .filter(({ at }) => at >= from)
    .sort((one, other) => one.at - other.at);
}

/** The typical and the longest duration, in seconds; null where there was none. */
export function sumDurations(durations: readonly Duration[]): { median: number; longest: number } | null {
  const sorted = durations.map(({ seconds }) => seconds).sort((one, other) => one - other);
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  const longest = sorted.at(-1);
  return middle === undefined || longest === undefined ? null : { median: middle, longest };
}
