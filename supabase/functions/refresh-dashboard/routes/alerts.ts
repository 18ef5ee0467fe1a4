// POST /alerts/test: sends a test to the alert webhook and waits for what the webhook says of it.

import type { Alert } from "../answers.ts";
import { requireRole } from "../authenticate.ts";
import type { Deps, Handler } from "../deps.ts";
import { parseQuery, parseRequest } from "../parse-request.ts";
import { Problem } from "../problem.ts";
import { parseJson, readBody } from "../read-body.ts";
import { NoQuery, TestAlertRequest } from "../schemas.ts";

/** How long the answer of the webhook is waited for, in milliseconds: pg_net gives it 5 s, and may have others to send. */
const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 250;

/**
 * Makes the handler.
 *
 * @returns a handler that answers 200 with the alert once the webhook has taken it, 202 while it has not answered.
 *   `alert_failed` carries the alert; `alerts_not_configured` where there is no webhook.
 */
export function createTestAlertHandler(deps: Deps): Handler {
  return async (request) => {
    requireRole(await deps.authenticate(request), ["secret", "operator"]);
    parseQuery(NoQuery, request);
    const body = parseJson(await readBody(request), request.headers.get("content-type"));
    parseRequest(TestAlertRequest, body);

    let alert = await deps.database.sendTestAlert();
    const deadline = deps.now() + WAIT_MS;
    while (alert.status === "sent" && deps.now() < deadline) {
      await deps.sleep(LOOK_EVERY_MS);
      alert = await deps.database.readAlert(alert.id);
    }
    return answer(alert);
  };
}

function answer(alert: Alert): Response {
  if (alert.status === "delivered") return Response.json(alert, { status: 200 });
  if (alert.status === "sent") return Response.json(alert, { status: 202 });
  throw new Problem("alert_failed", `The test did not arrive: ${alert.error ?? "no reason is known"}.`, {
    hint: "See whether the URL in Vault under refresh_dashboard_alert_url is right and its receiver is up.",
    members: { alert },
  });
}
