// Times, durations and counts in words. What is "ago" is counted by the database's clock, never by that of this machine.

/** Such as `412 ms`, `1.3 s`, `2 min 5 s`, `3 h 5 min`, `2 d 4 h`. */
export function durationWords(ms: number | null): string {
  if (ms === null) return "";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`;
  return secondsWords(ms / 1000);
}

/** The same of whole seconds; empty while not known. */
export function secondsWords(seconds: number | null): string {
  if (seconds === null) return "";
  const whole = Math.max(0, Math.round(seconds));
  const units = [
    [86_400, "d"],
    [3_600, "h"],
    [60, "min"],
    [1, "s"],
  ] as const;
  const first = units.findIndex(([length]) => whole >= length);
  if (first < 0) return "0 s";
  const [length, name] = units[first] ?? units[3];
  const next = units[first + 1];
  const rest = next === undefined ? 0 : Math.floor((whole % length) / next[0]);
  const head = `${Math.floor(whole / length)} ${name}`;
  return next === undefined || rest === 0 ? head : `${head} ${rest} ${next[1]}`;
}

/** Such as `12 min ago` or `in 3 min`; `now` is the database's. Empty while not known. */
export function agoWords(at: string | null | undefined, now: string): string {
  const seconds = secondsBetween(at, now);
  if (seconds === null) return "";
  if (Math.abs(seconds) < 1) return "now";
  return seconds > 0 ? `${secondsWords(seconds)} ago` : `in ${secondsWords(-seconds)}`;
}

function secondsBetween(at: string | null | undefined, now: string): number | null {
  const seconds = (Date.parse(now) - Date.parse(at ?? "")) / 1000;
  return Number.isFinite(seconds) ? seconds : null;
}

/** Such as `2026-11-30 18:51:28 UTC`: what can be compared with a log. Empty while not known. */
export function timeWords(at: string | null | undefined): string {
  const time = new Date(at ?? "");
  if (Number.isNaN(time.getTime())) return "";
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** `1 view`, `20 views`. */
export const countWords = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? "" : "s"}`;
