// A state by word, shape and colour: none of the three alone.

import { wordFor } from "./text.ts";

type Tone = "good" | "warn" | "bad" | "odd" | "quiet" | "busy";

/** Each shape is drawn in a box of 16 by 16. */
const SHAPES: Record<string, { path: string; tone: Tone }> = {
  fresh: {
    path: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm-1.2 10.2L3.9 8.3l1.2-1.2 1.7 1.7 4-4L12 6Z",
    tone: "good",
  },
  stale: { path: "M8 1.2 15.4 14.6H.6ZM7.2 6v4.4h1.6V6Zm0 5.6v1.6h1.6v-1.6Z", tone: "warn" },
  unknown: {
    path: "M8 .4 15.6 8 8 15.6.4 8ZM7.2 10.9v1.6h1.6v-1.6ZM5.6 6.4h1.6c0-1.2 1.6-1.1 1.6 0 0 .9-1.6 1.1-1.6 3h1.6c0-1.2 1.6-1.5 1.6-3.1 0-3.3-4.8-3.3-4.8.1Z",
    tone: "odd",
  },
  missing: {
    path: "M2 2h12v12H2Zm2.6 3.7L6.9 8l-2.3 2.3 1.1 1.1L8 9.1l2.3 2.3 1.1-1.1L9.1 8l2.3-2.3-1.1-1.1L8 6.9 5.7 4.6Z",
    tone: "bad",
  },
  suspended: { path: "M5 1h6l4 4v6l-4 4H5l-4-4V5Zm-.5 6.2v1.6h7V7.2Z", tone: "bad" },
  paused: { path: "M3.5 2h3v12h-3Zm6 0h3v12h-3Z", tone: "quiet" },
  running: { path: "M8 1a7 7 0 1 0 7 7h-2a5 5 0 1 1-5-5Z", tone: "busy" },
};

/** Words that share a shape. */
const SAME: Record<string, string> = {
  succeeded: "fresh",
  ok: "fresh",
  failed: "missing",
  error: "missing",
  warning: "stale",
  lost: "unknown",
  queued: "running",
  cancelling: "running",
  cancelled: "suspended",
  skipped: "paused",
};
const TONES: Record<string, Tone> = { cancelled: "quiet", skipped: "quiet" };

export const toneOf = (word: string): Tone => TONES[word] ?? SHAPES[SAME[word] ?? word]?.tone ?? "quiet";

/** The shape alone, for where the word stands beside it. */
export function StateShape({ word, size = 16 }: { word: string; size?: number }) {
  const shape = SHAPES[SAME[word] ?? word] ?? SHAPES.unknown;
  return (
    <svg
      class={`shape tone-${toneOf(word)}${word === "running" ? " shape-turning" : ""}`}
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <path d={shape?.path} fill="currentColor" fill-rule="evenodd" />
    </svg>
  );
}

/** A state of a view, a status of a run, or of a check. */
export function StateBadge({ word }: { word: string }) {
  return (
    <span class={`badge tone-${toneOf(word)}`}>
      <StateShape word={word} />
      <span>{wordFor(word)}</span>
    </span>
  );
}

/** The one word for a view that may be several things at once: what matters most. */
export function wordOfView(view: { state: string; paused: boolean; suspended: unknown }): string {
  if (view.state === "missing") return "missing";
  if (view.suspended) return "suspended";
  if (view.paused) return "paused";
  return view.state;
}
