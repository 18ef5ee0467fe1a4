// The stamp of a new migration: `db push` takes it only when it comes after all that are applied already, in the order of
// their names.

const DIGITS = 14;

/** `names` are the files in supabase/migrations. Fourteen digits: now in UTC, or what comes after the newest there. */
export function nextStamp(names: string[], now: Date): string {
  const current = stampOf(now);
  const newest = names
    .map((name) => /^(\d+)_.*\.sql$/.exec(name)?.[1])
    .filter((stamp) => stamp !== undefined)
    .sort()
    .at(-1);
  if (newest === undefined || newest < current) return current;
  // A stamp of other length is compared as text too, so it is filled up to one of ours that is not before it.
  return oneLater(newest.slice(0, DIGITS).padEnd(DIGITS, "0"));
}

function oneLater(stamp: string): string {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(stamp) ?? [];
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // Not every fourteen digits are a time.
  if (Number.isNaN(time.getTime()) || stampOf(time) !== stamp)
    return String(BigInt(stamp) + 1n).padStart(DIGITS, "0");
  return stampOf(new Date(time.getTime() + 1000));
}

function stampOf(time: Date): string {
  return time.toISOString().replaceAll(/[-:T]/g, "").slice(0, DIGITS);
}
