// The calls about alerts.

import { Alert, AlertAccepted, AlertPage } from "../answers.ts";
import { type Endpoint, ONE_VIEW, OPERATORS, READERS } from "../endpoint.ts";
import { AlertsQuery, DeliverAlertRequest, Nothing } from "../requests.ts";

export const ALERTS = {
  alerts: {
    method: "GET",
    path: "/alerts",
    who: READERS,
    summary: "the alerts about a view, or about all, newest first",
    query: AlertsQuery,
    body: null,
    answers: { 200: { schema: AlertPage, when: "a page of `limit` alerts (1 to 200, default 50)" } },
    codes: [...ONE_VIEW, "unknown_alert", "invalid_argument"],
  },
  testAlert: {
    method: "POST",
    path: "/alerts/test",
    who: OPERATORS,
    summary: "send a test to the alert webhook",
    query: Nothing,
    body: Nothing,
    answers: {
      200: { schema: Alert, when: "the alert, which the webhook has taken" },
      202: { schema: Alert, when: "the alert, which the webhook has not answered within 10 s" },
    },
    codes: ["alerts_not_configured", "unknown_alert", "alert_failed", "read_only"],
  },
  deliverAlert: {
    method: "POST",
    path: "/alerts/deliver",
    who: "trigger",
    summary: "post an alert to the webhook",
    query: null,
    body: DeliverAlertRequest,
    answers: { 202: { schema: AlertAccepted, when: "accepted; the alert is posted in the background" } },
    codes: ["trigger_replayed"],
  },
} as const satisfies Record<string, Endpoint>;
