// Why a view is in its state, and the facts of it.

import { nowMs } from "../api/clock.ts";
import { formatFullTime, formatMs, formatSeconds, formatTime } from "../i18n/format.ts";
import { CodeToPaste } from "../ui/copy.tsx";
import { Problem } from "../ui/problem.tsx";
import { Time } from "../ui/time.tsx";
import { visible } from "../ui/visible.ts";
import type { Status } from "./answers.ts";
import { ScheduleText } from "./schedule-text.tsx";
import { t } from "./text.ts";
import { type Reason, tellWhy } from "./why.ts";

const time = (iso: string) => formatTime(iso, nowMs());
const since = (iso: string) => formatSeconds(Math.max(0, (nowMs() - Date.parse(iso)) / 1000));

export function WhyBox({ status }: { status: Status }) {
  return (
    <section class="card">
      <h2>{t("why")}</h2>
      <ul class="reasons">
        {tellWhy(status).map((reason) => (
          <li key={reason.key} dir="auto">
            {sentenceOf(reason)}
          </li>
        ))}
      </ul>
      <Problems status={status} />
    </section>
  );
}

function sentenceOf(reason: Reason): string {
  switch (reason.key) {
    case "missing":
      return t("why_missing");
    case "unknown":
      return t("why_unknown");
    case "no_job":
      return t("why_no_job");
    case "fresh":
      return t("why_fresh", {
        age: formatSeconds(reason.seconds),
        promise: formatSeconds(reason.promiseSeconds),
      });
    case "stale":
      return t("why_stale", { age: formatSeconds(reason.seconds), over: formatSeconds(reason.overSeconds) });
    case "refreshing":
      return t("why_refreshing", { age: since(reason.since) });
    case "paused":
      return [
        reason.by === null ? t("why_paused") : t("why_paused_by", { by: visible(reason.by) }),
        reason.reason === null ? "" : t("why_reason", { reason: visible(reason.reason) }),
        reason.until === null ? t("why_until_resumed") : t("why_until", { time: time(reason.until) }),
      ]
        .filter((each) => each !== "")
        .join(" ");
    case "suspended":
      return [
        t("why_suspended"),
        reason.retryAt === null ? "" : t("why_retry", { time: time(reason.retryAt) }),
      ]
        .join(" ")
        .trim();
    case "last_failed":
      return t("why_last_failed", { message: visible(reason.message ?? "") });
  }
}

function Problems({ status: { problems } }: { status: Status }) {
  if (problems.length === 0) return <p class="quiet">{t("no_problems")}</p>;
  return (
    <>
      <h3>{t("problems")}</h3>
      <ul class="problems">
        {problems.map(({ code, severity, message, hint }) => (
          <li key={`${code} ${message}`}>
            <Problem severity={severity} message={message} hint={hint} code={code} />
          </li>
        ))}
      </ul>
    </>
  );
}

export function Facts({ status }: { status: Status }) {
  const { data_as_of, verified_at, promise, job, path, skip, last_24_hours: day, settings } = status;
  const schedule = String(job?.schedule ?? settings.schedule ?? "");
  const zone = typeof settings.time_zone === "string" ? settings.time_zone : (job?.time_zone ?? null);
  return (
    <section class="card">
      <h2>{t("facts")}</h2>
      <dl class="facts-list">
        <dt>{t("data_as_of")}</dt>
        <dd>
          <Time at={data_as_of} />
          {data_as_of === null ? null : <span class="quiet"> · {formatFullTime(data_as_of)}</span>}
        </dd>
        {verified_at === null ? null : (
          <>
            <dt>{t("verified_at")}</dt>
            <dd>
              <Time at={verified_at} />
            </dd>
          </>
        )}
        <dt>{t("promise")}</dt>
        <dd>
          {t(promise.kept === false ? "promise_broken" : "promise_kept", {
            age: formatSeconds(promise.max_staleness_seconds),
          })}
        </dd>
        <dt>{t("schedule")}</dt>
        <dd>
          <ScheduleText schedule={schedule} />
          {zone === null ? null : <span class="quiet"> · {visible(zone)}</span>}
        </dd>
        <dt>{t("next_run")}</dt>
        <dd>
          {job?.next_run_at ? (
            <>
              <Time at={job.next_run_at} fine /> <span class="quiet">· {time(job.next_run_at)}</span>
            </>
          ) : (
            t("no_next_run")
          )}
        </dd>
        <dt>{t("path")}</dt>
        <dd>
          {t(path.effective === "edge" ? "path_edge" : "path_database")}
          {path.reason === null ? null : <p class="quiet">{path.reason}</p>}
        </dd>
        <dt>{t("skip")}</dt>
        <dd>
          {t(skip.possible ? "skip_possible" : "skip_impossible")}
          {skip.reason === null ? null : (
            <p class="quiet" dir="auto">
              {visible(skip.reason)}
            </p>
          )}
          {skip.instead === null ? null : (
            <>
              <p class="quiet">{t("skip_instead")}</p>
              <CodeToPaste text={skip.instead} />
            </>
          )}
        </dd>
        <dt>{t("last_day")}</dt>
        <dd>
          {t("last_day_runs", { count: day.runs })}, {t("last_day_refreshes", { count: day.refreshes })}
          {day.refreshes === 0
            ? null
            : ` ${t("last_day_took", { age: formatSeconds(day.seconds_refreshing) })}`}
          {day.p95_duration_ms === null ? null : ` (p95 ${formatMs(day.p95_duration_ms)})`}
          {day.failed + day.lost === 0 ? null : (
            <p>{t("last_day_bad", { failed: day.failed, lost: day.lost })}</p>
          )}
        </dd>
      </dl>
    </section>
  );
}
