// What readers notice.
import { z } from "zod";
import { define, machine, one, ratio } from "../section.ts";

export const readers = define(
  "readers",
  z.object({ machine, p50: z.object({ ratio: z.number() }), p99: z.object({ ratio: z.number() }) }),
  ({ p50, p99 }) => ({
    title: "A dashboard query during back-to-back refreshes",
    columns: ["ratio to without"],
    rows: [one("p50", "reader", ratio(p50.ratio)), one("p99", "reader-p99", ratio(p99.ratio))],
  }),
);
