// What callers may send. Strict: an unknown field is refused, so a misspelt one never passes for its default.
// Shapes alone: which settings there are and what makes sense for each is decided in the database, for every way of
// changing them.

import * as z from "zod/mini";

// PostgreSQL's text can hold neither NUL nor a lone surrogate; other control characters are never meant.
const text = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(200),
    z.regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not contain control characters"),
  );
const SETTING_NAME = /^[^\p{Cc}\p{Cs}]{1,60}$/u;

// Any UUID that PostgreSQL's type accepts in its canonical form, whatever its version.
const uuid = z.guid();

const integerInQuery = (minimum: number, maximum: number) =>
  z.pipe(
    z.pipe(
      z.string().check(z.regex(/^\d{1,6}$/, `must be an integer from ${minimum} to ${maximum}`)),
      z.transform(Number),
    ),
    z.int().check(z.minimum(minimum), z.maximum(maximum)),
  );

/** A call without parameters. */
export const Nothing = z.strictObject({});

/** `POST /refresh` with a secret key. */
export const RefreshRequest = z.strictObject({
  view: z.optional(text),
  force: z.optional(z.boolean()),
  wait_seconds: z._default(z.number().check(z.minimum(0), z.maximum(120)), 30),
});

/** `POST /refresh` from the database, signed. */
export const TriggerRequest = z.strictObject({ view: text, run_id: uuid });

/** `POST /alerts/deliver` from the database, signed. */
export const DeliverAlertRequest = z.strictObject({
  alert_id: uuid,
  attempt: z.int().check(z.minimum(1), z.maximum(1000)),
});

// Infinity is what JSON.parse makes of 1e999, and would reach the database as null; z.number() refuses it.
const settingValue = z.union(
  [text, z.number(), z.boolean(), z.null()],
  "must be a text, a number, true, false or null",
);

/** `PATCH /reconfigure`: the view, if there are several, and the settings to change; null sets the default again. */
export const ReconfigureRequest = z
  .catchall(z.object({ view: z.optional(text) }), settingValue)
  .check(z.superRefine(checkSettingNames));

function checkSettingNames(body: object, context: { addIssue(message: string): void }): void {
  const names = Object.keys(body).filter((name) => name !== "view");
  if (names.length === 0) context.addIssue("The body names no setting to change");
  if (!names.every((name) => SETTING_NAME.test(name)))
    context.addIssue("a setting's name has 1 to 60 characters, and no control characters");
}

/** `GET /status`. */
export const StatusQuery = z.strictObject({
  view: z.optional(text),
  runs: z._default(integerInQuery(0, 100), 5),
});

/** `GET /reconfigure`. */
export const SettingsQuery = z.strictObject({ view: z.optional(text) });

/** `GET /runs`. */
export const RunsQuery = z.strictObject({
  view: z.optional(text),
  status: z.optional(z.enum(["queued", "succeeded", "failed", "lost"])),
  before: z.optional(uuid),
  limit: z._default(integerInQuery(1, 200), 50),
});

/** The path of `GET /runs/{id}`. */
export const RunPath = z.strictObject({ id: uuid });

/** `GET /drift`. */
export const DriftQuery = z.strictObject({ view: z.optional(text), by: z.optional(text) });

/** Settings by name, as they are sent. */
export type Settings = Record<string, z.infer<typeof settingValue>>;
export type RefreshRequest = z.infer<typeof RefreshRequest>;
export type TriggerRequest = z.infer<typeof TriggerRequest>;
export type DeliverAlertRequest = z.infer<typeof DeliverAlertRequest>;
export type ReconfigureRequest = z.infer<typeof ReconfigureRequest>;
export type StatusQuery = z.infer<typeof StatusQuery>;
export type SettingsQuery = z.infer<typeof SettingsQuery>;
export type RunsQuery = z.infer<typeof RunsQuery>;
export type DriftQuery = z.infer<typeof DriftQuery>;
