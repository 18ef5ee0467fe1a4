// GET and PATCH /views, GET /me, and the preview of a patch.
import { describe, expect, it } from "vitest";
import { VERSION } from "../../supabase/functions/refresh-dashboard/contract/version.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { anOverview, aViewInShort, NOW, testApp, VIEW, withSecret } from "./support/fakes.ts";
import { tokenOf } from "./support/keys.ts";

const get = (app: ReturnType<typeof testApp>, path: string, headers: Record<string, string> = {}) =>
  app.call("GET", path, { headers: { ...withSecret, ...headers } });
const patch = (app: ReturnType<typeof testApp>, path: string, body: object, headers = {}) =>
  app.call("PATCH", path, { headers: { ...withSecret, ...headers }, body });
const answering = (...overviews: ReturnType<typeof anOverview>[]) => {
  let asked = 0;
  return testApp({
    database: { listViews: async () => overviews[Math.min(asked++, overviews.length - 1)] as never },
  });
};

describe("GET /views", () => {
  it("answers what the database says of all views, with as many runs as were asked for", async () => {
    const app = testApp();
    const response = await get(app, "/views?runs=30");
    expect([response.status, await response.json()]).toEqual([200, anOverview()]);
    await get(app, "/views");
    expect(app.calls).toEqual([
      ["listViews", { runs: 30 }],
      ["listViews", { runs: 0 }],
    ]);
    expect((await get(app, "/views?runs=31")).status).toBe(422);
  });

  it("has an entity tag that stays while only the clock has moved", async () => {
    const later = anOverview({
      now: "2026-11-24T03:00:10+00:00",
      views: [aViewInShort({ staleness_seconds: 22.5, verified_at: NOW })],
    });
    const app = answering(anOverview(), later);
    const [one, other] = [await get(app, "/views"), await get(app, "/views")];
    expect(one.headers.get("etag")).toMatch(/^W\/"[0-9a-f]{32}"$/);
    expect(other.headers.get("etag")).toBe(one.headers.get("etag"));
  });

  it.each([
    ["a view's state", { views: [aViewInShort({ state: "stale" })] }],
    ["the scheduler", { scheduler: { ...anOverview().scheduler, alive: false } }],
    ["the disk", { read_only: true }],
    ["the pace to ask at", { poll_after_seconds: 2 }],
  ] as const)("has another entity tag when %s is another", async (_what, members) => {
    const app = answering(anOverview(), anOverview(members as never));
    const [one, other] = [await get(app, "/views"), await get(app, "/views")];
    expect(other.headers.get("etag")).not.toBe(one.headers.get("etag"));
  });

  it("answers 304 and no body to who has it", async () => {
    const app = testApp();
    const etag = (await get(app, "/views")).headers.get("etag") ?? "";
    for (const sent of [etag, etag.replace("W/", ""), `"x", ${etag}`, "*"]) {
      const response = await get(app, "/views", { "if-none-match": sent });
      expect([response.status, await response.text(), response.headers.get("etag")]).toEqual([304, "", etag]);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    }
    for (const sent of ['"x"', "x", ""])
      expect((await get(app, "/views", { "if-none-match": sent })).status).toBe(200);
  });
});

describe("PATCH /views", () => {
  it("hands on the settings as they are, and who asks", async () => {
    const app = testApp();
    const response = await patch(app, "/views", { active: false, pause_reason: "migration" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ views: [{ view: VIEW, after: { active: false } }] });
    expect(app.calls).toEqual([
      [
        "reconfigureAll",
        { settings: { active: false, pause_reason: "migration" }, changedBy: "secret key (default)" },
      ],
    ]);
  });

  it.each([{}, { active: [true] }])("refuses what is no patch: %j", async (body) => {
    const app = testApp();
    expect((await patch(app, "/views", body)).status).toBe(422);
    expect(app.calls).toEqual([]);
  });
});

describe("PATCH /reconfigure?dry_run=true", () => {
  it("asks what the change would make, and changes nothing", async () => {
    const app = testApp();
    const response = await patch(app, "/reconfigure?dry_run=true", { view: VIEW, schedule: "0 6 * * *" });
    expect(await response.json()).toMatchObject({ dry_run: true, after: { schedule: "0 6 * * *" } });
    expect(app.calls).toEqual([
      ["previewSettings", { view: VIEW, settings: { schedule: "0 6 * * *" }, expectedRevision: undefined }],
    ]);
  });

  it("expects the revision that If-Match names, as the change would", async () => {
    const app = testApp();
    await patch(app, "/reconfigure?dry_run=true", { active: true }, { "if-match": '"7"' });
    expect(app.calls).toMatchObject([["previewSettings", { expectedRevision: 7 }]]);
  });

  it.each(["dry_run=false", "dry_run=", "dry_run=1"])(
    "is refused with %s, not taken for a change",
    async (query) => {
      const app = testApp();
      const response = await patch(app, `/reconfigure?${query}`, { active: true });
      expect([response.status, (await response.json()).detail]).toEqual([422, "dry_run: must be true."]);
      expect(app.calls).toEqual([]);
    },
  );
});

describe("GET /me", () => {
  it("says as whom the caller is known, and whether that role may act", async () => {
    const version = { function: VERSION, database: VERSION };
    expect(await (await get(testApp(), "/me")).json()).toEqual({
      name: "secret key (default)",
      role: "secret",
      may_act: true,
      version,
    });
    for (const [role, mayAct] of [
      ["operator", true],
      ["viewer", false],
    ] as const) {
      const headers = { authorization: `Bearer ${await tokenOf(role)}` };
      const response = await testApp().call("GET", "/me", { headers });
      expect(await response.json()).toMatchObject({ role, may_act: mayAct, version });
    }
  });

  it("answers also while the database does not", async () => {
    const down = new Problem("database_unavailable", "The database does not answer.");
    const response = await get(testApp({ database: { readVersion: () => Promise.reject(down) } }), "/me");
    expect([response.status, (await response.json()).version.database]).toEqual([200, null]);
  });
});

describe("pages and lists", () => {
  it.each([
    ["/settings", ["listSettings"]],
    ["/schedule?schedule=0+6+*+*+*", ["readSchedule", { schedule: "0 6 * * *", firings: 3 }]],
    [
      "/schedule?schedule=@hourly&time_zone=America/Bogota&firings=10",
      ["readSchedule", { schedule: "@hourly", time_zone: "America/Bogota", firings: 10 }],
    ],
    ["/changes", ["listChanges", { limit: 50 }]],
    ["/changes?view=a&before=7&limit=100", ["listChanges", { view: "a", before: 7, limit: 100 }]],
    ["/alerts", ["listAlerts", { limit: 50 }]],
    [
      "/runs?all=true&since=2026-11-24T03:00:00%2B01:00",
      ["listRuns", { all: true, since: "2026-11-24T03:00:00+01:00", limit: 50 }],
    ],
  ])("reach the database as they were asked for: %s", async (path, call) => {
    const app = testApp();
    expect((await get(app, path)).status).toBe(200);
    expect(app.calls).toEqual([call]);
  });

  it.each([
    "/schedule",
    "/schedule?schedule=",
    "/schedule?schedule=@hourly&firings=101",
    "/changes?before=0",
    "/changes?limit=101",
    "/alerts?before=x",
    "/runs?all=yes",
    "/runs?since=yesterday",
    "/runs?since=2026-11-24T03:00:00",
  ])("are refused where what is asked makes no sense: %s", async (path) => {
    const app = testApp();
    expect((await get(app, path)).status).toBe(422);
    expect(app.calls).toEqual([]);
  });
});
