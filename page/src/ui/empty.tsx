// Where there is nothing to show, why, and what to do; and where it is on its way.

import type { ComponentChildren } from "preact";
import { t } from "./text.ts";

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** Grey bars in the place of what comes. */
export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <div class="loading" role="status">
      <span class="unseen">{t("loading")}</span>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} class="loading-row" aria-hidden="true" />
      ))}
    </div>
  );
}
