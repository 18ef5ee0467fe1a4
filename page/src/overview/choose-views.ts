// Which of the views are shown: by a word, and by a part of the name.

import type { ViewRow } from "../api/answers.ts";

/** The words that one may choose by, worst first. */
export const WORDS = ["missing", "suspended", "unknown", "stale", "failing", "paused", "fresh"] as const;
export type Word = (typeof WORDS)[number];

const IS: Record<Word, (view: ViewRow) => boolean> = {
  missing: ({ state }) => state === "missing",
  suspended: ({ suspended }) => suspended,
  unknown: ({ state }) => state === "unknown",
  stale: ({ state }) => state === "stale",
  failing: ({ consecutive_failures }) => consecutive_failures > 0,
  paused: ({ paused }) => paused,
  fresh: ({ state }) => state === "fresh",
};

/** In the order of the answer: the database says what is worse. */
export function chooseViews(
  views: readonly ViewRow[],
  word: string | null,
  search: string | null,
): ViewRow[] {
  const is = word !== null && word in IS ? IS[word as Word] : () => true;
  const wanted = (search ?? "").trim().toLowerCase();
  return views.filter((view) => is(view) && view.view.toLowerCase().includes(wanted));
}

/** How many views there are of each word; words of none are left out. */
export const countByWord = (views: readonly ViewRow[]): { word: Word; count: number }[] =>
  WORDS.map((word) => ({ word, count: views.filter(IS[word]).length })).filter(({ count }) => count > 0);
