// POST /refresh from the database: accepted at once, worked on afterwards, and only when it is really the database.
import { describe, expect, it, vi } from "vitest";
import { createVerifyTrigger } from "../../supabase/functions/refresh-dashboard/auth/verify-trigger.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { settle } from "./support/clock.ts";
import { aRun, codeOf, RUN_ID, testApp, VIEW } from "./support/fakes.ts";
import { FOREIGN_SECRET, NEXT_TRIGGER_SECRET, SECRET_KEY, sign } from "./support/keys.ts";

const BODY = JSON.stringify({ view: VIEW, run_id: RUN_ID });
const OTHER_ID = "5b1f7a80-5d9a-4b3e-8a54-2f6f0f0c9a11";

describe("a well signed trigger", () => {
  it("is answered 202 and its run is brought to an end in the background", async () => {
    const app = testApp();
    const response = await app.trigger();
    expect([response.status, await response.json()]).toEqual([202, { accepted: true, run_id: RUN_ID }]);
    await settle();
    expect(app.calls).toEqual([
      ["readRun", RUN_ID],
      ["runRefresh", RUN_ID],
    ]);
    expect(app.logs.map((line) => line.event)).toEqual(["trigger_accepted", "run_ended"]);
  });

  it("is answered before the database answers", async () => {
    const app = testApp({ database: { runRefresh: () => new Promise(() => {}) } });
    expect((await app.trigger()).status).toBe(202);
  });

  it("is answered 202 with the database down, and the failure is logged", async () => {
    const down = new Problem("database_unavailable", "The database does not answer.");
    const app = testApp({
      database: { runRefresh: () => Promise.reject(down), readRun: () => Promise.reject(down) },
    });
    expect((await app.trigger()).status).toBe(202);
    await app.clock.advance(60_000);
    expect(app.logs.at(-1)).toMatchObject({ level: "error", event: "background_failed", run_id: RUN_ID });
  });

  it("is answered 202 within half a second though the database hangs, and the work is begun", async () => {
    const app = testApp({ database: { readRun: () => new Promise(() => {}) } });
    let answered = false;
    const answer = app.trigger().finally(() => {
      answered = true;
    });
    await vi.waitFor(() => expect(app.calls).not.toEqual([]));
    await app.clock.advance(499);
    expect(answered).toBe(false);
    await app.clock.advance(1);
    expect((await answer).status).toBe(202);
    await settle();
    expect(app.calls).toEqual([
      ["readRun", RUN_ID],
      ["runRefresh", RUN_ID],
    ]);
  });

  it("is answered 202 when the look at the run fails in any other way, and the work is begun", async () => {
    const app = testApp({ database: { readRun: () => Promise.reject(new Error("a bug")) } });
    expect((await app.trigger()).status).toBe(202);
    await settle();
    expect(app.calls.map(([name]) => name)).toEqual(["readRun", "runRefresh"]);
  });

  it("of a run that this project's database does not have is answered 409, and nothing is run", async () => {
    const app = testApp({
      database: {
        readRun: async () => Promise.reject(new Problem("unknown_run", "there is no run of that id")),
      },
    });
    const response = await app.trigger();
    expect(response.status).toBe(409);
    const problem = await response.json();
    expect(problem).toMatchObject({ code: "unknown_run", status: 409, title: "Conflict" });
    expect(problem.hint).toContain("another database");
    await settle();
    expect(app.calls).toEqual([["readRun", RUN_ID]]);
    expect(app.logs).toMatchObject([{ level: "warn", event: "trigger_refused", code: "unknown_run" }]);
  });

  it("is told where its run can be watched", async () => {
    expect((await testApp().trigger()).headers.get("location")).toBe(`./runs/${RUN_ID}`);
  });

  it("keeps asking while the view is busy, then leaves the run to the watchdog", async () => {
    const app = testApp({ database: { runRefresh: async (id) => aRun({ id }) } });
    await app.trigger();
    await app.clock.advance(120_000);
    expect(app.calls.length).toBeGreaterThan(50);
    expect(app.calls.length).toBeLessThan(65);
    expect(app.logs.at(-1)).toMatchObject({ level: "warn", event: "run_left_to_watchdog", status: "queued" });
  });

  it("may be signed with either secret while they are rotated", async () => {
    const app = testApp();
    const headers = sign(RUN_ID, BODY, { secret: NEXT_TRIGGER_SECRET });
    expect((await app.trigger({ headers })).status).toBe(202);
    expect((await app.trigger({ runId: OTHER_ID })).status).toBe(202);
  });

  it("may carry several signatures, as a sender that rotates does", async () => {
    const right = sign(RUN_ID, BODY);
    const wrong = sign(RUN_ID, BODY, { secret: FOREIGN_SECRET });
    const headers = { "webhook-signature": `${wrong["webhook-signature"]} ${right["webhook-signature"]}` };
    expect((await testApp().trigger({ headers })).status).toBe(202);
  });
});

describe("a replayed trigger", () => {
  it("is answered 409 and repeats no work", async () => {
    const app = testApp();
    await app.trigger();
    const again = await app.trigger();
    expect([again.status, await codeOf(again)]).toEqual([409, "trigger_replayed"]);
    await settle();
    expect(app.calls).toEqual([
      ["readRun", RUN_ID],
      ["runRefresh", RUN_ID],
    ]);
  });

  it("does not keep out another run's trigger", async () => {
    const app = testApp();
    await app.trigger();
    expect((await app.trigger({ runId: OTHER_ID })).status).toBe(202);
  });

  it("is remembered only once it was accepted: a refused one can be sent again", async () => {
    const app = testApp();
    await app.trigger({ headers: sign(RUN_ID, BODY, { secret: FOREIGN_SECRET }) });
    expect((await app.trigger()).status).toBe(202);
  });
});

describe("a trigger that does not verify", () => {
  const at = (seconds: number) => sign(RUN_ID, BODY, { at: Date.now() + seconds * 1000 });
  const refused: Record<string, [code: string, headers: Record<string, string>, body?: string]> = {
    "signed with another secret": ["signature_invalid", sign(RUN_ID, BODY, { secret: FOREIGN_SECRET })],
    "with another body than was signed": [
      "signature_invalid",
      sign(RUN_ID, BODY),
      BODY.replace("public", "publix"),
    ],
    "with one byte more than was signed": ["signature_invalid", sign(RUN_ID, BODY), `${BODY} `],
    "with a byte order mark that was not signed": ["signature_invalid", sign(RUN_ID, BODY), `\uFEFF${BODY}`],
    "with another id than was signed": ["signature_invalid", { "webhook-id": OTHER_ID }],
    "whose signed id names another run": ["signature_invalid", sign(OTHER_ID, BODY), BODY],
    "with another time than was signed": [
      "signature_invalid",
      { "webhook-timestamp": String(Math.floor(Date.now() / 1000) - 7) },
    ],
    "with a time that is not a number": ["signature_invalid", { "webhook-timestamp": "now" }],
    "with a time that only begins as one": [
      "signature_invalid",
      { "webhook-timestamp": `${Math.floor(Date.now() / 1000)}.0` },
    ],
    "of another version": ["signature_invalid", { "webhook-signature": "v2,AAAA" }],
    "with a signature that is none": ["signature_invalid", { "webhook-signature": "v1" }],
    "six minutes old": ["signature_expired", at(-360)],
    "six minutes ahead": ["signature_expired", at(360)],
    "without an id": ["signature_missing", { "webhook-id": "" }],
    "without a time": ["signature_missing", { "webhook-timestamp": "" }],
    "without a signature": ["signature_missing", { "webhook-signature": "" }],
  };

  it.each(Object.entries(refused))(
    "%s is answered 401 and does nothing",
    async (_name, [code, headers, body]) => {
      const app = testApp();
      const response = await app.trigger(body === undefined ? { headers } : { headers, body });
      expect([response.status, await codeOf(response)]).toEqual([401, code]);
      await settle();
      expect(app.calls).toEqual([]);
      const requestId = response.headers.get("x-request-id");
      expect(app.logs).toEqual([{ level: "warn", event: "trigger_refused", request_id: requestId, code }]);
    },
  );

  it("four minutes old is still accepted: the limit is five", async () => {
    expect((await testApp().trigger({ headers: at(-240) })).status).toBe(202);
  });

  it("is refused before its body is looked at", async () => {
    const response = await testApp().trigger({ body: "not json", headers: sign(RUN_ID, BODY) });
    expect(await codeOf(response)).toBe("signature_invalid");
  });

  it("of bytes that are no text is refused", async () => {
    const bytes = new Uint8Array([0x7b, 0xff, 0x7d]);
    const headers = { "content-type": "application/json", ...sign(RUN_ID, "{\uFFFD}") };
    const response = await testApp().call("POST", "/refresh", { headers, body: bytes });
    expect(await codeOf(response)).toBe("signature_invalid");
  });
});

describe("a well signed trigger with a body that is wrong", () => {
  it.each([
    ["invalid_json", "not json"],
    ["invalid_request", "[]"],
    ["invalid_request", "{}"],
    ["invalid_request", JSON.stringify({ view: VIEW, run_id: "1" })],
    ["invalid_request", JSON.stringify({ view: VIEW, run_id: RUN_ID, force: true })],
    ["invalid_request", JSON.stringify({ run_id: RUN_ID })],
  ])("is answered %s: %s", async (code, body) => {
    const app = testApp();
    expect(await codeOf(await app.trigger({ body }))).toBe(code);
    expect(app.calls).toEqual([]);
  });

  it("is answered 415 when it is not said to be JSON", async () => {
    expect((await testApp().trigger({ headers: { "content-type": "text/plain" } })).status).toBe(415);
  });

  it("is answered 413 when it is too large", async () => {
    const body = JSON.stringify({ view: "x".repeat(17_000), run_id: RUN_ID });
    expect((await testApp().trigger({ body })).status).toBe(413);
  });
});

describe("without a usable signing secret", () => {
  const withoutSecret = () => testApp({ verifyTrigger: createVerifyTrigger([], Date.now) });

  it("a trigger is answered 500 misconfigured, and the log says which variable", async () => {
    const app = withoutSecret();
    const response = await app.trigger();
    expect([response.status, await codeOf(response)]).toEqual([500, "misconfigured"]);
    expect(JSON.stringify(app.logs)).toContain("REFRESH_DASHBOARD_TRIGGER_SECRET");
    expect(app.calls).toEqual([]);
  });

  it("everything else works", async () => {
    expect((await withoutSecret().call("GET", "/status", { headers: { apikey: SECRET_KEY } })).status).toBe(
      200,
    );
  });
});
