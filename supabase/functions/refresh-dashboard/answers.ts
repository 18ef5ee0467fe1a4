// What the database answers, checked before anything is decided on it. The members this function relies on are checked
// in full; others pass through, so that the database may add to its answers without this function being deployed anew.

import { z } from "zod";

const instant = z.string().nullable();

/** One attempt to refresh (docs/contract.md, "Run"). */
export const Run = z.looseObject({
  id: z.guid(),
  view: z.string(),
  trigger: z.string(),
  path: z.string(),
  status: z.enum(["queued", "succeeded", "failed", "lost"]),
  running: z.boolean(),
  requested_at: z.string(),
  started_at: instant,
  finished_at: instant,
  duration_ms: z.number().nullable(),
  data_as_of: instant,
  error: z
    .looseObject({
      sqlstate: z.string().nullable().optional(),
      message: z.string().nullable().optional(),
      hint: z.string().nullable().optional(),
    })
    .nullable(),
});

/** A view's state now. */
export const Status = z.looseObject({
  view: z.string(),
  state: z.string(),
  paused: z.boolean(),
  settings: z.looseObject({}),
  last_runs: z.array(Run),
  problems: z.array(z.looseObject({ code: z.string(), message: z.string() })),
});

/** A page of the ledger, newest first. */
export const RunPage = z.looseObject({ view: z.string(), runs: z.array(Run), next: z.guid().nullable() });

/** The settings before and after a change. */
export const Reconfigured = z.looseObject({
  view: z.string(),
  before: z.looseObject({}),
  after: z.looseObject({}),
});

/** How far a view is from its definition; the counts are there when the comparison was `complete`. */
export const Drift = z.looseObject({ view: z.string(), by: z.string().nullable(), complete: z.boolean() });

/** A message to the alert webhook (docs/contract.md, "Alerts"). */
export const Alert = z.looseObject({
  id: z.guid(),
  kind: z.string(),
  status: z.enum(["pending", "sent", "delivered", "failed", "unsent"]),
  error: z.string().nullable(),
});

/** Whether every managed view keeps its promise. */
export const Health = z.looseObject({ fresh: z.boolean() });

export type Alert = z.infer<typeof Alert>;
export type Run = z.infer<typeof Run>;
export type Status = z.infer<typeof Status>;
export type RunPage = z.infer<typeof RunPage>;
export type Reconfigured = z.infer<typeof Reconfigured>;
export type Drift = z.infer<typeof Drift>;
