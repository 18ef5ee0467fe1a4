// What the way of a refresh costs.
import { z } from "zod";
import { both, define, machine, ms, percentiles, ratio } from "../section.ts";

export const chain = define(
  "chain",
  z.object({
    machine,
    coldUpSeconds: z.number(),
    warmUpSeconds: z.number(),
    triggerAnswers: z.object({ idleMs: percentiles, busyMs: percentiles, busyToIdle: percentiles }),
    chainOverhead: z.object({ edgeMs: percentiles, databaseMs: percentiles }),
  }),
  ({ triggerAnswers: { idleMs, busyMs, busyToIdle }, chainOverhead: { edgeMs, databaseMs } }) => ({
    title: "The way through pg_net, the function and the RPC",
    columns: ["p50", "p95"],
    rows: [
      both("the function's answer to a signed trigger, idle", "trigger-answer", idleMs, ms),
      both("the same while a refresh of 10 s runs", "trigger-answer-busy", busyMs, ms),
      both("ratio of the two", "trigger-answer-ratio", busyToIdle, ratio),
      both("from the tick to the start of its REFRESH", "tick-to-refresh", edgeMs, ms),
      both("the same without the function, in the database", "tick-to-refresh-database", databaseMs, ms),
    ],
  }),
);
