// POST /refresh of all views, and of one that has to be as fresh as a time.
import { describe, expect, it } from "vitest";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { settle } from "./support/clock.ts";
import { aRun, codeOf, NOW, RUN_ID, testApp, VIEW, withSecret } from "./support/fakes.ts";

const ids = [1, 2, 3].map((n) => RUN_ID.replace(/^./, String(n)));
const [FIRST = "", SECOND = "", THIRD = ""] = ids;
const BY = "secret key (default)";
const refresh = (app: ReturnType<typeof testApp>, body: object) =>
  app.call("POST", "/refresh", { headers: withSecret, body });

describe("a refresh of all", () => {
  const all = { runs: ids.map((id) => aRun({ id })), skipped: [] };

  it("is answered 202 at once with the runs, and the views that were skipped", async () => {
    const answer = {
      runs: [aRun()],
      skipped: [{ view: "public.b", code: "paused", message: "it is paused" }],
    };
    const app = testApp({
      database: { requestAll: async () => answer, runRefresh: () => new Promise(() => {}) },
    });
    const response = await refresh(app, { all: true });
    expect([response.status, await response.json()]).toEqual([202, answer]);
    expect(app.calls[0]).toEqual(["requestAll", false, BY]);
  });

  it("goes through the runs one after the other, in their order", async () => {
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    const runRefresh = (id: string) =>
      new Promise<ReturnType<typeof aRun>>((resolve) => {
        begun.push(id);
        ends.set(id, () => resolve(aRun({ id, status: "succeeded" })));
      });
    const app = testApp({ database: { requestAll: async () => all, runRefresh } });
    await refresh(app, { all: true, force: true });
    for (const [index, id] of ids.entries()) {
      await settle();
      expect(begun).toEqual(ids.slice(0, index + 1));
      ends.get(id)?.();
    }
    await settle();
    expect(app.calls[0]).toEqual(["requestAll", true, BY]);
    expect(app.logs.filter(({ event }) => event === "run_ended")).toHaveLength(3);
  });

  it("leaves the others when one fails, or breaks", async () => {
    const runRefresh = async (id: string) => {
      if (id === SECOND) throw new Error("a bug");
      return aRun({ id, status: id === FIRST ? "failed" : "succeeded" });
    };
    const app = testApp({ database: { requestAll: async () => all, runRefresh } });
    await refresh(app, { all: true });
    await settle();
    expect(app.logs.map(({ event, run_id, status }) => [event, run_id, status])).toEqual([
      ["run_ended", FIRST, "failed"],
      ["background_failed", SECOND, undefined],
      ["run_ended", THIRD, "succeeded"],
    ]);
  });

  it("begins no run that the watchdog will be at by then", async () => {
    const begun: string[] = [];
    const runRefresh = async (id: string) => {
      begun.push(id);
      return aRun({ id });
    };
    const app = testApp({ database: { requestAll: async () => all, runRefresh } });
    await refresh(app, { all: true });
    await app.clock.advance(300_000);
    expect(new Set(begun)).toEqual(new Set(ids));
    const left = app.logs.filter(({ event }) => event === "run_left_to_watchdog");
    expect(left.map(({ run_id }) => run_id)).toEqual(ids);
    expect(app.clock.sleeping()).toBe(0);
  });

  it("does not touch a run that is over already", async () => {
    const answer = { runs: [aRun({ status: "succeeded" })], skipped: [] };
    const app = testApp({ database: { requestAll: async () => answer } });
    await refresh(app, { all: true });
    await settle();
    expect(app.calls).toEqual([["requestAll", false, BY]]);
  });

  it.each([
    [{ all: false }, "all: must be true"],
    [{ all: true, view: "a" }, 'unknown field "view"'],
    [{ all: true, as_of: NOW }, 'unknown field "as_of"'],
    [{ all: true, wait_seconds: 3 }, 'unknown field "wait_seconds"'],
  ])("is refused where what is sent makes no sense: %j", async (body, part) => {
    const app = testApp();
    const response = await refresh(app, body);
    expect(response.status).toBe(422);
    expect((await response.json()).detail).toContain(part);
    expect(app.calls).toEqual([]);
  });
});

describe("a view that has to be as fresh as a time", () => {
  const as_of = "2026-11-24T02:59:00Z";
  const fresh = { view: VIEW, fresh_as_of: NOW, is_fresh: true, run: null };
  const stale = { view: VIEW, fresh_as_of: null, is_fresh: false, run: aRun() };

  it("and is, is answered 200 without a refresh", async () => {
    const app = testApp();
    const response = await refresh(app, { as_of, view: VIEW });
    expect([response.status, await response.json()]).toEqual([
      200,
      { view: VIEW, fresh_as_of: NOW, run: null },
    ]);
    expect(app.calls).toEqual([["requestAsOf", VIEW, as_of, BY]]);
  });

  it("and is not, is refreshed and asked about again", async () => {
    const answers = [stale, fresh];
    const app = testApp({ database: { requestAsOf: async () => answers.shift() as never } });
    const response = await refresh(app, { as_of });
    const run = aRun({ status: "succeeded" });
    expect([response.status, await response.json()]).toEqual([200, { view: VIEW, fresh_as_of: NOW, run }]);
    expect(app.calls.map(([name]) => name)).toEqual(["requestAsOf", "runRefresh", "requestAsOf"]);
  });

  it("and is not in time, is answered 202 with the run and where it is", async () => {
    const app = testApp({
      database: { requestAsOf: async () => stale, runRefresh: () => new Promise(() => {}) },
    });
    const answered = refresh(app, { as_of, wait_seconds: 5 });
    await app.clock.advance(5_000);
    const response = await answered;
    expect([response.status, response.headers.get("location")]).toEqual([202, `./runs/${RUN_ID}`]);
    expect(await response.json()).toEqual({ view: VIEW, fresh_as_of: null, run: aRun() });
  });

  it("and never gets there, is not refreshed for ever", async () => {
    const app = testApp({ database: { requestAsOf: async () => stale } });
    expect((await refresh(app, { as_of })).status).toBe(202);
    expect(app.calls.filter(([name]) => name === "runRefresh")).toHaveLength(3);
  });

  it("and cannot be told when, is answered 202 without a place to ask", async () => {
    const app = testApp({ database: { requestAsOf: async () => ({ ...stale, run: null }) } });
    const response = await refresh(app, { as_of });
    expect([response.status, response.headers.has("location")]).toEqual([202, false]);
  });

  it.each([
    ["failed", 503, "refresh_failed"],
    ["lost", 503, "refresh_lost"],
    ["cancelled", 409, "refresh_cancelled"],
  ] as const)("and whose run is %s, is answered %i", async (status, expected, code) => {
    const app = testApp({
      database: { requestAsOf: async () => stale, runRefresh: async () => aRun({ status }) },
    });
    const response = await refresh(app, { as_of });
    expect([response.status, await codeOf(response)]).toEqual([expected, code]);
  });

  it("in the future is refused by the database", async () => {
    const refused = new Problem("invalid_argument", "as_of lies in the future");
    const app = testApp({ database: { requestAsOf: () => Promise.reject(refused) } });
    expect((await refresh(app, { as_of: "2999-01-01T00:00:00Z" })).status).toBe(400);
  });

  it.each([
    { as_of: "yesterday" },
    { as_of: "2026-11-24" },
    { as_of: "2026-11-24T03:00:00" },
    { as_of: null },
    { as_of, force: true },
    { as_of, wait_seconds: 121 },
  ])("is refused where what is sent makes no sense: %j", async (body) => {
    const app = testApp();
    expect((await refresh(app, body)).status).toBe(422);
    expect(app.calls).toEqual([]);
  });
});
