// GET /status, /reconfigure, /runs, /runs/{id}, /drift and /health: their query parameters and answers.
import { afterEach, describe, expect, it, vi } from "vitest";
import { HEALTH_TTL_MS } from "../../supabase/functions/refresh-dashboard/database/health.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { aRun, RUN_ID, testApp, VIEW, withSecret } from "./support/fakes.ts";

const get = (app: ReturnType<typeof testApp>, path: string) => app.call("GET", path, { headers: withSecret });

describe("query parameters that are right", () => {
  it.each([
    ["/status", { runs: 5 }],
    ["/status?runs=0", { runs: 0 }],
    ["/status?view=sales.mv%20a&runs=100", { view: "sales.mv a", runs: 100 }],
  ])("reach the database as a view and a number of runs: %s", async (path, query) => {
    const app = testApp();
    expect((await get(app, path)).status).toBe(200);
    expect(app.calls).toEqual([["readStatus", query]]);
  });

  it.each([
    ["/runs", { limit: 50 }],
    ["/runs?limit=200&status=lost", { limit: 200, status: "lost" }],
    [`/runs?view=a&before=${RUN_ID}`, { view: "a", before: RUN_ID, limit: 50 }],
  ])("reach the database as a page of the ledger: %s", async (path, query) => {
    const app = testApp();
    expect(await (await get(app, path)).json()).toMatchObject({ view: VIEW, next: null });
    expect(app.calls).toEqual([["listRuns", query]]);
  });

  it.each([
    ["/drift", {}],
    ["/drift?view=a&by=ejecutivo_id", { view: "a", by: "ejecutivo_id" }],
    ["/drift?by=%C3%A1rea%20%22x%22", { by: 'área "x"' }],
  ])("reach the database as a view and a column: %s", async (path, query) => {
    const app = testApp();
    expect((await get(app, path)).status).toBe(200);
    expect(app.calls).toEqual([["readDrift", query]]);
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
    ["/drift?by=", "by: "],
    ["/drift?by=a&by=b", "given twice"],
    ["/drift?column=a", 'unknown query parameter "column"'],
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

describe("GET /runs/{id}", () => {
  it("answers the run as it is now", async () => {
    const run = aRun({ status: "succeeded", duration_ms: 412.5 });
    const app = testApp({ database: { readRun: async () => run } });
    const response = await get(app, `/runs/${RUN_ID}`);
    expect([response.status, await response.json()]).toEqual([200, run]);
    expect(app.calls).toEqual([["readRun", RUN_ID]]);
  });

  it("answers a run that failed with 200: the question was answered", async () => {
    const run = aRun({ status: "failed", error: { message: "no", kind: "lasting" } });
    const response = await get(testApp({ database: { readRun: async () => run } }), `/runs/${RUN_ID}`);
    expect([response.status, (await response.json()).error.kind]).toEqual([200, "lasting"]);
  });

  it("answers 404 for a run that there is not", async () => {
    const unknown = new Problem("unknown_run", "there is no run of that id");
    const app = testApp({ database: { readRun: () => Promise.reject(unknown) } });
    const response = await get(app, `/runs/${RUN_ID}`);
    expect([response.status, (await response.json()).code]).toEqual([404, "unknown_run"]);
  });

  it.each(["1", "..%2fstatus", `${RUN_ID}0`, "%00", "%zz", "null"])(
    "refuses what is no id before the database hears of it: %s",
    async (id) => {
      const app = testApp();
      const response = await get(app, `/runs/${id}`);
      const problem = await response.json();
      expect([response.status, problem.code, problem.hint]).toEqual([
        422,
        "invalid_request",
        "Allowed path parameters: id.",
      ]);
      expect(app.calls).toEqual([]);
    },
  );
});

describe("GET /reconfigure", () => {
  it("answers the settings, with their revision as entity tag", async () => {
    const app = testApp();
    const response = await get(app, "/reconfigure?view=a.b");
    expect([response.status, response.headers.get("etag")]).toEqual([200, '"3"']);
    expect(await response.json()).toEqual({ view: VIEW, revision: 3, settings: { active: true } });
    expect(app.calls).toEqual([["readSettings", { view: "a.b" }]]);
  });

  it("takes no other parameter", async () => {
    const response = await get(testApp(), "/reconfigure?runs=1");
    expect([response.status, (await response.json()).detail]).toEqual([
      422,
      'unknown query parameter "runs".',
    ]);
  });
});

describe("GET /drift", () => {
  const incomplete = {
    view: VIEW,
    by: null,
    complete: false,
    at: "2026-11-24T03:00:00+00:00",
    reason: "cut after 25.0 s",
  };

  it("passes the comparison on, also one that was cut", async () => {
    const app = testApp({ database: { readDrift: async () => incomplete } });
    const response = await get(app, "/drift");
    expect([response.status, await response.json()]).toEqual([200, incomplete]);
  });

  it.each([
    ["unknown_view", 404],
    ["view_required", 400],
    ["not_a_materialized_view", 422],
    ["invalid_argument", 400],
    ["not_comparable", 422],
  ] as const)("answers %s as %i", async (code, status) => {
    const readDrift = () => Promise.reject(new Problem(code, "what happened", { hint: "do this" }));
    const response = await get(testApp({ database: { readDrift } }), "/drift?by=x");
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, detail: "what happened", hint: "do this" });
  });
});

it("GET /drift of a view that is being compared is answered 409, with when to ask again", async () => {
  const readDrift = () => Promise.reject(new Problem("drift_running", "what happened", { hint: "do this" }));
  const response = await get(testApp({ database: { readDrift } }), "/drift");
  expect([response.status, response.headers.get("retry-after")]).toEqual([409, "5"]);
  expect(await response.json()).toMatchObject({
    code: "drift_running",
    detail: "what happened",
    hint: "do this",
  });
});

describe("a query that no call would have is refused before it is taken apart:", () => {
  afterEach(() => vi.restoreAllMocks());

  const parameters = (count: number, name = (index: number) => `p${index}`) =>
    Array.from({ length: count }, (_, index) => `${name(index)}=1`).join("&");
  it.each([
    ["20,000 parameters", parameters(20_000)],
    ["20,000 times the same", parameters(20_000, () => "view")],
    ["21 parameters", parameters(21)],
    ["one of 10,000 characters", `view=${"x".repeat(10_000)}`],
  ])("%s", async (_what, query) => {
    const entries = vi.spyOn(URLSearchParams.prototype, Symbol.iterator);
    const app = testApp();
    const response = await get(app, `/drift?${query}`);
    expect([response.status, (await response.json()).code]).toEqual([422, "invalid_request"]);
    expect(entries).not.toHaveBeenCalled();
    expect(app.calls).toEqual([]);
  });

  it("but one of 20 parameters is, and each that is wrong is named", async () => {
    const response = await get(testApp(), `/drift?${parameters(20)}`);
    expect((await response.json()).detail).toContain('unknown query parameter "p0"');
  });
});

describe("GET /health", () => {
  it("is 200 fresh or 503 stale, and says nothing else", async () => {
    const fresh = await testApp().call("GET", "/health");
    expect([fresh.status, await fresh.json()]).toEqual([200, { status: "fresh" }]);
    const stale = await testApp({ health: async () => false }).call("GET", "/health");
    expect([stale.status, await stale.json()]).toEqual([503, { status: "stale" }]);
    // As long as the answer is kept: sooner nobody is told anything else.
    expect(stale.headers.get("retry-after")).toBe(String(HEALTH_TTL_MS / 1000));
    expect(fresh.headers.has("retry-after")).toBe(false);
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
      "GET /views",
      "PATCH /views",
      "GET /status",
      "GET /reconfigure",
      "PATCH /reconfigure",
      "GET /settings",
      "GET /schedule",
      "GET /changes",
      "GET /runs",
      "GET /runs/{id}",
      "POST /runs/{id}/cancel",
      "GET /drift",
      "GET /alerts",
      "POST /alerts/test",
      "POST /alerts/deliver",
      "GET /doctor",
      "POST /doctor/silence",
      "POST /doctor/loop",
      "GET /doctor/loops",
      "GET /doctor/loops/{id}",
      "POST /doctor/ping",
      "GET /metrics",
      "GET /me",
      "GET /openapi.json",
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
