// The figures of the load: what they are meant to be, and as tables.
import { type Aim, atMost, printAims } from "../support/aims.ts";
import { type Percentiles, percentiles, round } from "../support/percentiles.ts";
import { greatestGrowth, memoryGrowth } from "./growth.ts";
import { countBy, type Ledger } from "./ledger.ts";
import type { Minutes, Tick } from "./minutes.ts";
import type { TableSizes } from "./tables.ts";

const WATCHDOG_AIM_MS = 5;
const MEMORY_AIM = 1.25;
/** What a tick says that has put a run into the ledger. */
const ASKED = ["requested", "succeeded", "failed"];

export interface LoadFigures {
  views: number;
  minutes: number;
  tickSessions: number;
  hour: Minutes;
  ledger: Ledger;
  /** Milliseconds of calls that found nothing to do. */
  watchdogOneView: number[];
  watchdogAllViews: number[];
  rescueAllViews: number[];
  tables: { afterHour: TableSizes; afterRetention: TableSizes; afterSecondRound: TableSizes };
  driftRows: { afterHour: number; atEnd: number };
  answersKeptTooLong: number;
  arePartsTheSame: boolean;
}

/** What of the figures is kept and shown. */
export function summarize(figures: LoadFigures) {
  const { hour, ledger, tables, driftRows } = figures;
  const answered = ledger.answers["202"] ?? 0;
  return {
    views: figures.views,
    minutes: figures.minutes,
    tickSessions: figures.tickSessions,
    seconds: round(hour.seconds, 0),
    ledger,
    requests: sumOf(ledger.answers),
    requestsNotAccepted: sumOf(ledger.answers) - answered,
    answeredPerSecond: round(answered / hour.seconds, 1),
    ticks: ticksBySaying(hour.ticks),
    ticksWithoutRun: hour.ticks.filter(({ said }) => ASKED.includes(said)).length - ledger.askedByTicks,
    watchdogMs: {
      oneViewWell: percentiles(figures.watchdogOneView),
      allViewsWell: percentiles(figures.watchdogAllViews),
      ofTheMinute: percentiles(hour.watchdogMs),
    },
    rescueMs: { allViewsWell: percentiles(figures.rescueAllViews) },
    memory: memoryGrowth(hour.samples),
    memoryMib: hour.samples.map(({ minute, memory }) => ({ minute, ...memory })),
    tables: {
      afterTenMinutes: hour.samples.find(({ minute }) => minute === 10)?.tables ?? {},
      ...tables,
    },
    driftRows,
    answersKeptTooLong: figures.answersKeptTooLong,
    arePartsTheSame: figures.arePartsTheSame,
  };
}

export type LoadSummary = ReturnType<typeof summarize>;

export function judge({ ledger, memory, tables, ...summary }: LoadSummary): Aim[] {
  return [
    atMost("runs that are not final, 0", ledger.notFinal, 0),
    atMost("runs that were lost, 0", ledger.lost, 0),
    atMost("runs that failed, of views that are well, 0", ledger.failed, 0),
    atMost("ticks that asked for a run the ledger does not have, 0", Math.abs(summary.ticksWithoutRun), 0),
    atMost("requests that were not accepted, 0", summary.requestsNotAccepted, 0),
    atMost("rows of drift after the hour, views that are well, 0", summary.driftRows.afterHour, 0),
    atMost("rows of drift at the end, all views, 0", summary.driftRows.atEnd, 0),
    atMost("parts that were started anew, 0", Number(!summary.arePartsTheSame), 0),
    ...Object.entries(memory).map(([name, { ratio }]) =>
      atMost(`memory of ${name}, last third to middle third, ≤ ${MEMORY_AIM}`, ratio, MEMORY_AIM),
    ),
    atMost("runs, alerts and log rows that retention leaves, 0", rowsLeft(tables.afterRetention), 0),
    atMost("answers that pg_net keeps too long, 0", summary.answersKeptTooLong, 0),
    atMost(
      "greatest growth of a table, second round after retention to first round, ≤ 1",
      greatestGrowth(tables.afterHour, tables.afterSecondRound),
      1,
    ),
    atMost(
      `p50 of the watchdog, one view, well, ≤ ${WATCHDOG_AIM_MS} ms`,
      summary.watchdogMs.oneViewWell.p50,
      WATCHDOG_AIM_MS,
    ),
    atMost(
      `p50 of a rescue job that finds nothing to do, ≤ ${WATCHDOG_AIM_MS} ms`,
      summary.rescueMs.allViewsWell.p50,
      WATCHDOG_AIM_MS,
    ),
  ];
}

export function printLoad(summary: LoadSummary, aims: readonly Aim[]): void {
  const { ledger, watchdogMs } = summary;
  console.log(
    `${summary.minutes} minutes in ${summary.seconds} s: ${summary.requests} requests, ` +
      `${summary.answeredPerSecond} answered a second; ${ledger.servedByAnother} runs served by another`,
  );
  console.table(Object.fromEntries(Object.entries(ledger.runs).map(([kind, runs]) => [kind, { runs }])));
  console.table(
    Object.fromEntries(
      Object.entries(summary.ticks).map(([said, { ticks, serverMs }]) => [
        `tick: ${said}`,
        { ticks, "p50 (ms)": serverMs.p50, "p95 (ms)": serverMs.p95 },
      ]),
    ),
  );
  const times = ({ p50, p95 }: Percentiles) => ({ "p50 (ms)": p50, "p95 (ms)": p95 });
  console.table({
    "run of the function, request to end": times(ledger.edgeRunMs),
    "watchdog, one view, well": times(watchdogMs.oneViewWell),
    [`watchdog, ${summary.views} views, all well`]: times(watchdogMs.allViewsWell),
    "watchdog of the minute": times(watchdogMs.ofTheMinute),
    [`a rescue job, ${summary.views} views, all well`]: times(summary.rescueMs.allViewsWell),
  });
  console.table(
    Object.fromEntries(
      Object.entries(summary.memory).map(([name, { firstMib, middleThirdMib, lastThirdMib, ratio }]) => [
        name,
        { "first (MiB)": firstMib, "middle third": middleThirdMib, "last third": lastThirdMib, ratio },
      ]),
    ),
  );
  printTables(summary.tables);
  printAims(aims);
}

function printTables(tables: LoadSummary["tables"]): void {
  const cell = (sizes: TableSizes, table: string) => {
    const size = sizes[table] ?? { rows: Number.NaN, bytes: Number.NaN };
    return `${size.rows} in ${round(size.bytes / 1024, 0)} KiB`;
  };
  console.table(
    Object.fromEntries(
      Object.keys(tables.afterHour).map((table) => [
        table,
        {
          "10 minutes": cell(tables.afterTenMinutes, table),
          "the hour, vacuumed": cell(tables.afterHour, table),
          "retention, vacuumed": cell(tables.afterRetention, table),
          "10 more, vacuumed": cell(tables.afterSecondRound, table),
        },
      ]),
    ),
  );
}

function ticksBySaying(ticks: readonly Tick[]): Record<string, { ticks: number; serverMs: Percentiles }> {
  const counts = countBy(ticks, ({ said }) => said);
  const timesOf = (of: readonly Tick[]) =>
    percentiles(
      of.map(({ serverMs }) => serverMs),
      2,
    );
  return {
    all: { ticks: ticks.length, serverMs: timesOf(ticks) },
    ...Object.fromEntries(
      Object.entries(counts).map(([said, count]) => [
        said,
        { ticks: count, serverMs: timesOf(ticks.filter((tick) => tick.said === said)) },
      ]),
    ),
  };
}

const rowsLeft = (tables: TableSizes): number =>
  ["dashboard_refresh.runs", "dashboard_refresh.alerts", "cron.job_run_details"].reduce(
    (rows, table) => rows + (tables[table]?.rows ?? 0),
    0,
  );

const sumOf = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
