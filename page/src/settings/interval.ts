// Intervals as the database writes them, `1 day 02:00:00`, and as a form has them: a number and a unit.

export const UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;
export type Unit = keyof typeof UNITS;
export type Amount = { value: string; unit: Unit };

const WRITTEN = /^(?:(\d+) days? ?)?(?:(\d+):(\d{2}):(\d{2}(?:\.\d+)?))?$/;

/** How long an interval is, in seconds; null where it is written in another way. */
export function readInterval(text: string): number | null {
  const [all, days = "0", hours = "0", minutes = "0", seconds = "0"] = WRITTEN.exec(text) ?? [];
  if (!all) return null;
  return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** The number and the unit to show: the largest unit of which it is a whole number. */
export function amountOf(text: string): Amount | null {
  const seconds = readInterval(text);
  if (seconds === null) return null;
  const units: Unit[] = ["days", "hours", "minutes"];
  const unit = units.find((each) => seconds > 0 && Number.isInteger(seconds / UNITS[each])) ?? "seconds";
  return { value: String(seconds / UNITS[unit]), unit };
}

/** How the database is told. */
export const intervalOf = ({ value, unit }: Amount): string => `${value.trim()} ${unit}`;
