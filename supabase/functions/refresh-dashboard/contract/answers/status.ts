// What there is to know about one view: its status, and how far it is from its definition.

import * as z from "zod/mini";
import { Alert } from "./alerts.ts";
import { Run } from "./run.ts";
import { instant, time } from "./time.ts";

/** Something about a view that somebody should know of. */
export const StatusProblem = z.looseObject({
  code: z.string(),
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  hint: z.optional(z.nullable(z.string())),
});

/** Who has paused a view, since when, why, and until when; what is not known or not said is null. */
export const Pause = z.looseObject({
  by: z.nullable(z.string()),
  at: instant,
  reason: z.nullable(z.string()),
  until: instant,
});

const Suspension = z.looseObject({
  failures: z.number(),
  since: instant,
  kind: z.nullable(z.string()),
  retry_at: instant,
  hint: z.nullable(z.string()),
});

const Job = z.looseObject({
  name: z.string(),
  id: z.number(),
  schedule: z.string(),
  active: z.boolean(),
  next_run_at: instant,
  last_fired_at: instant,
});

const Skip = z.looseObject({
  possible: z.boolean(),
  reason: z.string(),
  expression: z.nullable(z.string()),
  instead: z.nullable(z.string()),
  held_by: z.nullable(
    z.looseObject({
      pid: z.number(),
      application: z.nullable(z.string()),
      user: z.nullable(z.string()),
      since: instant,
    }),
  ),
  sources: z.array(z.string()),
});

const Totals = z.looseObject({
  runs: z.number(),
  succeeded: z.number(),
  failed: z.number(),
  lost: z.number(),
  refreshes: z.number(),
  seconds_refreshing: z.number(),
  p95_duration_ms: z.nullable(z.number()),
});

/** A view's state now. `version` is that of the database part. What one before 0.2.0 does not say is optional. */
export const Status = z.looseObject({
  view: z.string(),
  state: z.string(),
  paused: z.boolean(),
  pause: z.optional(z.nullable(Pause)),
  suspended: z.nullable(Suspension),
  refreshing: z.nullable(
    z.looseObject({ run_id: z.nullable(z.guid()), pid: z.nullable(z.number()), since: instant }),
  ),
  data_as_of: instant,
  verified_at: instant,
  staleness_seconds: z.nullable(z.number()),
  promise: z.looseObject({ max_staleness_seconds: z.number(), kept: z.boolean() }),
  path: z.looseObject({ setting: z.string(), effective: z.string(), reason: z.nullable(z.string()) }),
  job: z.nullable(Job),
  skip: Skip,
  settings: z.looseObject({}),
  session_settings: z.nullable(
    z.looseObject({
      values: z.nullable(z.record(z.string(), z.nullable(z.string()))),
      since: instant,
      recorded_in: z.nullable(z.string()),
    }),
  ),
  last_runs: z.array(Run),
  last_24_hours: Totals,
  alerts: z.looseObject({
    configured: z.boolean(),
    missing: z.nullable(z.string()),
    open: z.array(z.string()),
    since: instant,
    last: z.nullable(Alert),
  }),
  problems: z.array(StatusProblem),
  version: z.optional(z.nullable(z.string())),
  now: time,
});

/** How far a view is from its definition; the counts are there when the comparison was `complete`. */
export const Drift = z.looseObject({
  view: z.string(),
  by: z.nullable(z.string()),
  complete: z.boolean(),
  at: time,
  reason: z.optional(z.nullable(z.string())),
  defined: z.optional(z.nullable(z.number())),
  shown: z.optional(z.nullable(z.number())),
  missing: z.optional(z.nullable(z.number())),
  extra: z.optional(z.nullable(z.number())),
  different: z.optional(z.nullable(z.number())),
  groups: z.optional(
    z.nullable(
      z.array(
        z.looseObject({
          value: z.unknown(),
          defined: z.number(),
          shown: z.number(),
          missing: z.number(),
          extra: z.number(),
          different: z.number(),
        }),
      ),
    ),
  ),
  groups_left_out: z.optional(z.nullable(z.number())),
});

export type StatusProblem = z.infer<typeof StatusProblem>;
export type Pause = z.infer<typeof Pause>;
export type Status = z.infer<typeof Status>;
export type Drift = z.infer<typeof Drift>;
