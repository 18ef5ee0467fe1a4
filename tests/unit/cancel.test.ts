// POST /runs/{id}/cancel, and what a cancelled run is for who waited for it.
import { describe, expect, it } from "vitest";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { aRun, codeOf, NOW, RUN_ID, testApp, withSecret } from "./support/fakes.ts";
import { tokenOf } from "./support/keys.ts";

const cancel = (
  app: ReturnType<typeof testApp>,
  body?: object,
  id = RUN_ID,
  headers = withSecret as object,
) =>
  app.call("POST", `/runs/${id}/cancel`, {
    headers: headers as Record<string, string>,
    ...(body ? { body } : {}),
  });
const cancellation = { requested_at: NOW, requested_by: "ana", reason: "wrong view" };

describe("a run that is to be cancelled", () => {
  it("is answered 200 when it is, with by whom and why", async () => {
    const run = aRun({ status: "cancelled", cancellation });
    const app = testApp({ database: { cancelRun: async () => run } });
    const response = await cancel(app, { reason: "wrong view" });
    expect([response.status, await response.json()]).toEqual([200, run]);
    expect(response.headers.has("location")).toBe(false);
    expect(app.calls).toEqual([["cancelRun", RUN_ID, "secret key (default)", "wrong view"]]);
  });

  it("is answered 202 while its session has not let go, with where to ask", async () => {
    const run = aRun({ running: true, cancelling: true, cancellation });
    const response = await cancel(testApp({ database: { cancelRun: async () => run } }));
    expect([response.status, response.headers.get("location")]).toEqual([202, `../../runs/${RUN_ID}`]);
    expect(await response.json()).toEqual(run);
  });

  it("is cancelled in the name of the operator who asks", async () => {
    const app = testApp();
    const headers = { authorization: `Bearer ${await tokenOf("operator", "ana@example.test")}` };
    expect((await cancel(app, {}, RUN_ID, headers)).status).toBe(200);
    const [[, , by]] = app.calls as [[string, string, string]];
    expect(by).toBe("ana@example.test (user-1)");
  });

  it("is answered 409 with the run when it is over", async () => {
    const run = aRun({ status: "succeeded" });
    const over = new Problem("run_finished", "the run is over", { hint: "look at it" });
    const app = testApp({
      database: { cancelRun: () => Promise.reject(over), readRun: async () => run },
    });
    const response = await cancel(app);
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ code: "run_finished", hint: "look at it", run });
  });

  it("is answered 409 without it when that cannot be read", async () => {
    const over = new Problem("run_finished", "the run is over");
    const fail = () => Promise.reject(over);
    expect(await codeOf(await cancel(testApp({ database: { cancelRun: fail, readRun: fail } })))).toBe(
      "run_finished",
    );
  });

  it("is answered 404 when there is none", async () => {
    const unknown = new Problem("unknown_run", "there is no run");
    const response = await cancel(testApp({ database: { cancelRun: () => Promise.reject(unknown) } }));
    expect([response.status, await codeOf(response)]).toEqual([404, "unknown_run"]);
  });

  it.each([
    [RUN_ID, { reason: "" }],
    [RUN_ID, { reason: "a\u0007b" }],
    [RUN_ID, { reason: "x".repeat(201) }],
    [RUN_ID, { force: true }],
    ["1", {}],
  ])("is not looked for where what is sent makes no sense: %s %j", async (id, body) => {
    const app = testApp();
    expect((await cancel(app, body, id)).status).toBe(422);
    expect(app.calls).toEqual([]);
  });
});

it("who waited for a refresh that was cancelled is told by whom and why", async () => {
  const run = aRun({ status: "cancelled", cancellation });
  const app = testApp({ database: { runRefresh: async () => run } });
  const response = await app.call("POST", "/refresh", { headers: withSecret, body: {} });
  expect(response.status).toBe(409);
  expect(await response.json()).toMatchObject({
    code: "refresh_cancelled",
    detail: "The refresh was cancelled by ana: wrong view.",
    run,
  });
});
