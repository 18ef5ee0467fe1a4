// How long to wait before asking again.

const CALM_MS = 10_000;
const BUSY_MS = 2_000;
const LONGEST_MS = 60_000;
/** Pages that were opened at the same instant part ways. */
const JITTER = 0.15;

interface Moment {
  /** Something runs that somebody waits for. */
  isBusy: boolean;
  /** What the server asks for while nothing runs; null where it says nothing. */
  paceSeconds: number | null;
  /** Calls that have failed in a row. */
  failures: number;
  /** What the last failure asked for. */
  retryAfterSeconds: number | null;
  /** From 0 to 1. */
  random: number;
}

/** In milliseconds. A server under load may ask for more than the page would wait by itself, never for less. */
export function nextPauseMs({ isBusy, paceSeconds, failures, retryAfterSeconds, random }: Moment): number {
  const wishedMs = paceSeconds === null ? CALM_MS : Math.max(CALM_MS, paceSeconds * 1000);
  const calmMs = isBusy && wishedMs === CALM_MS ? BUSY_MS : wishedMs;
  const failedMs = failures === 0 ? 0 : Math.min(LONGEST_MS, 2_500 * 2 ** Math.min(failures, 6));
  const askedMs = failures === 0 ? 0 : (retryAfterSeconds ?? 0) * 1000;
  const ms = failures === 0 ? calmMs : Math.max(failedMs, askedMs);
  return Math.round(ms * (1 + JITTER * random));
}
