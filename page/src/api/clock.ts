// The database's clock as far as the page knows it. The browser's own may be off by a day, so it only measures what has
// passed since the last answer.

import { signal } from "@preact/signals";

/** The database's time minus performance.now(), in milliseconds; null before the first answer. */
let offsetMs: number | null = null;

/** Sets the clock by the `now` of an answer that has just come. */
export function setClock(nowIso: string | undefined): void {
  const at = nowIso === undefined ? Number.NaN : Date.parse(nowIso);
  if (!Number.isNaN(at)) offsetMs = at - performance.now();
}

/** The database's time now, in milliseconds since 1970; the browser's before the first answer. */
export const nowMs = (): number => (offsetMs === null ? Date.now() : offsetMs + performance.now());

/** Seconds from now to a time: negative for what has been. */
export const secondsUntil = (iso: string): number => (Date.parse(iso) - nowMs()) / 1000;

/** Changes each second while the page is seen: who reads it is drawn again. */
export const eachSecond = signal(0);
/** Changes each ten seconds: for what is said in minutes. */
export const eachTenSeconds = signal(0);

/** Starts the ticking; once. */
export function startClock(): void {
  setInterval(() => {
    if (document.hidden) return;
    eachSecond.value++;
    if (eachSecond.value % 10 === 0) eachTenSeconds.value++;
  }, 1000);
}
