// What the Edge Function weighs.
import { z } from "zod";
import { define, machine, ms, one, percentiles } from "../section.ts";

export const functionSize = define(
  "function-size",
  z.object({
    machine,
    bundleKb: z.number(),
    coldStartMs: z.object({ sources: percentiles, bundle: percentiles }),
  }),
  ({ bundleKb, coldStartMs }) => ({
    title: "What the Edge Function weighs",
    columns: ["figure"],
    rows: [
      one("in one file, minified", "function-size", `${bundleKb} KB`),
      one("from the start of Deno to the first answer, p50", "cold-start", ms(coldStartMs.sources.p50)),
      one("the same from one file", "cold-start-bundle", ms(coldStartMs.bundle.p50)),
    ],
  }),
);
