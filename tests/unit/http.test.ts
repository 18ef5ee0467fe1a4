// What every call has in common: paths, methods, CORS, caching, and what a failure says.
import { describe, expect, it } from "vitest";
import { createApp } from "../../supabase/functions/refresh-dashboard/app.ts";
import { codeOf, testApp, withSecret } from "./support/fakes.ts";

describe("paths", () => {
  it.each(["", "/", "/status", "/status/", "/runs/"])(
    "are the same with and without a slash at the end: %s",
    async (path) => {
      expect((await testApp().call("GET", path, { headers: withSecret })).status).toBe(200);
    },
  );

  it.each(["/nothing", "/status/more", "//status", "/refresh-dashboard/status"])(
    "that are unknown are answered 404: %s",
    async (path) => {
      const response = await testApp().call("GET", path, { headers: withSecret });
      expect([response.status, await codeOf(response)]).toEqual([404, "not_found"]);
    },
  );

  it("of another function are not answered", async () => {
    const response = await createApp({} as never).fetch(new Request("http://edge.test/other/status"));
    expect([response.status, await codeOf(response)]).toEqual([404, "not_found"]);
  });
});

describe("methods", () => {
  it.each([
    ["POST", "/", "GET, HEAD, OPTIONS"],
    ["GET", "/refresh", "POST, OPTIONS"],
    ["HEAD", "/refresh", "POST, OPTIONS"],
    ["PUT", "/refresh/", "POST, OPTIONS"],
    ["DELETE", "/status", "GET, HEAD, OPTIONS"],
    ["POST", "/reconfigure", "PATCH, OPTIONS"],
    ["PATCH", "/runs", "GET, HEAD, OPTIONS"],
    ["POST", "/drift", "GET, HEAD, OPTIONS"],
    ["POST", "/health", "GET, HEAD, OPTIONS"],
  ])("%s %s is answered 405 with Allow: %s", async (method, path, allow) => {
    const app = testApp();
    const response = await app.call(method, path, { headers: withSecret });
    expect([response.status, response.headers.get("allow")]).toEqual([405, allow]);
    if (method !== "HEAD") expect(await codeOf(response)).toBe("method_not_allowed");
    expect(app.calls).toEqual([]);
  });
});

describe("a browser", () => {
  it("learns from a preflight what it may send, without credentials", async () => {
    const headers = { origin: "https://dashboard.test", "access-control-request-method": "GET" };
    const response = await testApp().call("OPTIONS", "/status", { headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-methods")).toBe("GET,POST,PATCH");
    expect(response.headers.get("access-control-allow-headers")).toBe("apikey,authorization,content-type");
    expect(response.headers.get("access-control-allow-credentials")).toBe(null);
  });

  it.each(["/status", "/drift?x=1", "/nothing"])("may read errors too: %s", async (path) => {
    const response = await testApp().call("GET", path);
    expect(response.status).toBeGreaterThanOrEqual(401);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("no answer may be cached:", () => {
  it.each([
    ["GET", "/status", withSecret],
    ["GET", "/status", {}],
    ["GET", "/health", {}],
    ["GET", "/nothing", {}],
    ["POST", "/status", {}],
  ])("%s %s", async (method, path, headers) => {
    expect((await testApp().call(method, path, { headers })).headers.get("cache-control")).toBe("no-store");
  });
});

describe("a bug", () => {
  const broken = () =>
    testApp({
      database: {
        readStatus: () => Promise.reject(new TypeError("table dashboard_refresh.views: sb_secret_x")),
      },
    });

  it("is answered 500 without a word about the inside", async () => {
    const response = await broken().call("GET", "/status", { headers: withSecret });
    expect(response.status).toBe(500);
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
      code: "internal",
      detail: "Something went wrong inside.",
      hint: "The function's log says what.",
    });
  });

  it("is in the log, with the call it happened in", async () => {
    const app = broken();
    await app.call("GET", "/status", { headers: withSecret });
    expect(app.logs).toEqual([
      expect.objectContaining({
        level: "error",
        event: "request_failed",
        method: "GET",
        path: "/refresh-dashboard/status",
        code: "internal",
        error: expect.objectContaining({
          name: "TypeError",
          message: expect.stringContaining("dashboard_refresh.views"),
        }),
      }),
    ]);
  });
});

it("a caller's mistake is not logged as a failure", async () => {
  const app = testApp();
  await app.call("GET", "/status?x=1", { headers: withSecret });
  await app.call("GET", "/nothing");
  expect(app.logs).toEqual([]);
});
