// A change of settings in words: what it was and is, when the schedule then fires, what else it brings.
import type {
  Preview,
  Reconfigured,
} from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";

type Values = Readonly<Record<string, unknown>>;

/** The settings that differ, a line each. */
export function describeDifference(before: Values, after: Values): string[] {
  return differing(before, after).map(
    (name) => `${name}: ${valueWords(before[name])} → ${valueWords(after[name])}`,
  );
}

export function differing(before: Values, after: Values): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

export function valueWords(value: unknown): string {
  if (value === null || value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function describeReconfigured({ view, before, after }: Reconfigured): string[] {
  const lines = describeDifference(before, after);
  return lines.length === 0 ? [`${view}: nothing was changed`] : lines.map((line) => `${view}: ${line}`);
}

/** What the database says that a change would make: the firings and the promise are counted there. */
export function describePreview(preview: Preview): string[] {
  const { view, before, after, schedule, promise, changes, problems } = preview;
  const lines = changes.length > 0 ? changes : describeDifference(before, after);
  return [
    ...(lines.length === 0 ? [`${view}: nothing would change`] : lines.map((line) => `${view}: ${line}`)),
    ...(schedule ? [`next firings: ${schedule.firings.join(", ")}`] : []),
    ...(promise.reachable === false
      ? [`the promise cannot be kept: ${promise.reason ?? "the schedule is too slow"}`]
      : []),
    ...(promise.suggested_schedule ? [`a schedule that can: ${promise.suggested_schedule}`] : []),
    ...problems.map(({ severity, code, message }) => `${severity} ${code}: ${message}`),
  ];
}
