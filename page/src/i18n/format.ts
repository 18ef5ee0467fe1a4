// Times and durations in words and figures, in the language of the moment.

import { language } from "./language.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A duration in its two largest units: `4 s`, `3 min`, `2 h 5 min`, `3 d 4 h`. Both languages write these units alike. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (seconds > 0 && seconds < 1) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 10 && !Number.isInteger(seconds) && seconds > 0)
    return `${seconds.toLocaleString(language.value, { maximumFractionDigits: 1 })} s`;
  if (whole < MINUTE) return `${whole} s`;
  if (whole < HOUR) return twoUnits(whole, MINUTE, "min", 1, "s");
  if (whole < DAY) return twoUnits(whole, HOUR, "h", MINUTE, "min");
  return twoUnits(whole, DAY, "d", HOUR, "h");
}

function twoUnits(seconds: number, large: number, largeName: string, small: number, smallName: string) {
  const most = Math.floor(seconds / large);
  // Minutes with seconds only while these matter.
  const rest = large === MINUTE && most >= 10 ? 0 : Math.floor((seconds % large) / small);
  return rest === 0 ? `${most} ${largeName}` : `${most} ${largeName} ${rest} ${smallName}`;
}

export const formatMs = (ms: number): string => formatSeconds(ms / 1000);

/** An age at a glance: in its largest unit while that is no more than minutes. */
export function formatAge(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return formatSeconds(whole < MINUTE || whole >= HOUR ? whole : whole - (whole % MINUTE));
}

/** How far a time is from now: `3 min ago`, `in 2 h`. */
export function formatDistance(fromNowSeconds: number): string {
  const size = formatAge(Math.abs(fromNowSeconds));
  if (language.value === "es") return fromNowSeconds < 0 ? `hace ${size}` : `en ${size}`;
  return fromNowSeconds < 0 ? `${size} ago` : `in ${size}`;
}

/** The time of day, with its date where that is not today. */
export function formatTime(iso: string, nowMs: number): string {
  const time = new Date(iso);
  const isToday = time.toDateString() === new Date(nowMs).toDateString();
  return time.toLocaleString(language.value, {
    ...(isToday ? {} : { day: "numeric", month: "short" }),
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

/** A time in full, with its zone. */
export const formatFullTime = (iso: string): string =>
  new Date(iso).toLocaleString(language.value, { dateStyle: "medium", timeStyle: "long", hourCycle: "h23" });
