// Runs: one, a page of them, all that were asked for at once.

import * as z from "zod/mini";
import { instant, time } from "./time.ts";

/** What PostgreSQL said of a refresh that failed; of a run that was lost, what is known. */
export const RunError = z.looseObject({
  sqlstate: z.optional(z.nullable(z.string())),
  kind: z.optional(z.nullable(z.string())),
  message: z.optional(z.nullable(z.string())),
  hint: z.optional(z.nullable(z.string())),
});

/** Who wanted a run to be stopped, and why. */
export const Cancellation = z.looseObject({
  requested_at: time,
  requested_by: z.string(),
  reason: z.nullable(z.string()),
});

/** How far a run came: from pg_cron through pg_net and this function to the refresh. */
export const Chain = z.looseObject({
  cron: z.nullable(
    z.looseObject({
      run_id: z.number(),
      fired_at: instant,
      ended_at: instant,
      status: z.nullable(z.string()),
    }),
  ),
  request: z.nullable(
    z.looseObject({
      id: z.number(),
      sent_at: instant,
      state: z.nullable(z.string()),
      status_code: z.nullable(z.number()),
      error: z.nullable(z.string()),
    }),
  ),
  refresh: z.string(),
});

/** One attempt to refresh (docs/contract.md, "Run"). What a database part before 0.2.0 does not say is optional. */
export const Run = z.looseObject({
  id: z.guid(),
  view: z.string(),
  status: z.enum(["queued", "succeeded", "failed", "lost", "cancelled"]),
  running: z.boolean(),
  trigger: z.string(),
  path: z.string(),
  requested_at: time,
  started_at: instant,
  finished_at: instant,
  duration_ms: z.nullable(z.number()),
  data_as_of: instant,
  method: z.nullable(z.string()),
  rows_inserted: z.nullable(z.number()),
  rows_deleted: z.nullable(z.number()),
  served_by: z.nullable(z.guid()),
  caused_by: z.nullable(z.guid()),
  http_request_id: z.nullable(z.number()),
  requested_by: z.optional(z.nullable(z.string())),
  replaced_as_of: z.optional(instant),
  cancelling: z.optional(z.boolean()),
  cancellation: z.optional(z.nullable(Cancellation)),
  error: z.nullable(RunError),
  chain: z.optional(z.nullable(Chain)),
});

/** A page of the ledger, newest first; `next` is the `before` of the page that follows. `view` is null for all views. */
export const RunPage = z.looseObject({
  view: z.nullable(z.string()),
  runs: z.array(Run),
  next: z.nullable(z.guid()),
});

/** What came of a refresh of all views: their runs in the order of dependencies, and the views that were left out. */
export const RefreshedAll = z.looseObject({
  runs: z.array(Run),
  skipped: z.array(z.looseObject({ view: z.string(), code: z.string(), message: z.string() })),
});

/** How fresh a view is known to be, and the run that was needed for it, if one was. */
export const FreshAsOf = z.looseObject({
  view: z.string(),
  fresh_as_of: instant,
  run: z.nullable(Run),
});

/** The same from the database, which says whether that is as fresh as was asked for. */
export const RequestedAsOf = z.looseObject({ ...FreshAsOf.shape, is_fresh: z.boolean() });

/** That a trigger was accepted; the work goes on. */
export const Accepted = z.object({ accepted: z.literal(true), run_id: z.guid() });

export type Run = z.infer<typeof Run>;
export type Chain = z.infer<typeof Chain>;
export type RunPage = z.infer<typeof RunPage>;
export type RefreshedAll = z.infer<typeof RefreshedAll>;
export type FreshAsOf = z.infer<typeof FreshAsOf>;
export type RequestedAsOf = z.infer<typeof RequestedAsOf>;
export type Accepted = z.infer<typeof Accepted>;
