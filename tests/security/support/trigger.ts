// A trigger as the database signs it, in parts that a test can spoil.
import { Webhook } from "standardwebhooks";
import { env } from "../../support/stack.ts";

export interface Trigger {
  body: string;
  headers: Record<string, string>;
}

interface Options {
  view: string;
  runId: string;
  secret?: string;
  at?: Date;
}

export function signTrigger({
  view,
  runId,
  secret = env.REFRESH_DASHBOARD_TRIGGER_SECRET,
  at = new Date(),
}: Options): Trigger {
  const body = JSON.stringify({ view, run_id: runId });
  return {
    body,
    headers: {
      "content-type": "application/json",
      "webhook-id": runId,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(runId, at, body),
    },
  };
}
