// This tree against another.
import { z } from "zod";
import { count, define, machine, ms, percentiles, ratio } from "../section.ts";

const comparison = z.object({ here: percentiles, against: percentiles, ratio: percentiles });
export const house = define(
  "house",
  z.object({
    machine,
    trees: z.object({ here: z.string(), against: z.string() }),
    sqlLines: z.object({ here: z.number(), against: z.number(), ratio: z.number() }),
    figures: z.object({
      warmTickMs: comparison,
      newSessionTickMs: comparison,
      newSessionWithTickMs: comparison,
      emptySessionMs: comparison,
      tickToRefreshMs: comparison,
      bareRefreshMs: comparison,
      runMs: comparison,
      beyondRefreshMs: comparison,
    }),
  }),
  ({ trees, sqlLines, figures }) => {
    const row = (
      what: string,
      name: string,
      { here, against, ratio: shares }: z.infer<typeof comparison>,
    ) => ({
      what,
      figures: [
        { name, text: ms(here.p50) },
        { name: `${name}-p95`, text: ms(here.p95) },
        { name: `${name}-before`, text: ms(against.p50) },
        { name: `${name}-before-p95`, text: ms(against.p95) },
        { name: `${name}-ratio`, text: ratio(shares.p50) },
      ],
    });
    return {
      title: `${trees.here} against ${trees.against}, in one run`,
      columns: ["p50", "p95", "p50 before", "p95 before", "ratio of p50"],
      rows: [
        row("a tick that skips, 5 sources, in a session that stays", "house-tick", figures.warmTickMs),
        row("the same in a session of its own", "house-tick-new-session", figures.newSessionTickMs),
        row("the same with logging in", "house-session-with-tick", figures.newSessionWithTickMs),
        row("a session that asks for nothing", "house-empty-session", figures.emptySessionMs),
        row("from the tick to the start of its REFRESH", "house-tick-to-refresh", figures.tickToRefreshMs),
        row("REFRESH of the demo's view, by hand", "house-bare-refresh", figures.bareRefreshMs),
        row("a run of the same view", "house-run", figures.runMs),
        row("what it takes beyond its REFRESH", "house-beyond-refresh", figures.beyondRefreshMs),
        {
          what: "lines of SQL sources",
          figures: [
            { name: "house-sql-lines", text: count(sqlLines.here) },
            { name: "", text: "" },
            { name: "house-sql-lines-before", text: count(sqlLines.against) },
            { name: "", text: "" },
            { name: "house-sql-lines-ratio", text: ratio(sqlLines.ratio) },
          ],
        },
      ],
    };
  },
);
