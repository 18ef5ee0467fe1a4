// POST /alerts/deliver from the database, signed: posts an alert to its webhook. The request names the alert and nothing
// else, because every role that can log in reads what pg_net sends; message and URL come from the database by RPC.

import { invalidSignature } from "../auth/signature.ts";
import { outcomeIsUnknown } from "../database/database-error.ts";
import type { Deps } from "../deps.ts";
import { Problem } from "../request/problem.ts";
import type { Log } from "../runtime/log.ts";
import type { Handler } from "./endpoint.ts";

/** An outcome that is not recorded makes the database send the alert again. */
const RECORD_ATTEMPTS = 3;
const RECORD_AGAIN_MS = 1_000;

/**
 * Makes the handler.
 *
 * @returns a handler that answers 202 `{ accepted, alert_id }` at once; the alert is delivered in the background.
 */
export function createDeliverAlertHandler(deps: Deps): Handler<"deliverAlert"> {
  return async ({ caller, body: { alert_id, attempt }, log }) => {
    if (caller.id !== `deliver_${alert_id}_${attempt}`) throw invalidSignature();
    if (!deps.acceptOnce(caller.id, caller.expiresAtMs)) {
      throw new Problem("trigger_replayed", "This trigger was accepted before.", {
        hint: "Nothing is lost: the first one is at work or done.",
      });
    }
    deps.background(deliver(alert_id, attempt, deps, log), log);
    return { status: 202, body: { accepted: true, alert_id } };
  };
}

async function deliver(alertId: string, attempt: number, { database, postWebhook, sleep }: Deps, log: Log) {
  const delivery = { alertId, attempt, claimedBy: crypto.randomUUID() };
  const message = await database.claimAlert(delivery);
  if (message === null) {
    log("info", "alert_not_claimed", { alert_id: alertId, attempt });
    return;
  }
  const outcome = await postWebhook(message);
  for (let left = RECORD_ATTEMPTS - 1; ; left -= 1) {
    try {
      const { recorded } = await database.recordAlert(delivery, outcome);
      const delivered = "status" in outcome && outcome.status >= 200 && outcome.status < 300;
      log(delivered ? "info" : "warn", "alert_posted", { alert_id: alertId, attempt, ...outcome, recorded });
      return;
    } catch (error) {
      if (left === 0 || !outcomeIsUnknown(error)) throw error;
      await sleep(RECORD_AGAIN_MS);
    }
  }
}
