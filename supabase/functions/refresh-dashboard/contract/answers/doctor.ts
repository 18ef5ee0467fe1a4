// The doctor's checks, and the loop that it sends a ping through.

import * as z from "zod/mini";
import { instant, time } from "./time.ts";

/** What mends what was found: a statement, a command, or what to do in words. */
export const Repair = z.looseObject({ kind: z.enum(["sql", "shell", "text"]), text: z.string() });

/** One thing that was looked at. */
export const Check = z.looseObject({
  id: z.string(),
  group: z.enum(["platform", "view", "around"]),
  /** The view it is about; null for what is about none. */
  view: z.nullable(z.string()),
  status: z.enum(["ok", "warning", "error", "skipped"]),
  finding: z.string(),
  repair: z.nullable(Repair),
  /** The check that has to be well before this one can be made. */
  blocked_by: z.nullable(z.string()),
  silenced: z.nullable(
    z.looseObject({ by: z.nullable(z.string()), at: instant, reason: z.nullable(z.string()) }),
  ),
  /** Where the docs tell of it. */
  page: z.string(),
});

/** Everything that was looked at; what is silenced is counted apart. */
export const Doctor = z.looseObject({
  checks: z.array(Check),
  summary: z.looseObject({
    ok: z.number(),
    warning: z.number(),
    error: z.number(),
    skipped: z.number(),
    silenced: z.number(),
  }),
  version: z.string(),
  now: time,
});

/** A message that the database has signed, for the function to see whether both have the same secret. */
export const Challenge = z.object({
  id: z.string(),
  timestamp: z.union([z.string(), z.number()]),
  body: z.string(),
  signature: z.string(),
});

/** The same from the database, with a challenge where it has a secret. */
export const DoctorOfDatabase = z.looseObject({
  ...Doctor.shape,
  challenge: z.optional(z.nullable(Challenge)),
});

/** A ping through pg_cron, pg_net, the function and the database, and how far it has come. */
export const Loop = z.looseObject({
  id: z.guid(),
  started_at: time,
  started_by: z.nullable(z.string()),
  status: z.enum(["running", "complete", "broken"]),
  legs: z.array(z.looseObject({ name: z.string(), at: instant, ms: z.nullable(z.number()) })),
  /** The first leg that is missing. */
  missing: z.nullable(z.string()),
  why: z.nullable(z.string()),
  hint: z.nullable(z.string()),
});

/** The last ten, newest first. */
export const Loops = z.looseObject({ loops: z.array(Loop) });

/** That a ping was accepted; the database hears of it in the background. */
export const PingAccepted = z.object({ accepted: z.literal(true), loop_id: z.guid() });

export type Repair = z.infer<typeof Repair>;
export type Check = z.infer<typeof Check>;
export type Doctor = z.infer<typeof Doctor>;
export type Challenge = z.infer<typeof Challenge>;
export type DoctorOfDatabase = z.infer<typeof DoctorOfDatabase>;
export type Loop = z.infer<typeof Loop>;
export type Loops = z.infer<typeof Loops>;
