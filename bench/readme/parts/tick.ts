// What a tick that skips costs.
import { z } from "zod";
import { both, define, machine, ms, percentiles } from "../section.ts";

export const tick = define(
  "tick",
  z.object({ machine, figures: z.record(z.string(), z.object({ serverMs: percentiles })) }),
  ({ figures }) => {
    const of = (key: string) => {
      const figure = figures[key];
      if (figure === undefined) throw new Error(`results/tick.json has no "${key}"`);
      return figure.serverMs;
    };
    return {
      title: "A tick that skips",
      columns: ["p50", "p95"],
      rows: [
        both("5 sources, in a session that stays", "tick", of("tick, 5 sources, session that stays"), ms),
        both("500 sources", "tick-500-sources", of("tick, 500 sources, session that stays"), ms),
        both(
          "5 sources, in a session of its own, as pg_cron opens one",
          "tick-new-session",
          of("tick, 5 sources, new session"),
          ms,
        ),
        both(
          "the watchdog with nothing to do, in a session of its own",
          "watchdog-new-session",
          of("watchdog with nothing to do, new session"),
          ms,
        ),
      ],
    };
  },
);
