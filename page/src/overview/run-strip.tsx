// The last runs as a strip, the newest at its end: a bar a run, as high as it took long. What went wrong has a shape of its
// own besides its colour.

import type { RunStatus, ShortRun } from "../api/answers.ts";
import { wordFor } from "../ui/text.ts";
import { t } from "./text.ts";

const PLACES = 30;
const STEP = 5;
const WIDTH = 3;
const HEIGHT = 24;
const LOWEST = 5;

export function RunStrip({ runs }: { runs: readonly ShortRun[] }) {
  if (runs.length === 0) return <p class="strip-none quiet">{t("noRuns")}</p>;
  const last = runs.slice(-PLACES);
  return (
    <svg
      class="strip"
      viewBox={`0 0 ${PLACES * STEP} ${HEIGHT}`}
      role="img"
      aria-label={t("lastRuns", { count: last.length, summary: summarize(last) })}
    >
      {pathsOf(last).map(([status, path]) => (
        <path key={status} class={`strip-${status}`} d={path} />
      ))}
    </svg>
  );
}

/** How many there are of each status, in words. */
function summarize(runs: readonly ShortRun[]): string {
  const counts = new Map<string, number>();
  for (const { status } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([word, count]) => t("countOf", { count, word: wordFor(word) })).join(", ");
}

/** One path a status: a list of 200 views would otherwise have thousands of elements. */
export function pathsOf(runs: readonly ShortRun[]): [RunStatus, string][] {
  const longestMs = Math.max(1, ...runs.map(({ duration_ms }) => duration_ms ?? 0));
  const paths = new Map<RunStatus, string>();
  runs.forEach(({ status, duration_ms }, index) => {
    const x = (PLACES - runs.length + index) * STEP + 1;
    const path = shapeOf(status, x, heightOf(duration_ms ?? 0, longestMs));
    paths.set(status, (paths.get(status) ?? "") + path);
  });
  return [...paths];
}

// By the root, since one long run would make all others look like nothing.
const heightOf = (ms: number, longestMs: number): number =>
  Math.round((LOWEST + (HEIGHT - LOWEST) * Math.sqrt(Math.max(0, ms) / longestMs)) * 10) / 10;

const bar = (x: number, top: number, bottom: number): string => `M${x} ${top}h${WIDTH}V${bottom}h-${WIDTH}Z`;

function shapeOf(status: RunStatus, x: number, height: number): string {
  switch (status) {
    // A mark of exclamation.
    case "failed":
      return bar(x, 0, HEIGHT - 7) + bar(x, HEIGHT - 4, HEIGHT);
    // Two ends with nothing between them.
    case "lost":
      return bar(x, 0, 7) + bar(x, HEIGHT - 7, HEIGHT);
    case "cancelled":
      return bar(x, HEIGHT / 2 - 2, HEIGHT / 2 + 2);
    case "queued":
      return bar(x, HEIGHT - 3, HEIGHT);
    default:
      return bar(x, HEIGHT - height, HEIGHT);
  }
}
