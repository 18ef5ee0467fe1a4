// What has happened between two looks at the views: an event for each view that is another than it was.
import type {
  Overview,
  ViewInShort,
} from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";

export interface WatchEvent {
  /** `view`: it is so, seen for the first time; `changed`: it is so now; `gone`: nobody manages it any more. */
  event: "view" | "changed" | "gone";
  at: string;
  view: string;
  now: ViewInShort | null;
}

export function eventsBetween(before: Overview | null, after: Overview): WatchEvent[] {
  const known = new Map((before?.views ?? []).map((view) => [view.view, view]));
  const seen = after.views.flatMap((view): WatchEvent[] => {
    const last = known.get(view.view);
    if (last !== undefined && factsOf(last) === factsOf(view)) return [];
    return [{ event: last === undefined ? "view" : "changed", at: after.now, view: view.view, now: view }];
  });
  const names = new Set(after.views.map(({ view }) => view));
  const gone = [...known.keys()]
    .filter((view) => !names.has(view))
    .map((view): WatchEvent => ({ event: "gone", at: after.now, view, now: null }));
  return [...seen, ...gone];
}

/** Without what changes with the clock alone: a view that was verified anew is as it was. */
function factsOf({
  staleness_seconds: _,
  verified_at: __,
  next_run_at: ___,
  saved: ____,
  ...facts
}: ViewInShort): string {
  return JSON.stringify(facts);
}

export function describeEvent({ event, at, view, now }: WatchEvent): string {
  if (now === null) return `${at} ${view} is no longer managed`;
  const words = [
    now.state,
    ...(now.paused ? ["paused"] : []),
    ...(now.suspended ? ["suspended"] : []),
    ...(now.refreshing ? ["refreshing"] : []),
    ...(now.last_run ? [`last run ${now.last_run.status}`] : []),
    ...(now.attention ? [now.attention.message] : []),
  ];
  return `${at} ${view} ${event === "view" ? "is" : "is now"} ${words.join(", ")}`;
}
