// What the settings in the form would do, as the database says it.

import { formatSeconds } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { Problem } from "../ui/problem.tsx";
import { Time } from "../ui/time.tsx";
import { visible } from "../ui/visible.ts";
import { ScheduleText } from "../view/schedule-text.tsx";
import type { Preview } from "./answers.ts";
import { t } from "./text.ts";
import type { SettingsFormState } from "./use-settings.ts";

export function PreviewBox({ form, preview }: { form: SettingsFormState; preview: Preview }) {
  const { schedule, promise, changes, problems } = preview;
  const isToldSo = problems.some(({ code }) => code === "schedule_too_slow");
  const suggested = promise.suggested_schedule;
  return (
    <section class="preview" role="status" aria-label={t("dry_run")}>
      <h3>{t("dry_run")}</h3>
      <p class="quiet">{t("not_saved")}</p>
      <ul>
        {changes.map((sentence) => (
          <li key={sentence} dir="auto">
            {visible(sentence)}
          </li>
        ))}
      </ul>
      {schedule === null ? null : (
        <>
          <p>
            <ScheduleText schedule={schedule.schedule} />
            {schedule.time_zone === null ? null : <span class="quiet"> · {visible(schedule.time_zone)}</span>}
          </p>
          {schedule.firings.length === 0 ? (
            <p>{t("no_firings")}</p>
          ) : (
            <>
              <p>{t("would_fire")}</p>
              <ol class="firings">
                {schedule.firings.map((at) => (
                  <li key={at}>
                    <Time at={at} form="time" /> <span class="quiet">· </span>
                    <Time at={at} />
                  </li>
                ))}
              </ol>
            </>
          )}
        </>
      )}
      {promise.reachable === null ? null : promise.reachable ? (
        <p class="tone-good">
          {t("promise_reachable", { age: formatSeconds(promise.max_staleness_seconds) })}
        </p>
      ) : isToldSo ? null : (
        <Problem
          severity="warning"
          message={t("promise_unreachable", { age: formatSeconds(promise.max_staleness_seconds) })}
          hint={promise.reason}
        />
      )}
      {suggested === null ? null : (
        <p>
          <Button small onPress={() => form.enter("schedule", suggested)}>
            {t("suggested", { schedule: visible(suggested) })}
          </Button>
        </p>
      )}
      {problems.length === 0 ? null : (
        <>
          <p>{t("problems")}</p>
          <ul class="problems">
            {problems.map(({ code, severity, message, hint }) => (
              <li key={`${code} ${message}`}>
                <Problem severity={severity} message={message} hint={hint} code={code} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
