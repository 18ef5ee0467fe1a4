// What the database finds out about a view, managed or not.
import { z } from "zod";
import type { Query } from "../database/database.ts";

const verdict = z.object({
  possible: z.boolean(),
  reason: z.string().nullable().default(null),
  statement: z.string().nullable().default(null),
});

const examination = z.object({
  view: z.string(),
  kind: z.string(),
  managed: z.boolean(),
  owner: z.string(),
  may_refresh: verdict,
  populated: z.boolean(),
  rows: z.number().nullable(),
  rows_exact: z.boolean().default(false),
  bytes: z.number().nullable(),
  unique_indexes: z.array(
    z.object({
      name: z.string(),
      definition: z.string(),
      usable: z.boolean(),
      reason: z.string().nullable().default(null),
    }),
  ),
  proposed_index: z
    .object({
      statement: z.string().nullable(),
      reason: z.string().nullable().default(null),
    })
    .nullable(),
  concurrently: z.object({
    possible: z.boolean(),
    missing: z.array(
      z.object({ what: z.string(), sentence: z.string(), statement: z.string().nullable().default(null) }),
    ),
  }),
  skip: z.object({
    possible: z.boolean(),
    reason: z.string().nullable(),
    expression: z.string().nullable().default(null),
    instead: z.string().nullable().default(null),
  }),
  sources: z.array(
    z.object({
      name: z.string(),
      kind: z.string(),
      rows: z.number().nullable(),
      statistics: z.boolean(),
    }),
  ),
  jobs: z.array(
    z.object({
      id: z.number(),
      name: z.string().nullable(),
      schedule: z.string(),
      active: z.boolean(),
      owner: z.string(),
      does_only_this: z.boolean(),
      would_be_taken_over: z.boolean(),
      command: z.string(),
      statement: z.string().nullable().default(null),
    }),
  ),
  measured: z
    .object({
      duration_ms: z.number().nullable(),
      method: z.string().nullable().default(null),
      reason: z.string().nullable().default(null),
    })
    .nullable(),
});

export type Examination = z.infer<typeof examination>;

/** Nothing of it is kept. `measure` refreshes the view once and takes that back, where no reader is blocked by it. */
export async function examine(query: Query, view: string, measure: boolean): Promise<Examination> {
  const [row] = await query("select dashboard_refresh.examine($1::text, $2::boolean) as examined", [
    view,
    measure,
  ]);
  return z.object({ examined: examination }).parse(row).examined;
}
