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

// What is text in a query has the type by which a description of the API calls it.
const integerInQuery = (minimum: number, maximum: number) =>
  z.pipe(
    z.pipe(
      z
        .string()
        .check(
          z.regex(/^\d{1,15}$/, `must be an integer from ${minimum} to ${maximum}`),
          z.meta({ type: "integer", minimum, maximum }),
        ),
      z.transform(Number),
    ),
    z.int().check(z.minimum(minimum), z.maximum(maximum)),
  );

/** A call without parameters. */
export const Nothing = z.strictObject({});

const flag = z.pipe(
  z.enum(["true", "false"], "must be true or false").check(z.meta({ type: "boolean" })),
  z.transform((value) => value === "true"),
);

// ISO 8601 with a zone: a time without one would be taken for that of the server.
const time = z.iso.datetime({ offset: true, error: "must be a time such as 2026-12-01T06:00:00Z" });

/** `POST /refresh` with a secret key, or by an operator. */
export const RefreshRequest = z.strictObject({
  view: z.optional(text),
  force: z.optional(z.boolean()),
  wait_seconds: z._default(z.number().check(z.minimum(0), z.maximum(120)), 30),
});

/** `POST /refresh` of all views. */
export const RefreshAllRequest = z.strictObject({
  all: z.literal(true, "must be true"),
  force: z.optional(z.boolean()),
});

/** `POST /refresh` of a view that has to be as fresh as a time. */
export const RefreshAsOfRequest = z.strictObject({
  as_of: time,
  view: z.optional(text),
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

/** `PATCH /views`: the settings to change of all views. */
export const ReconfigureAllRequest = z
  .catchall(z.object({}), settingValue)
  .check(z.superRefine(checkSettingNames));

/** The query of a patch that is tried and not made. */
export const DryRunQuery = z.strictObject({ dry_run: z.literal("true", "must be true") });

/** `GET /views`. */
export const ViewsQuery = z.strictObject({ runs: z._default(integerInQuery(0, 30), 0) });

/** `GET /status`. */
export const StatusQuery = z.strictObject({
  view: z.optional(text),
  runs: z._default(integerInQuery(0, 100), 5),
});

/** `GET /reconfigure`. */
export const SettingsQuery = z.strictObject({ view: z.optional(text) });

/** `GET /schedule`. */
export const ScheduleQuery = z.strictObject({
  schedule: text,
  time_zone: z.optional(text),
  firings: z._default(integerInQuery(1, 100), 3),
});

/** `GET /changes`. */
export const ChangesQuery = z.strictObject({
  view: z.optional(text),
  before: z.optional(integerInQuery(1, Number.MAX_SAFE_INTEGER)),
  limit: z._default(integerInQuery(1, 100), 50),
});

/** `GET /runs`. */
export const RunsQuery = z.strictObject({
  view: z.optional(text),
  all: z.optional(flag),
  status: z.optional(z.enum(["queued", "succeeded", "failed", "lost", "cancelled"])),
  since: z.optional(time),
  before: z.optional(uuid),
  limit: z._default(integerInQuery(1, 200), 50),
});

/** The path of `GET /runs/{id}`, and of what else has an id. */
export const IdPath = z.strictObject({ id: uuid });

/** `GET /runs/{id}`. */
export const RunQuery = z.strictObject({ chain: z.optional(flag) });

/** `POST /runs/{id}/cancel`. */
export const CancelRequest = z.strictObject({ reason: z.optional(text) });

/** `GET /drift`. */
export const DriftQuery = z.strictObject({ view: z.optional(text), by: z.optional(text) });

/** `GET /alerts`. */
export const AlertsQuery = z.strictObject({
  view: z.optional(text),
  before: z.optional(uuid),
  limit: z._default(integerInQuery(1, 200), 50),
});

/** `GET /doctor`. */
export const DoctorQuery = z.strictObject({ only: z.optional(text), deep: z.optional(flag) });

/** `POST /doctor/silence`. */
export const SilenceRequest = z.strictObject({
  id: text,
  view: z.optional(text),
  silenced: z.optional(z.boolean()),
  reason: z.optional(text),
});

/** `POST /doctor/ping` from the database, signed. */
export const PingRequest = z.strictObject({ loop_id: uuid });

/** Settings by name, as they are sent. */
export type Settings = Record<string, z.infer<typeof settingValue>>;
export type RefreshRequest = z.infer<typeof RefreshRequest>;
export type TriggerRequest = z.infer<typeof TriggerRequest>;
export type DeliverAlertRequest = z.infer<typeof DeliverAlertRequest>;
export type ReconfigureRequest = z.infer<typeof ReconfigureRequest>;
export type ViewsQuery = z.infer<typeof ViewsQuery>;
export type StatusQuery = z.infer<typeof StatusQuery>;
export type SettingsQuery = z.infer<typeof SettingsQuery>;
export type ScheduleQuery = z.infer<typeof ScheduleQuery>;
export type ChangesQuery = z.infer<typeof ChangesQuery>;
export type RunsQuery = z.infer<typeof RunsQuery>;
export type DriftQuery = z.infer<typeof DriftQuery>;
export type AlertsQuery = z.infer<typeof AlertsQuery>;
export type DoctorQuery = z.infer<typeof DoctorQuery>;
export type SilenceRequest = z.infer<typeof SilenceRequest>;
