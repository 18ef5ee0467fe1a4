// The hour of load.
import { z } from "zod";
import { count, define, machine, ms, one, percentiles } from "../section.ts";

export const load = define(
  "load",
  z.object({
    machine,
    views: z.number(),
    minutes: z.number(),
    seconds: z.number(),
    ledger: z.object({ runs: z.record(z.string(), z.number()), notFinal: z.number(), lost: z.number() }),
    watchdogMs: z.object({ oneViewWell: percentiles, allViewsWell: percentiles }),
    // Not in results from before there were rescue jobs.
    rescueMs: z.object({ allViewsWell: percentiles }).optional(),
    memory: z.record(z.string(), z.object({ ratio: z.number() })),
    tables: z.object({ afterRetention: z.record(z.string(), z.object({ rows: z.number() })) }),
  }),
  ({ views, minutes, seconds, ledger, watchdogMs, rescueMs, memory, tables }) => {
    const rowsLeft = ["dashboard_refresh.runs", "dashboard_refresh.alerts", "cron.job_run_details"]
      .map((table) => tables.afterRetention[table]?.rows ?? 0)
      .reduce((total, rows) => total + rows, 0);
    const runs = Object.values(ledger.runs).reduce((total, number) => total + number, 0);
    return {
      title: `${minutes} minutes of ticks for ${views} views, in ${seconds} seconds`,
      columns: [""],
      rows: [
        one("runs", "load-runs", count(runs)),
        one("of them not final", "load-not-final", count(ledger.notFinal)),
        one("of them lost", "load-lost", count(ledger.lost)),
        one(
          "memory of the last third to the middle third, the part that grows most",
          "load-memory",
          Math.max(...Object.values(memory).map((part) => part.ratio)).toFixed(2),
        ),
        one("rows of runs, alerts and pg_cron's log after retention", "load-rows-left", count(rowsLeft)),
        one("the watchdog, one view that is well, p50", "watchdog-one-view", ms(watchdogMs.oneViewWell.p50)),
        one(`the watchdog, ${views} views that are well, p50`, "watchdog", ms(watchdogMs.allViewsWell.p50)),
        ...(rescueMs === undefined
          ? []
          : [one("a rescue job with nothing to do, p50", "rescue", ms(rescueMs.allViewsWell.p50))]),
      ],
    };
  },
);
