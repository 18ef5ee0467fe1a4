// GET /status, /runs and /health: their query parameters and answers.
import { describe, expect, it } from "vitest";
import { Problem } from "../../supabase/functions/refresh-dashboard/problem.ts";
import { RUN_ID, testApp, VIEW, withSecret } from "./support/fakes.ts";

const get = (app: ReturnType<typeof testApp>, path: string) => app.call("GET", path, { headers: withSecret });

describe("query parameters that are right", () => {
  it.each([
    ["/status", { runs: 5 }],
    ["/status?runs=0", { runs: 0 }],
    ["/status?view=sales.mv%20a&runs=100", { view: "sales.mv a", runs: 100 }],
  ])("of %s", async (path, query) => {
    const app = testApp();
    expect((await get(app, path)).status).toBe(200);
    expect(app.calls).toEqual([["readStatus", query]]);
  });

  it.each([
    ["/runs", { limit: 50 }],
    ["/runs?limit=200&status=lost", { limit: 200, status: "lost" }],
    [`/runs?view=a&before=${RUN_ID}`, { view: "a", before: RUN_ID, limit: 50 }],
  ])("of %s", async (path, query) => {
    const app = testApp();
    expect(await (await get(app, path)).json()).toMatchObject({ view: VIEW, next: null });
    expect(app.calls).toEqual([["listRuns", query]]);
  });
});

describe("query parameters that are wrong are answered 422:", () => {
  it.each([
    ["/status?runs=101", "runs: "],
    ["/status?runs=-1", "runs: "],
    ["/status?runs=1e1", "runs: "],
    ["/status?runs=", "runs: "],
    ["/status?runs=1&runs=2", "given twice"],
    ["/status?view=", "view: "],
    ["/status?view=a%00b", "view: "],
    ["/status?limit=5", 'unknown query parameter "limit"'],
    ["/status?__proto__=5", 'unknown query parameter "__proto__"'],
    ["/runs?limit=0", "limit: "],
    ["/runs?limit=201", "limit: "],
    ["/runs?status=running", "status: "],
    ["/runs?before=1", "before: "],
    ["?view=a", 'unknown query parameter "view"'],
  ])("%s", async (path, part) => {
    const app = testApp();
    const response = await get(app, path);
    const problem = await response.json();
    expect([response.status, problem.code]).toEqual([422, "invalid_request"]);
    expect(problem.detail).toContain(part);
    expect(app.calls).toEqual([]);
  });
});

describe("GET /health", () => {
  it("is 200 fresh or 503 stale, and says nothing else", async () => {
    const fresh = await testApp().call("GET", "/health");
    expect([fresh.status, await fresh.json()]).toEqual([200, { status: "fresh" }]);
    const stale = await testApp({ health: async () => false }).call("GET", "/health");
    expect([stale.status, await stale.json()]).toEqual([503, { status: "stale" }]);
  });

  it("can be asked with HEAD", async () => {
    const response = await testApp({ health: async () => false }).call("HEAD", "/health");
    expect([response.status, await response.text()]).toEqual([503, ""]);
  });
});

describe("GET /", () => {
  it("lists every endpoint that there is", async () => {
    const { endpoints } = await (await get(testApp(), "/")).json();
    expect(Object.keys(endpoints)).toEqual([
      "GET /",
      "POST /refresh",
      "GET /status",
      "PATCH /reconfigure",
      "GET /runs",
      "GET /health",
    ]);
  });
});

it("a status of an unknown view is answered as the database says", async () => {
  const unknown = new Problem("unknown_view", "no managed view of that name");
  const response = await get(
    testApp({ database: { readStatus: () => Promise.reject(unknown) } }),
    "/status?view=x",
  );
  expect([response.status, (await response.json()).code]).toEqual([404, "unknown_view"]);
});
