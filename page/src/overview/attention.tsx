// The worst there is to say of a view, in a sentence. What this page does not know it says in the database's words.

import type { ViewRow } from "../api/answers.ts";
import { nowMs } from "../api/clock.ts";
import { formatSeconds, formatTime } from "../i18n/format.ts";
import { visible } from "../ui/visible.ts";
import { t } from "./text.ts";

export function Attention({ row }: { row: ViewRow }) {
  if (row.attention === null) return null;
  return (
    <p class="attention" dir="auto" title={visible(row.attention.message)}>
      {visible(say(row, row.attention))}
    </p>
  );
}

function say(row: ViewRow, { code, message }: { code: string; message: string }): string {
  const reason = row.last_run?.error ?? t("unknownReason");
  switch (code) {
    case "suspended":
      return t("suspended", { count: row.consecutive_failures, reason });
    case "last_run_failed":
      return t("last_run_failed", { reason });
    case "paused":
      return sayPause(row);
    case "promise_broken":
      return t("promise_broken", { promise: formatSeconds(row.promise.max_staleness_seconds) });
    case "view_missing":
    case "not_a_materialized_view":
    case "not_populated":
    case "read_only":
    case "last_run_lost":
    case "cron_stalled":
    case "job_missing":
    case "job_paused":
    case "ticks_missing":
    case "function_failing":
      return t(code);
    case "not_known":
      return t(row.last_run?.status === "succeeded" ? "refreshed_elsewhere" : code);
    default:
      return message;
  }
}

function sayPause({ pause }: ViewRow): string {
  const by = t("pausedBy", { by: pause?.by ?? t("somebody") });
  const until = pause?.until ? ` ${t("pausedUntil", { time: formatTime(pause.until, nowMs()) })}` : "";
  return `${by}${until}${pause?.reason ? `: ${pause.reason}` : "."}`;
}
