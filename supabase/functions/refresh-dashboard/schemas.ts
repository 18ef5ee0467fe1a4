// What callers may send. Strict: an unknown field is refused, so a misspelt one never passes for its default.
// Shapes alone: whether a setting's value makes sense is decided in the database, for every way of changing it.

import { z } from "zod";

// PostgreSQL's text can hold neither NUL nor a lone surrogate; other control characters are never meant.
const text = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters");

// Any UUID that PostgreSQL's type accepts in its canonical form, whatever its version.
const uuid = z.guid();

const integerInQuery = (minimum: number, maximum: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `must be an integer from ${minimum} to ${maximum}`)
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));

/** `POST /refresh` with a secret key. */
export const RefreshRequest = z.strictObject({
  view: text.optional(),
  force: z.boolean().optional(),
  wait_seconds: z.number().min(0).max(120).default(30),
});

/** `POST /refresh` from the database, signed. */
export const TriggerRequest = z.strictObject({ view: text, run_id: uuid });

/** The settings of a managed view (docs/contract.md, "Settings"). */
export const Settings = z.strictObject({
  schedule: text.optional(),
  active: z.boolean().optional(),
  scheduled: z.boolean().optional(),
  path: text.optional(),
  concurrently: text.optional(),
  max_staleness: text.optional(),
  lock_timeout: text.optional(),
  max_duration: text.optional(),
  failure_limit: z.int32().optional(),
  skip_unchanged: z.boolean().optional(),
  max_duty_cycle: z.number().optional(),
  force_after: text.optional(),
});

/** `PATCH /reconfigure`. */
export const ReconfigureRequest = Settings.extend({ view: text.optional() });

/** `GET /status`. */
export const StatusQuery = z.strictObject({ view: text.optional(), runs: integerInQuery(0, 100).default(5) });

/** `GET /runs`. */
export const RunsQuery = z.strictObject({
  view: text.optional(),
  status: z.enum(["queued", "succeeded", "failed", "lost"]).optional(),
  before: uuid.optional(),
  limit: integerInQuery(1, 200).default(50),
});

/** `GET /drift`. */
export const DriftQuery = z.strictObject({ view: text.optional(), by: text.optional() });

/** `POST /alerts/test`: an empty object, or no body at all. */
export const TestAlertRequest = z.strictObject({});

/** Calls without parameters. */
export const NoQuery = z.strictObject({});

export type RefreshRequest = z.infer<typeof RefreshRequest>;
export type Settings = z.infer<typeof Settings>;
export type StatusQuery = z.infer<typeof StatusQuery>;
export type RunsQuery = z.infer<typeof RunsQuery>;
export type DriftQuery = z.infer<typeof DriftQuery>;
