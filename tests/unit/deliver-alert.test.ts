// POST /alerts/deliver from the database: who may ask for it, and what becomes of an alert.
import { describe, expect, it, vi } from "vitest";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { createPostWebhook } from "../../supabase/functions/refresh-dashboard/runtime/post-webhook.ts";
import { settle } from "./support/clock.ts";
import { ALERT_ID, aMessage, codeOf, type TestApp, testApp, withSecret } from "./support/fakes.ts";
import { FOREIGN_SECRET, sign } from "./support/keys.ts";

interface Asked {
  id?: string;
  body?: object;
  secret?: string;
}

const asked = { alert_id: ALERT_ID, attempt: 2 };

function deliver(app: TestApp, { id = `deliver_${ALERT_ID}_2`, body = asked, secret }: Asked = {}) {
  const text = JSON.stringify(body);
  const headers = { "content-type": "application/json", ...sign(id, text, secret ? { secret } : {}) };
  return app.call("POST", "/alerts/deliver", { headers, body: text });
}

describe("an alert that the database gives to the function", () => {
  it("is accepted at once, and claimed, posted and recorded in the background", async () => {
    const postWebhook = vi.fn(async () => ({ status: 204 }));
    const app = testApp({ postWebhook });
    const response = await deliver(app);
    expect([response.status, await response.json()]).toEqual([202, { accepted: true, alert_id: ALERT_ID }]);
    await settle();
    expect(app.calls.map(([name]) => name)).toEqual(["claimAlert", "recordAlert"]);
    const [[, claimed], [, recorded, outcome]] = app.calls as [[string, object], [string, object, object]];
    expect(claimed).toEqual({
      alertId: ALERT_ID,
      attempt: 2,
      claimedBy: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect([recorded, outcome]).toEqual([claimed, { status: 204 }]);
    expect(postWebhook.mock.calls).toEqual([[aMessage()]]);
  });

  it("is accepted before the database answers", async () => {
    const app = testApp({ database: { claimAlert: () => new Promise(() => {}) } });
    expect((await deliver(app)).status).toBe(202);
  });

  it("that is not to be claimed is not posted", async () => {
    const postWebhook = vi.fn();
    const app = testApp({ database: { claimAlert: async () => null }, postWebhook });
    await deliver(app);
    await settle();
    expect(postWebhook).not.toHaveBeenCalled();
    expect(app.calls.map(([name]) => name)).toEqual(["claimAlert"]);
    expect(app.logs.at(-1)).toMatchObject({ level: "info", event: "alert_not_claimed" });
  });

  it("that the webhook refuses is recorded all the same", async () => {
    const app = testApp({ postWebhook: async () => ({ failure: "timeout" }) });
    await deliver(app);
    await settle();
    expect(app.calls.at(-1)).toEqual(["recordAlert", expect.anything(), { failure: "timeout" }]);
    expect(app.logs.at(-1)).toMatchObject({ level: "warn", event: "alert_posted", failure: "timeout" });
  });

  it("is posted once, and its outcome recorded again, while the database does not answer", async () => {
    let answers = 0;
    const down = new Problem("database_unavailable", "The database does not answer.");
    const postWebhook = vi.fn(async () => ({ status: 200 }));
    const recordAlert = async () => (++answers < 3 ? Promise.reject(down) : { recorded: true });
    const app = testApp({ database: { recordAlert }, postWebhook });
    await deliver(app);
    await app.clock.advance(5_000);
    expect([answers, postWebhook.mock.calls.length]).toEqual([3, 1]);
    expect(app.logs.at(-1)).toMatchObject({ event: "alert_posted", recorded: true });
  });

  it("leaves no trace of the webhook's URL or of its message in the log, whatever fails", async () => {
    const failing = new Error(
      "error sending request for url (https://hooks.chat.test/services/T0/B0/secret)",
    );
    for (const given of [
      { postWebhook: createPostWebhook(async () => Promise.reject(failing)) },
      { database: { recordAlert: async () => Promise.reject(new Error("no")) } },
      {},
    ]) {
      const app = testApp(given);
      await deliver(app);
      await app.clock.advance(5_000);
      expect(app.logs.length).toBeGreaterThan(0);
      expect(JSON.stringify(app.logs)).not.toMatch(/hooks\.chat\.test|a refresh failed/);
    }
  });
});

describe("a request to deliver an alert", () => {
  it.each<[string, Asked, number, string]>([
    ["signed with a foreign secret", { secret: FOREIGN_SECRET }, 401, "signature_invalid"],
    ["signed as another attempt", { id: `deliver_${ALERT_ID}_1` }, 401, "signature_invalid"],
    ["signed as the alert itself is for its receiver", { id: `alert_${ALERT_ID}` }, 401, "signature_invalid"],
    [
      "that is a trigger of a run",
      { id: ALERT_ID, body: { view: "v", run_id: ALERT_ID } },
      422,
      "invalid_request",
    ],
    ["with a URL of its own", { body: { ...asked, url: "http://169.254.169.254/" } }, 422, "invalid_request"],
    [
      "for attempt 0",
      { body: { ...asked, attempt: 0 }, id: `deliver_${ALERT_ID}_0` },
      422,
      "invalid_request",
    ],
    [
      "for what is no alert",
      { body: { ...asked, alert_id: "x" }, id: "deliver_x_2" },
      422,
      "invalid_request",
    ],
  ])("%s is refused, and nothing is done", async (_name, given, status, code) => {
    const app = testApp();
    const response = await deliver(app, given);
    expect([response.status, await codeOf(response)]).toEqual([status, code]);
    await settle();
    expect(app.calls).toEqual([]);
  });

  it("without a signature is refused, also with the secret key", async () => {
    const app = testApp();
    const response = await app.call("POST", "/alerts/deliver", { headers: withSecret, body: asked });
    expect([response.status, await codeOf(response)]).toEqual([401, "signature_missing"]);
    expect((await app.call("GET", "/alerts/deliver", { headers: withSecret })).status).toBe(405);
    expect(app.calls).toEqual([]);
  });

  it("that is repeated repeats no work", async () => {
    const app = testApp();
    await deliver(app);
    const again = await deliver(app);
    expect([again.status, await codeOf(again)]).toEqual([409, "trigger_replayed"]);
    await settle();
    expect(app.calls.map(([name]) => name)).toEqual(["claimAlert", "recordAlert"]);
  });
});

describe("posting to the webhook", () => {
  it("sends the message as it was signed, follows no redirect and reads nothing of the answer", async () => {
    const cancel = vi.fn();
    const fetcher = vi.fn(
      async (..._call: Parameters<typeof fetch>) =>
        new Response(new ReadableStream({ cancel }), {
          status: 307,
          headers: { location: "http://10.0.0.1/" },
        }),
    );
    expect(await createPostWebhook(fetcher)(aMessage())).toEqual({ status: 307 });
    const [url, init] = fetcher.mock.calls[0] ?? [];
    const { headers, body } = aMessage();
    expect([url, init]).toMatchObject([
      aMessage().url,
      { method: "POST", headers, body, redirect: "manual" },
    ]);
    expect(cancel).toHaveBeenCalledOnce();
    expect(fetcher).toHaveBeenCalledOnce();
  });

  it.each([
    [new DOMException("The signal timed out", "TimeoutError"), "timeout"],
    [new TypeError("error sending request for url (https://hooks.chat.test/secret)"), "unreachable"],
    [new TypeError("Invalid URL: 'https://hooks.chat.test:99999/secret'"), "unreachable"],
  ])("that fails with %s is said in a word", async (error, failure) => {
    expect(await createPostWebhook(async () => Promise.reject(error))(aMessage())).toEqual({ failure });
  });
});
