// Times and durations.

import { eachSecond, eachTenSeconds, nowMs, secondsUntil } from "../api/clock.ts";
import { formatDistance, formatFullTime, formatMs, formatSeconds, formatTime } from "../i18n/format.ts";
import { t } from "./text.ts";

type Form = "distance" | "time";

/** A time: how far it is from now, or the time of day; in full when it is pointed at. Null is "never". */
export function Time({
  at,
  form = "distance",
  fine = false,
}: {
  at: string | null;
  form?: Form;
  fine?: boolean;
}) {
  if (at === null) return <span class="quiet">{t("never")}</span>;
  if (form === "distance") void (fine ? eachSecond : eachTenSeconds).value;
  return (
    <time dateTime={at} title={formatFullTime(at)}>
      {form === "distance" ? formatDistance(secondsUntil(at)) : formatTime(at, nowMs())}
    </time>
  );
}

/** A duration in words; a dash where it is not known. */
export function Duration({ seconds, ms }: { seconds?: number | null; ms?: number | null }) {
  if (seconds !== undefined && seconds !== null) return <span class="figure">{formatSeconds(seconds)}</span>;
  if (ms !== undefined && ms !== null) return <span class="figure">{formatMs(ms)}</span>;
  return <span class="quiet">–</span>;
}
