// What people look at.
import { z } from "zod";
import { both, count, define, machine, ms, percentiles } from "../section.ts";

export const operate = define(
  "operate",
  z.object({ machine, runs: z.number(), figures: z.record(z.string(), percentiles) }),
  ({ runs, figures }) => {
    const row = (what: string, name: string, key: string) => {
      const figure = figures[key];
      if (figure === undefined) throw new Error(`results/operate.json has no "${key}"`);
      return both(what, name, figure, ms);
    };
    return {
      title: `What people look at, with ${count(runs)} runs in the ledger`,
      columns: ["p50", "p95"],
      rows: [
        row("all of 20 views", "overview-20", "overview, 20 views"),
        row("all of 50 views", "overview-50", "overview, 50 views"),
        row("all of 50 views with 30 runs each", "overview-50-runs", "overview, 30 runs each, 50 views"),
        row("the status of one of 20 views", "status", "status, 20 views"),
        row("a page of its runs", "runs-page", "runs, 20 views"),
        row("a page of its runs that failed", "runs-page-failed", "failed runs, 20 views"),
        row("the metrics of 50 views", "metrics-50", "metrics, 50 views"),
        row("the doctor of 50 views", "doctor-50", "doctor, 50 views"),
        row(
          "`refresh-dashboard status` to its first line",
          "cli-status",
          "the first line of status, command line",
        ),
        row("the page's first paint, processor four times slower", "page-paint", "the page, first paint"),
        row("its rows", "page-rows", "the page, its rows"),
      ],
    };
  },
);
