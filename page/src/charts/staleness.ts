// How stale a view was, from what its runs say. The rule is the database's: staleness counts from the time up to which the
// data was known to be right, and is 0 while nothing has changed. A run tells that time for the data it replaced.

/** What the line is drawn from, of a run. */
export type Refreshed = {
  status: string;
  started_at: string | null;
  finished_at: string | null;
  data_as_of: string | null;
  replaced_as_of?: string | null | undefined;
};

/** What is known now. */
export type Present = { at: number; stalenessSeconds: number | null };

/** A point of the line: when, in milliseconds, and how stale in seconds; null where that is not known. */
export type Point = { at: number; seconds: number | null };

type Refresh = { at: number; asOf: number; replaced: number | null };

/**
 * The line of a view's staleness.
 *
 * @param runs of the view, in any order; those that refreshed nothing themselves are left out.
 * @param from where the line begins, in milliseconds. The runs that ended since must be complete.
 * @returns points in order of time. Two at one place are a fall: a refresh ended there.
 */
export function drawStaleness(runs: readonly Refreshed[], present: Present, from: number): Point[] {
  const refreshes = runs.flatMap(readRefresh).sort((one, other) => one.at - other.at);
  const points: Point[] = [];
  let begin = from;
  let asOf: number | null = null;
  for (const refresh of refreshes) {
    if (refresh.at > from) points.push(...drawStretch(begin, refresh.at, asOf, refresh.replaced));
    begin = Math.max(from, refresh.at);
    asOf = refresh.asOf;
  }
  const knownTo = present.stalenessSeconds === null ? null : present.at - present.stalenessSeconds * 1000;
  return [...points, ...drawStretch(begin, present.at, asOf, knownTo)];
}

function readRefresh({ status, started_at, finished_at, data_as_of, replaced_as_of }: Refreshed): Refresh[] {
  if (status !== "succeeded" || !started_at || !finished_at || !data_as_of) return [];
  const replaced = replaced_as_of ? Date.parse(replaced_as_of) : null;
  return [{ at: Date.parse(finished_at), asOf: Date.parse(data_as_of), replaced }];
}

/**
 * The line while the same data was shown.
 *
 * @param knownTo up to when that data was known to be right, as it was known at the end of the stretch.
 */
function drawStretch(begin: number, end: number, asOf: number | null, knownTo: number | null): Point[] {
  if (end < begin) return [];
  if (knownTo === null)
    return [
      { at: begin, seconds: null },
      { at: end, seconds: null },
    ];
  const right = Math.max(knownTo, asOf ?? knownTo);
  const at = (time: number): Point => ({ at: time, seconds: Math.max(0, time - right) / 1000 });
  const corner = right > begin && right < end ? [at(right)] : [];
  return [at(begin), ...corner, at(end)];
}

/** An hour of the line, for who reads a table. */
export type Hour = {
  /** Its begin, in milliseconds. */
  at: number;
  /** How stale the data was at worst; null where that is not known for any of it. */
  worstSeconds: number | null;
  refreshes: number;
};

export const HOUR_MS = 3_600_000;

/** The line and the refreshes by the hour, the latest first. */
export function tellHours(points: readonly Point[], refreshedAt: readonly number[], to: number): Hour[] {
  const first = points[0]?.at ?? to;
  const hours: Hour[] = [];
  for (let at = Math.floor(to / HOUR_MS) * HOUR_MS; at + HOUR_MS > first; at -= HOUR_MS) {
    const end = at + HOUR_MS;
    const within = [
      ...points.filter((point) => point.at >= at && point.at < end),
      ...edgesOf(points, at, end),
    ];
    const known = within.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
    hours.push({
      at,
      worstSeconds: known.length === 0 ? null : Math.max(...known),
      refreshes: refreshedAt.filter((time) => time >= at && time < end).length,
    });
  }
  return hours;
}

/** Where the line crosses the ends of an hour. */
function edgesOf(points: readonly Point[], ...times: number[]): Point[] {
  return times.flatMap((time) => {
    const next = points.findIndex((point) => point.at > time);
    const [before, after] = [points[next - 1], points[next]];
    if (!before || !after || before.seconds === null || after.seconds === null) return [];
    const share = (time - before.at) / (after.at - before.at);
    return [{ at: time, seconds: before.seconds + share * (after.seconds - before.seconds) }];
  });
}
