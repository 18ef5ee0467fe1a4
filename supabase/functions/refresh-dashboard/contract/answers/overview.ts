// All managed views in short.

import * as z from "zod/mini";
import { Pause } from "./status.ts";
import { instant } from "./time.ts";

const count = z.number();

/** The run of a strip: what is needed to draw it. */
export const RunInShort = z.looseObject({
  id: z.guid(),
  status: z.string(),
  trigger: z.string(),
  finished_at: instant,
  duration_ms: z.nullable(z.number()),
});

/** A view in short. */
export const ViewInShort = z.looseObject({
  view: z.string(),
  state: z.enum(["fresh", "stale", "unknown", "missing"]),
  paused: z.boolean(),
  pause: z.nullable(Pause),
  suspended: z.boolean(),
  refreshing: z.nullable(z.looseObject({ run_id: z.nullable(z.guid()), since: instant })),
  data_as_of: instant,
  verified_at: instant,
  staleness_seconds: z.nullable(z.number()),
  promise: z.looseObject({ max_staleness_seconds: z.number(), kept: z.boolean() }),
  schedule: z.nullable(z.string()),
  time_zone: z.nullable(z.string()),
  next_run_at: instant,
  consecutive_failures: count,
  last_run: z.nullable(z.looseObject({ ...RunInShort.shape, error: z.nullable(z.string()) })),
  /** The one thing that is worst, seen from the state alone. */
  attention: z.nullable(z.looseObject({ code: z.string(), message: z.string() })),
  /** What ticks that found nothing changed have left undone. */
  saved: z.looseObject({ refreshes: count, seconds: z.number() }),
  revision: z.int(),
  /** The last runs, newest last, as many as were asked for. */
  runs: z.array(RunInShort),
});

/** All managed views, worst first. */
export const Overview = z.looseObject({
  views: z.array(ViewInShort),
  summary: z.looseObject({
    views: count,
    fresh: count,
    stale: count,
    unknown: count,
    missing: count,
    paused: count,
    suspended: count,
    failing: count,
    promises_broken: count,
  }),
  scheduler: z.looseObject({
    alive: z.nullable(z.boolean()),
    last_fired_at: instant,
    watchdog_last_at: instant,
    time_zone: z.nullable(z.string()),
  }),
  read_only: z.boolean(),
  /** How soon to ask again. */
  poll_after_seconds: z.number(),
  version: z.string(),
  now: z.string(),
});

export type RunInShort = z.infer<typeof RunInShort>;
export type ViewInShort = z.infer<typeof ViewInShort>;
export type Overview = z.infer<typeof Overview>;
