// A view's last day in two charts: how stale its data was, and how long its refreshes took.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { RefreshDashboardError } from "../../../client/error.ts";
import { nowMs } from "../api/clock.ts";
import { formatSeconds } from "../i18n/format.ts";
import { Loading } from "../ui/empty.tsx";
import { ErrorBox } from "../ui/error-box.tsx";
import { Duration, Time } from "../ui/time.tsx";
import type { Status } from "../view/answers.ts";
import { Table } from "../view/table.tsx";
import { Chart } from "./chart.tsx";
import { addRuns, DAY_MS, type Day, loadDay } from "./day.ts";
import { readDurations, sumDurations, type Duration as Taken } from "./durations.ts";
import { drawStaleness, HOUR_MS, type Point, tellHours } from "./staleness.ts";
import { t } from "./text.ts";

const iso = (at: number) => new Date(at).toISOString();

export function DayCharts({ status }: { status: Status }) {
  const day = useSignal<Day | null>(null);
  const error = useSignal<RefreshDashboardError | null>(null);
  const round = useSignal(0);
  const { view, last_runs } = status;
  const settings = JSON.stringify(status.settings);
  useEffect(() => {
    const given = new AbortController();
    void loadDay(view, nowMs(), given.signal).then((loaded) => {
      if (given.signal.aborted) return;
      day.value = loaded.day ?? day.value;
      error.value = loaded.error;
    });
    return () => given.abort();
  }, [view, settings, round.value]);
  useEffect(() => {
    if (day.value === null) return;
    const next = addRuns(day.value, last_runs);
    if (next === null) round.value++;
    else day.value = next;
  }, [last_runs, day, round]);

  if (day.value === null)
    return error.value ? (
      <ErrorBox error={error.value} onAgain={() => round.value++} />
    ) : (
      <Loading rows={3} />
    );
  return (
    <>
      <StalenessChart status={status} day={day.value} />
      <DurationsChart day={day.value} to={Date.parse(status.now)} />
      {day.value.isCut ? <p class="quiet">{t("cut", { count: day.value.runs.length })}</p> : null}
    </>
  );
}

function StalenessChart({ status, day }: { status: Status; day: Day }) {
  const to = Date.parse(status.now);
  const from = Math.max(day.from, to - DAY_MS);
  const promise = status.promise.max_staleness_seconds;
  const points = useMemo(
    () => drawStaleness(day.runs, { at: to, stalenessSeconds: status.staleness_seconds }, from),
    [day, to, from, status.staleness_seconds],
  );
  const known = points.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  const drawings = useMemo(
    () => [
      {
        kind: "line" as const,
        label: t("legend_line"),
        ink: "line" as const,
        x: apart(points),
        y: points.map(({ seconds }) => seconds),
      },
    ],
    [points],
  );
  const marks = useMemo(() => day.changes.map(({ changed_at }) => Date.parse(changed_at)), [day]);
  const hasMarks = marks.length > 0;
  return (
    <Chart
      title={t("staleness")}
      summary={
        known.length === 0
          ? t("staleness_unknown")
          : t("staleness_sum", { worst: formatSeconds(Math.max(...known)), promise: formatSeconds(promise) })
      }
      note={t("staleness_note")}
      drawings={drawings}
      from={from}
      to={to}
      level={promise}
      marks={marks}
      legend={[
        { ink: "line", text: t("legend_line") },
        { ink: "level", text: t("legend_promise") },
        ...(hasMarks ? [{ ink: "mark" as const, text: t("legend_mark") }] : []),
      ]}
      formatValue={formatSeconds}
      table={<Hours points={points} day={day} to={to} promise={promise} />}
    />
  );
}

/** uPlot wants no two points at one place: the second of a fall is moved by a millisecond. */
function apart(points: readonly Point[]): number[] {
  let last = Number.NEGATIVE_INFINITY;
  return points.map(({ at }) => {
    last = at > last ? at : last + 1;
    return last;
  });
}

function Hours({ points, day, to, promise }: { points: Point[]; day: Day; to: number; promise: number }) {
  const refreshed = day.runs.flatMap(({ status, started_at, finished_at }) =>
    status === "succeeded" && started_at && finished_at ? [Date.parse(finished_at)] : [],
  );
  const changesIn = (at: number) =>
    day.changes.filter(({ changed_at }) => {
      const when = Date.parse(changed_at);
      return when >= at && when < at + HOUR_MS;
    }).length;
  return (
    <Table label={t("staleness")} heads={[t("hour"), t("worst"), t("kept"), t("refreshes")]}>
      {tellHours(points, refreshed, to).map(({ at, worstSeconds, refreshes }) => (
        <tr key={at}>
          <th scope="row">
            <Time at={iso(at)} form="time" />
          </th>
          <td>{worstSeconds === null ? t("not_known") : <Duration seconds={worstSeconds} />}</td>
          <td>{worstSeconds === null ? "–" : worstSeconds <= promise ? t("kept_yes") : t("kept_no")}</td>
          <td>
            {refreshes}
            {changesIn(at) > 0 ? ` · ${t("changed", { count: changesIn(at) })}` : ""}
          </td>
        </tr>
      ))}
    </Table>
  );
}

const MOST_ROWS = 50;

function DurationsChart({ day, to }: { day: Day; to: number }) {
  const from = Math.max(day.from, to - DAY_MS);
  const durations = useMemo(() => readDurations(day.runs, from), [day, from]);
  const drawings = useMemo(() => [draw(durations, true), draw(durations, false)], [durations]);
  const sum = sumDurations(durations);
  if (sum === null) return <p class="quiet">{t("durations_none")}</p>;
  return (
    <Chart
      title={t("durations")}
      summary={t("durations_sum", { median: formatSeconds(sum.median), longest: formatSeconds(sum.longest) })}
      drawings={drawings}
      from={from}
      to={to}
      legend={[
        { ink: "good", text: t("legend_good") },
        { ink: "bad", text: t("legend_bad") },
      ]}
      formatValue={formatSeconds}
      table={
        <>
          {durations.length > MOST_ROWS ? <p class="quiet">{t("last_of", { count: MOST_ROWS })}</p> : null}
          <Table label={t("durations")} heads={[t("ended"), t("took"), t("outcome")]}>
            {durations
              .slice(-MOST_ROWS)
              .reverse()
              .map(({ id, at, seconds, succeeded }) => (
                <tr key={id}>
                  <th scope="row">
                    <Time at={iso(at)} form="time" />
                  </th>
                  <td>
                    <Duration seconds={seconds} />
                  </td>
                  <td>{succeeded ? t("succeeded") : t("not_succeeded")}</td>
                </tr>
              ))}
          </Table>
        </>
      }
    />
  );
}

function draw(durations: readonly Taken[], succeeded: boolean) {
  const ours = durations.filter((each) => each.succeeded === succeeded);
  return {
    kind: "points" as const,
    label: t(succeeded ? "legend_good" : "legend_bad"),
    ink: succeeded ? ("good" as const) : ("bad" as const),
    x: ours.map(({ at }) => at),
    y: ours.map(({ seconds }) => seconds),
  };
}
