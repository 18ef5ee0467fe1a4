// Light or dark: as the system has it, or as was chosen.

import { effect, signal } from "@preact/signals";
import { keep, kept } from "./keep.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const chosen = kept("theme");
export const theme = signal<Theme>(THEMES.find((each) => each === chosen) ?? "system");

export function choose(next: Theme): void {
  keep("theme", next === "system" ? null : next);
  theme.value = next;
}

/** Keeps the document's theme in step with the choice. */
export function followTheme(): void {
  effect(() => {
    if (theme.value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme.value;
  });
}
