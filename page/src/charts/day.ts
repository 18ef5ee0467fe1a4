// The last day of a view: its runs, and when its settings were changed. Asked for once; what is new comes with the status.

import type { RefreshDashboardError } from "../../../client/error.ts";
import { call } from "../api/call.ts";
import type { ChangePage, ChangeRow, RunPage } from "../view/answers.ts";
import type { Timed } from "./durations.ts";
import type { Refreshed } from "./staleness.ts";

export const DAY_MS = 86_400_000;
const PAGE = 200;
const MOST_CHANGES = 100;
/** More runs than these are not drawn: a refresh each minute for a day. */
const MOST_PAGES = 8;

export type DayRun = Refreshed & Timed & { requested_at: string };

export type Day = {
  runs: DayRun[];
  changes: ChangeRow[];
  /** Since when the runs are complete, in milliseconds. */
  from: number;
  /** There were more runs than are drawn. */
  isCut: boolean;
};

/** @returns the day, or why it could not be had. */
export async function loadDay(
  view: string,
  now: number,
  signal: AbortSignal,
): Promise<{ day: Day; error: null } | { day: null; error: RefreshDashboardError }> {
  const from = now - DAY_MS;
  const since = new Date(from).toISOString();
  const runs: DayRun[] = [];
  let before: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { data, error } = await call<RunPage>("runs", { view, since, limit: PAGE, before }, { signal });
    if (error) return { day: null, error };
    runs.push(...data.runs);
    if (data.next === null) {
      before = undefined;
      break;
    }
    before = data.next;
  }
  const { data: changed, error } = await call<ChangePage>(
    "changes",
    { view, limit: MOST_CHANGES },
    { signal },
  );
  // Marks are a help: a day without them is better than none.
  const changes = error ? [] : changed.changes.filter(({ changed_at }) => Date.parse(changed_at) >= from);
  const oldest = runs.at(-1);
  return {
    day: {
      runs,
      changes,
      from: before !== undefined && oldest ? Date.parse(oldest.finished_at ?? oldest.requested_at) : from,
      isCut: before !== undefined,
    },
    error: null,
  };
}

/** The day with what the status tells of the last runs; null where runs between may be missing. */
export function addRuns(day: Day, last: readonly DayRun[]): Day | null {
  if (last.length === 0) return day;
  const known = new Set(day.runs.map(({ id }) => id));
  if (day.runs.length > 0 && !last.some(({ id }) => known.has(id))) return null;
  const fresh = new Map(last.map((run) => [run.id, run]));
  const older = day.runs.filter(({ id }) => !fresh.has(id));
  return { ...day, runs: [...last, ...older] };
}
