// Settings: those of a view, what a change made or would make of them, which there are, and the schedule they speak of.

import * as z from "zod/mini";
import { StatusProblem } from "./status.ts";
import { time } from "./time.ts";

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

/** The same of all views. */
export const ReconfiguredAll = z.looseObject({ views: z.array(Reconfigured) });

/** When a schedule fires in a time zone, as the database counts it. */
export const Schedule = z.looseObject({
  schedule: z.string(),
  time_zone: z.nullable(z.string()),
  firings: z.array(time),
  longest_pause_seconds: z.nullable(z.number()),
  /** What pg_cron's job would have. */
  job_schedule: z.nullable(z.string()),
  now: time,
});

/** What a change of settings would make; nothing is changed. */
export const Preview = z.looseObject({
  view: z.string(),
  dry_run: z.literal(true),
  before: z.looseObject({}),
  after: z.looseObject({}),
  revision: z.int(),
  schedule: z.nullable(Schedule),
  promise: z.looseObject({
    max_staleness_seconds: z.number(),
    reachable: z.nullable(z.boolean()),
    reason: z.nullable(z.string()),
    suggested_schedule: z.nullable(z.string()),
  }),
  /** What else would change, a sentence each. */
  changes: z.array(z.string()),
  problems: z.array(StatusProblem),
});

/** A setting that there is. */
export const SettingDefinition = z.looseObject({
  name: z.string(),
  type: z.string(),
  default: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  limits: z.nullable(z.string()),
  description: z.string(),
  /** The words that it takes, where it takes no others. */
  choices: z.nullable(z.array(z.string())),
});

/** The settings that there are, in their order. */
export const SettingDefinitions = z.looseObject({ settings: z.array(SettingDefinition) });

/** What was changed, when and by whom. */
export const Change = z.looseObject({
  id: z.number(),
  changed_at: time,
  changed_by: z.string(),
  action: z.string(),
  view: z.nullable(z.string()),
  before: z.nullable(z.looseObject({})),
  after: z.nullable(z.looseObject({})),
});

/** A page of the audit, newest first; `next` is the `before` of the page that follows. `view` is null for all views. */
export const ChangePage = z.looseObject({
  view: z.nullable(z.string()),
  changes: z.array(Change),
  next: z.nullable(z.number()),
});

export type ViewSettings = z.infer<typeof ViewSettings>;
export type Reconfigured = z.infer<typeof Reconfigured>;
export type ReconfiguredAll = z.infer<typeof ReconfiguredAll>;
export type Schedule = z.infer<typeof Schedule>;
export type Preview = z.infer<typeof Preview>;
export type SettingDefinition = z.infer<typeof SettingDefinition>;
export type SettingDefinitions = z.infer<typeof SettingDefinitions>;
export type Change = z.infer<typeof Change>;
export type ChangePage = z.infer<typeof ChangePage>;
