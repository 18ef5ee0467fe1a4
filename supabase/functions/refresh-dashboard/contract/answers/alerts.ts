// Alerts: messages to the webhook, as callers see them and as they are posted.

import * as z from "zod/mini";
import { instant, time } from "./time.ts";

/** A message to the alert webhook (docs/contract.md, "Alerts"). */
export const Alert = z.looseObject({
  id: z.guid(),
  view: z.nullable(z.string()),
  kind: z.string(),
  status: z.enum(["pending", "sent", "delivered", "failed", "unsent", "summarized"]),
  summary: z.string(),
  created_at: time,
  attempts: z.number(),
  next_attempt_at: instant,
  sent_at: instant,
  finished_at: instant,
  via: z.nullable(z.string()),
  error: z.nullable(z.string()),
});

/** A page of alerts, newest first; `next` is the `before` of the page that follows. `view` is null for all views. */
export const AlertPage = z.looseObject({
  view: z.nullable(z.string()),
  alerts: z.array(Alert),
  next: z.nullable(z.guid()),
});

/** The message of an alert, signed, and where it goes: from the database to the function, and to nobody else. */
export const AlertMessage = z.object({
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});

/** Whether the outcome of a delivery was recorded; not when the attempt was over already. */
export const AlertRecorded = z.object({ recorded: z.boolean() });

/** That an alert was accepted to be delivered. */
export const AlertAccepted = z.object({ accepted: z.literal(true), alert_id: z.guid() });

export type Alert = z.infer<typeof Alert>;
export type AlertPage = z.infer<typeof AlertPage>;
export type AlertMessage = z.infer<typeof AlertMessage>;
export type AlertRecorded = z.infer<typeof AlertRecorded>;
