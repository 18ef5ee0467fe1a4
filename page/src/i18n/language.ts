// Which language the page speaks: the one chosen before, or the browser's, or English.

import { effect, signal } from "@preact/signals";
import { keep, kept } from "../app/keep.ts";

export const LANGUAGES = ["en", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

const isLanguage = (value: string | null | undefined): value is Language =>
  (LANGUAGES as readonly (string | null | undefined)[]).includes(value);

/** The first of the browser's languages that there is a dictionary for. */
export function chooseLanguage(chosen: string | null, offered: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return offered.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage) ?? "en";
}

export const language = signal<Language>(
  chooseLanguage(kept("language"), typeof navigator === "undefined" ? [] : navigator.languages),
);

/** Chooses for this browser, from now on. */
export function speak(next: Language): void {
  keep("language", next);
  language.value = next;
}

if (typeof document !== "undefined")
  effect(() => {
    document.documentElement.lang = language.value;
  });
