// The buttons of the acts. For a viewer they are not there: a button that is refused when it is pressed teaches nothing.

import "./acts.css";
import { eachSecond, secondsUntil } from "../api/clock.ts";
import { mayAct } from "../api/me.ts";
import { formatMs, formatSeconds } from "../i18n/format.ts";
import { Button } from "../ui/button.tsx";
import { StateShape } from "../ui/state-badge.tsx";
import { visible } from "../ui/visible.ts";
import { cancelRun, refreshView, resumeView } from "./acts.tsx";
import { followed } from "./follow-run.ts";
import { askToPause } from "./pause-dialog.tsx";
import { t } from "./text.ts";

interface Subject {
  view: string;
  paused: boolean;
  /** The run that goes on, whoever asked for it. */
  refreshing: { run_id: string; since: string } | null;
  /** How long it took last, for the progress. */
  usualMs: number | null;
}

/** The one act of a view at a glance: refresh, or resume where it is paused; progress and a way to cancel meanwhile. */
export function MainAct({ subject }: { subject: Subject }) {
  const { view, paused } = subject;
  const mine = followed.value[view];
  const name = visible(view);
  if (mine !== undefined || subject.refreshing !== null) return <Progress subject={subject} />;
  if (!mayAct.value) return null;
  if (paused)
    return (
      <Button small label={t("resumeOf", { view: name })} onPress={() => void resumeView(view)}>
        {t("resume")}
      </Button>
    );
  return (
    <Button small label={t("refreshOf", { view: name })} onPress={() => void refreshView(view)}>
      {t("refresh")}
    </Button>
  );
}

/** A refresh that goes on: for how long, how long it usually takes, and how to stop it. */
export function Progress({ subject: { view, refreshing, usualMs } }: { subject: Subject }) {
  void eachSecond.value;
  const mine = followed.value[view];
  const runId = mine?.run?.id ?? refreshing?.run_id ?? null;
  const elapsedMs =
    mine !== undefined
      ? performance.now() - mine.since
      : refreshing === null
        ? 0
        : Math.max(0, -secondsUntil(refreshing.since) * 1000);
  const isWaiting = mine?.run !== null && mine?.run !== undefined && !mine.run.running && refreshing === null;
  return (
    <div class="progress">
      <span class="progress-words" role="status">
        <StateShape word="running" size={13} />
        {mine?.run?.cancelling
          ? t("cancelling")
          : isWaiting
            ? t("waiting")
            : t("refreshingFor", { duration: formatSeconds(Math.floor(elapsedMs / 1000)) })}
      </span>
      <progress
        aria-label={t("refreshing")}
        max={1}
        {...(usualMs === null || usualMs <= 0 ? {} : { value: Math.min(0.97, elapsedMs / usualMs) })}
      />
      <span class="progress-foot">
        {usualMs === null ? null : <span class="quiet">{t("usually", { duration: formatMs(usualMs) })}</span>}
        {mayAct.value && runId !== null ? (
          <Button
            small
            kind="quiet"
            label={t("cancelOf", { view: visible(view) })}
            onPress={() => void cancelRun({ id: runId, view })}
          >
            {t("cancel")}
          </Button>
        ) : null}
      </span>
    </div>
  );
}

/** All acts of a view, for the page that it has for itself. */
export function AllActs({ subject }: { subject: Subject }) {
  return (
    <div class="acts">
      <MainAct subject={subject} />
      {mayAct.value && !subject.paused ? (
        <Button
          small
          kind="quiet"
          label={t("pauseOf", { view: visible(subject.view) })}
          onPress={() => askToPause(subject.view)}
        >
          {t("pause")}
        </Button>
      ) : null}
    </div>
  );
}
