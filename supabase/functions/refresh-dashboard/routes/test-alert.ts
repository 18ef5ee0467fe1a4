// POST /alerts/test: sends a test to the alert webhook and waits for the webhook's answer.

import type { Alert } from "../contract/answers.ts";
import type { Deps } from "../deps.ts";
import { Problem } from "../request/problem.ts";
import type { Handler } from "./endpoint.ts";

/** How long the answer of the webhook is waited for, in milliseconds: pg_net gives it 5 s, and may have others to send. */
const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 250;

/**
 * Makes the handler.
 *
 * @returns a handler that answers 200 with the alert once the webhook has taken it, 202 while it has not answered.
 *   `alert_failed` carries the alert; `alerts_not_configured` where there is no webhook.
 */
export function createTestAlertHandler({ database, monotonic, sleep }: Deps): Handler<"testAlert"> {
  return async () => {
    let alert = await database.sendTestAlert();
    const deadline = monotonic() + WAIT_MS;
    while (alert.status === "sent" && monotonic() < deadline) {
      await sleep(LOOK_EVERY_MS);
      alert = await database.readAlert(alert.id);
    }
    if (alert.status === "delivered") return { status: 200, body: alert };
    if (alert.status === "sent") return { status: 202, body: alert };
    throw notDelivered(alert);
  };
}

function notDelivered(alert: Alert): Problem {
  return new Problem("alert_failed", `The test did not arrive: ${alert.error ?? "no reason is known"}.`, {
    hint: "Check that the URL in Vault under refresh_dashboard_alert_url is right and that its receiver is up.",
    members: { alert },
  });
}
