// POST /alerts/test: who may send one, and what each answer of the webhook comes to.
import { describe, expect, it } from "vitest";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { ALERT_ID, anAlert, codeOf, testApp, withSecret } from "./support/fakes.ts";
import { tokenOf } from "./support/keys.ts";

const operator = { authorization: `Bearer ${await tokenOf("operator")}` };
const viewer = { authorization: `Bearer ${await tokenOf("viewer")}` };

/** A clock that has gone on whenever somebody sleeps. */
function quickClock() {
  let time = 0;
  return {
    monotonic: () => time,
    sleep: async (ms: number) => {
      time += ms;
    },
  };
}

describe("a test of the alerts", () => {
  it.each([
    ["the secret key", withSecret],
    ["an operator", operator],
  ])("is sent for %s", async (_name, headers) => {
    const app = testApp(quickClock());
    const response = await app.call("POST", "/alerts/test", { headers });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(anAlert({ status: "delivered" }));
    expect(app.calls).toEqual([["sendTestAlert"], ["readAlert", ALERT_ID]]);
  });

  it.each([
    ["nobody", {}, 401],
    ["a viewer", viewer, 403],
  ])("is not sent for %s", async (_name, headers, status) => {
    const app = testApp();
    const response = await app.call("POST", "/alerts/test", { headers });
    expect(response.status).toBe(status);
    expect(app.calls).toEqual([]);
  });

  it("that the webhook refuses is a 502 with the reason", async () => {
    const failed = anAlert({ status: "failed", error: "the webhook answered 404" });
    const app = testApp({ database: { readAlert: async () => failed }, ...quickClock() });
    const response = await app.call("POST", "/alerts/test", { headers: withSecret });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({
      code: "alert_failed",
      detail: "The test did not arrive: the webhook answered 404.",
      alert: failed,
    });
  });

  it("that is not answered within ten seconds is a 202", async () => {
    const app = testApp({ database: { readAlert: async () => anAlert() }, ...quickClock() });
    const response = await app.call("POST", "/alerts/test", { headers: withSecret });
    expect(response.status).toBe(202);
    expect(app.calls.length).toBe(41);
  });

  it("without a webhook is a 409 that says where its URL goes", async () => {
    const missing = new Problem("alerts_not_configured", "alerts go nowhere", {
      hint: "vault.create_secret",
    });
    const app = testApp({ database: { sendTestAlert: () => Promise.reject(missing) } });
    const response = await app.call("POST", "/alerts/test", { headers: withSecret });
    expect(response.status).toBe(409);
    expect(await codeOf(response)).toBe("alerts_not_configured");
  });

  it("takes no fields", async () => {
    const app = testApp();
    const response = await app.call("POST", "/alerts/test", { headers: withSecret, body: { url: "x" } });
    expect(await codeOf(response)).toBe("invalid_request");
    expect(app.calls).toEqual([]);
  });
});
