// The age of a view's data as a bar against its promise.

import type { ViewRow } from "../api/answers.ts";
import { eachTenSeconds, nowMs } from "../api/clock.ts";
import { formatAge, formatFullTime, formatSeconds, formatTime } from "../i18n/format.ts";
import { ageOf, PROMISE_AT, shareOf } from "./age.ts";
import { t } from "./text.ts";

export function FreshnessBar({ row, answeredAtMs }: { row: ViewRow; answeredAtMs: number }) {
  void eachTenSeconds.value;
  const age = ageOf(row, (nowMs() - answeredAtMs) / 1000);
  const allowed = row.promise.max_staleness_seconds;
  const promise = formatSeconds(allowed);
  const tone = age === null ? "odd" : row.promise.kept === false || age > allowed ? "warn" : "good";
  const words = age === null ? null : formatAge(age);
  return (
    <div class="freshness">
      <p class="freshness-words">
        {row.data_as_of === null ? (
          <span class="quiet">{t("asOfUnknown")}</span>
        ) : (
          <time dateTime={row.data_as_of} title={formatFullTime(row.data_as_of)}>
            {t("asOf", { time: formatTime(row.data_as_of, nowMs()) })}
          </time>
        )}
        <span class="freshness-age">
          <span class={`figure tone-${tone}`}>{words ?? t("ageUnknown")}</span>{" "}
          <span class="quiet">{t("ofPromise", { promise })}</span>
        </span>
      </p>
      <div
        class={`bar bar-${tone}`}
        aria-hidden="true"
        style={{ "--share": age === null ? 1 : shareOf(age, allowed), "--promise": PROMISE_AT }}
      >
        <span class="bar-fill" />
        <span class="bar-promise" />
      </div>
    </div>
  );
}
