// What is answered, by the database to this function and by this function to its callers. The members this function
// relies on are checked in full; others pass through, so that the database may add to its answers without this function
// being deployed again.

import * as z from "zod/mini";

const instant = z.nullable(z.string());

/** One attempt to refresh (docs/contract.md, "Run"). */
export const Run = z.looseObject({
  id: z.guid(),
  view: z.string(),
  status: z.enum(["queued", "succeeded", "failed", "lost"]),
  running: z.boolean(),
  trigger: z.string(),
  path: z.string(),
  requested_at: z.string(),
  started_at: instant,
  finished_at: instant,
  duration_ms: z.nullable(z.number()),
  data_as_of: instant,
  error: z.nullable(
    z.looseObject({
      sqlstate: z.optional(z.nullable(z.string())),
      kind: z.optional(z.nullable(z.string())),
      message: z.optional(z.nullable(z.string())),
      hint: z.optional(z.nullable(z.string())),
    }),
  ),
});

/** Something about a view that somebody should know of, in `status`. */
export const StatusProblem = z.looseObject({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  hint: z.optional(z.nullable(z.string())),
});

/** A view's state now. `version` is that of the database part. */
export const Status = z.looseObject({
  view: z.string(),
  state: z.string(),
  paused: z.boolean(),
  suspended: z.optional(z.nullable(z.looseObject({ retry_at: instant }))),
  settings: z.looseObject({}),
  last_runs: z.array(Run),
  problems: z.array(StatusProblem),
  version: z.optional(z.nullable(z.string())),
  now: z.optional(z.string()),
});

/** A page of the ledger, newest first; `next` is the `before` of the page that follows. */
export const RunPage = z.looseObject({
  view: z.string(),
  runs: z.array(Run),
  next: z.nullable(z.guid()),
});

/** A view's settings, and how often they were saved. */
export const ViewSettings = z.looseObject({
  view: z.string(),
  revision: z.int(),
  settings: z.looseObject({}),
});

/** The settings before and after a change, and the revision that the change made. */
export const Reconfigured = z.looseObject({
  view: z.string(),
  before: z.looseObject({}),
  after: z.looseObject({}),
  revision: z.optional(z.int()),
});

/** How far a view is from its definition; the counts are there when the comparison was `complete`. */
export const Drift = z.looseObject({
  view: z.string(),
  by: z.nullable(z.string()),
  complete: z.boolean(),
});

/** A message to the alert webhook (docs/contract.md, "Alerts"). */
export const Alert = z.looseObject({
  id: z.guid(),
  kind: z.string(),
  status: z.enum(["pending", "sent", "delivered", "failed", "unsent"]),
  error: z.nullable(z.string()),
});

/** The message of an alert, signed, and where it goes: from the database to the function, and to nobody else. */
export const AlertMessage = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** Whether the outcome of a delivery was recorded; not when the attempt was over already. */
export const AlertRecorded = z.object({ recorded: z.boolean() });

/** Whether every managed view keeps its promise, as the database says it. */
export const Freshness = z.looseObject({ fresh: z.boolean() });

/** The version of the database part. */
export const DatabaseVersion = z.looseObject({ version: z.string() });

/** That a trigger was accepted; the work goes on. */
export const Accepted = z.object({ accepted: z.literal(true), run_id: z.guid() });

/** That an alert was accepted to be delivered. */
export const AlertAccepted = z.object({ accepted: z.literal(true), alert_id: z.guid() });

/** Whether every managed view keeps its promise, for anyone. */
export const Health = z.object({ status: z.enum(["fresh", "stale"]) });

/** The calls there are, and the versions of function and database; null when the database does not say. */
export const Index = z.object({
  name: z.literal("refresh-dashboard"),
  version: z.object({ function: z.string(), database: z.nullable(z.string()) }),
  endpoints: z.record(z.string(), z.string()),
});

export type Run = z.infer<typeof Run>;
export type StatusProblem = z.infer<typeof StatusProblem>;
export type Status = z.infer<typeof Status>;
export type RunPage = z.infer<typeof RunPage>;
export type ViewSettings = z.infer<typeof ViewSettings>;
export type Reconfigured = z.infer<typeof Reconfigured>;
export type Drift = z.infer<typeof Drift>;
export type Alert = z.infer<typeof Alert>;
export type AlertMessage = z.infer<typeof AlertMessage>;
export type AlertRecorded = z.infer<typeof AlertRecorded>;
export type Accepted = z.infer<typeof Accepted>;
export type Health = z.infer<typeof Health>;
export type Index = z.infer<typeof Index>;
