// All views at one glance: a sentence, a row each, worst first as the database orders them, and what to look at.
import type { Overview, ViewInShort } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { EXIT } from "../terminal/errors.ts";
import { type Cell, type Column, renderTable, renderText } from "../terminal/table.ts";
import type { Terminal, Tone } from "../terminal/terminal.ts";
import { agoWords, countWords, secondsWords } from "./words.ts";

const COLUMNS: Column[] = [
  { name: "VIEW" },
  { name: "STATE" },
  { name: "STALE FOR", isNumber: true },
  { name: "PROMISE", isNumber: true, dropFirst: 2 },
  { name: "NEXT", dropFirst: 3 },
  { name: "LAST RUN", dropFirst: 1 },
];

export function showViews(overview: Overview, terminal: Terminal): string[] {
  const { views, now } = overview;
  const lines = [...renderText(sentenceOf(overview), terminal, "", toneOf(exitCodeOfViews(overview)))];
  if (views.length > 0)
    lines.push(
      "",
      ...renderTable(
        COLUMNS,
        views.map((view) => rowOf(view, now)),
        terminal,
      ),
    );
  const remarks = [
    ...remarksOf(overview),
    ...views.flatMap(({ view, attention }) => (attention ? [`${view}: ${attention.message}`] : [])),
  ];
  if (remarks.length > 0)
    lines.push("", ...remarks.flatMap((text) => renderText(text, terminal, "! ", "warn")));
  return lines;
}

/** The first thing that anybody wants to know. */
export function sentenceOf({ summary, views }: Overview): string {
  if (views.length === 0) return "No view is managed yet.";
  const paused = summary.paused > 0 ? `, ${summary.paused} paused` : "";
  const all = countWords(summary.views, "view");
  const bad = views.filter(isBad).length;
  const unknown = views.filter(isUnknown).length;
  if (bad > 0) return `${bad} of ${all} ${bad === 1 ? "needs" : "need"} attention${paused}.`;
  if (unknown > 0) return `Not known to be fresh: ${unknown} of ${all}${paused}.`;
  return `${summary.views === 1 ? "The view keeps its promise" : `All ${all} keep their promise`}${paused}.`;
}

function remarksOf({ scheduler, read_only, now }: Overview): string[] {
  const { last_fired_at } = scheduler;
  return [
    ...(read_only ? ["The database is read-only: nothing is refreshed."] : []),
    ...(scheduler.alive === false
      ? [`pg_cron does not fire: its last firing was ${agoWords(last_fired_at, now) || "never"}.`]
      : []),
  ];
}

/** Known to be as nobody wants it. A view that is paused is not expected to be fresh. */
export const isBad = (view: ViewInShort): boolean =>
  view.state === "missing" ||
  view.suspended ||
  view.consecutive_failures > 0 ||
  (view.state === "stale" && !view.promise.kept && !view.paused);

const isUnknown = (view: ViewInShort): boolean => view.state === "unknown" && !view.paused;

export function exitCodeOfViews({ views, scheduler, read_only }: Overview): number {
  if (views.some(isBad) || scheduler.alive === false || read_only) return EXIT.failed;
  return views.some(isUnknown) ? EXIT.unknown : EXIT.done;
}

const toneOf = (exitCode: number): Tone =>
  exitCode === EXIT.done ? "good" : exitCode === EXIT.failed ? "bad" : "warn";

export const STATE_TONES: Readonly<Record<string, Tone>> = {
  fresh: "good",
  stale: "bad",
  unknown: "warn",
  missing: "bad",
};

function rowOf(view: ViewInShort, now: string): Cell[] {
  return [
    view.view,
    stateCell(view),
    secondsWords(view.staleness_seconds) || "not known",
    secondsWords(view.promise.max_staleness_seconds),
    view.refreshing ? "refreshing" : agoWords(view.next_run_at, now),
    lastRunCell(view, now),
  ];
}

function stateCell({ state, paused, suspended }: ViewInShort): Cell {
  const words = [state, ...(paused ? ["paused"] : []), ...(suspended ? ["suspended"] : [])];
  return { text: words.join(", "), tone: suspended ? "bad" : paused ? "quiet" : STATE_TONES[state] };
}

function lastRunCell({ last_run }: ViewInShort, now: string): Cell {
  if (last_run === null) return "";
  const { status, finished_at } = last_run;
  return { text: `${status} ${agoWords(finished_at, now)}`.trim(), tone: RUN_TONES[status] };
}

export const RUN_TONES: Readonly<Record<string, Tone>> = { succeeded: "good", failed: "bad", lost: "bad" };
