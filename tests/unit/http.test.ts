// What every call has in common: paths, methods, CORS, caching, ids of requests, and what a failure says.
import { corsHeaders } from "@supabase/supabase-js/cors";
import { describe, expect, it } from "vitest";
import { createApp } from "../../supabase/functions/refresh-dashboard/app.ts";
import { allowOf, NAMED_ENDPOINTS } from "../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { createHealth } from "../../supabase/functions/refresh-dashboard/database/health.ts";
import { rightCall } from "./support/calls.ts";
import { settle } from "./support/clock.ts";
import { anAlert, codeOf, RUN_ID, testApp, withSecret } from "./support/fakes.ts";

const pathOf = (path: string) => path.replace("{id}", RUN_ID);
const PATHS = [...new Set(NAMED_ENDPOINTS.map(([, { path }]) => path))];
const READS = NAMED_ENDPOINTS.filter(([, { method }]) => method === "GET").map(([name, { path }]) => {
  const { query } = rightCall(name);
  return query ? `${path}?${query}` : path;
});

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
    ["POST", "/reconfigure", "GET, HEAD, PATCH, OPTIONS"],
    ["DELETE", `/runs/${RUN_ID}`, "GET, HEAD, OPTIONS"],
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

describe("OPTIONS", () => {
  it.each(PATHS)("of %s says which methods it has", async (path) => {
    const app = testApp();
    const response = await app.call("OPTIONS", pathOf(path));
    expect([response.status, response.headers.get("allow"), await response.text()]).toEqual([
      204,
      allowOf(path),
      "",
    ]);
    expect(app.calls).toEqual([]);
  });

  it("of a path that takes a patch says in which forms", async () => {
    const response = await testApp().call("OPTIONS", "/reconfigure");
    expect(response.headers.get("accept-patch")).toBe("application/json, application/merge-patch+json");
    expect((await testApp().call("OPTIONS", "/status")).headers.has("accept-patch")).toBe(false);
  });

  it.each(["/nothing", "/runs/a/b", "/doctors"])("of an unknown path is answered 404: %s", async (path) => {
    const response = await testApp().call("OPTIONS", path);
    expect([response.status, await codeOf(response)]).toEqual([404, "not_found"]);
  });
});

describe("HEAD", () => {
  it.each(READS)("of %s is answered as GET is, without the body", async (path) => {
    const get = await testApp().call("GET", pathOf(path), { headers: withSecret });
    const head = await testApp().call("HEAD", pathOf(path), { headers: withSecret });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const headers = (response: Response) =>
      [...response.headers.entries()].filter(([name]) => name !== "x-request-id");
    expect(headers(head)).toEqual(headers(get));
  });

  it("of what is refused is refused", async () => {
    const response = await testApp().call("HEAD", "/status");
    expect([response.status, await response.text()]).toEqual([401, ""]);
  });
});

describe("a browser", () => {
  const listed = (response: Response, name: string) =>
    (response.headers.get(name) ?? "").split(",").map((each) => each.trim().toLowerCase());

  it.each(PATHS)("learns from a preflight of %s what it may send, without credentials", async (path) => {
    const headers = { origin: "https://dashboard.test", "access-control-request-method": "GET" };
    const response = await testApp().call("OPTIONS", pathOf(path), { headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("access-control-allow-credentials")).toBe(null);
    // Each of supabase-js, what it leaves out (a region), and what our own calls take.
    const ofClient = (corsHeaders["Access-Control-Allow-Headers"] ?? "").toLowerCase().split(", ");
    expect(ofClient).toContain("x-client-info");
    expect(listed(response, "access-control-allow-headers")).toEqual(
      expect.arrayContaining([...ofClient, "x-region", "x-request-id", "if-match"]),
    );
    const methods = listed(response, "access-control-allow-methods");
    expect(methods).toEqual(expect.arrayContaining(["get", "post", "patch"]));
  });

  it("may read what an answer says in its headers", async () => {
    const response = await testApp().call("GET", "/reconfigure", { headers: withSecret });
    expect(listed(response, "access-control-expose-headers")).toEqual(
      expect.arrayContaining(["allow", "etag", "location", "retry-after", "x-request-id"]),
    );
  });

  it("of another function's path is let read the 404", async () => {
    const response = await createApp({} as never).fetch(new Request("http://edge.test/other/status"));
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
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

describe("a region, as supabase-js adds it to any call,", () => {
  const region = "forceFunctionRegion=us-east-1";

  it.each(NAMED_ENDPOINTS.filter(([, { who }]) => who !== "trigger").map(([name]) => name))(
    "is let through by %s",
    async (name) => {
      const { method, path, query, body } = rightCall(name);
      const app = testApp({ database: { sendTestAlert: async () => anAlert({ status: "delivered" }) } });
      const response = await app.call(method, `${path}?${query ? `${query}&` : ""}${region}`, {
        headers: withSecret,
        ...(body ? { body } : {}),
      });
      expect(response.status).toBeLessThan(300);
    },
  );

  it("is let through beside others, which are checked all the same", async () => {
    const app = testApp();
    await app.call("GET", `/status?runs=3&${region}&view=a`, { headers: withSecret });
    expect(app.calls).toEqual([["readStatus", { runs: 3, view: "a" }]]);
    const response = await app.call("GET", `/status?${region}&x=1`, { headers: withSecret });
    expect((await response.json()).detail).toBe('unknown query parameter "x".');
  });
});

describe("the id of a request", () => {
  const call = (path: string, id?: string) =>
    testApp().call("GET", path, { headers: { ...withSecret, ...(id ? { "x-request-id": id } : {}) } });

  it.each(["/status", "/health", "/nothing", "/refresh", "/status?x=1"])(
    "comes back as it was sent, also in a problem: %s",
    async (path) => {
      const response = await call(path, "req_8f14-e45f.1:2~a/b+c=");
      expect(response.headers.get("x-request-id")).toBe("req_8f14-e45f.1:2~a/b+c=");
      const body = await response.json();
      if (response.status >= 400) expect(body.request_id).toBe("req_8f14-e45f.1:2~a/b+c=");
    },
  );

  it.each([undefined, "two words", '"quoted"', "<script>", "x".repeat(129), "área", "a,b", "{}"])(
    "is a new one where none is sent, or none that is fit for a log: %j",
    async (sent) => {
      const id = sent === "área" ? "\u00e1rea" : sent;
      const [one, other] = [await call("/nothing", id), await call("/nothing", id)];
      for (const response of [one, other]) {
        const given = response.headers.get("x-request-id");
        expect(given).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
        expect((await response.json()).request_id).toBe(given);
      }
      expect(one.headers.get("x-request-id")).not.toBe(other.headers.get("x-request-id"));
    },
  );

  it("is in every line that the log has of the request, of the work that goes on after the answer too", async () => {
    const down = () => Promise.reject(new Error("down"));
    const app = testApp({ health: createHealth(down, performance.now.bind(performance)) });
    const id = { "x-request-id": "r-1" };
    await app.call("POST", "/refresh", { headers: { ...withSecret, ...id }, body: { wait_seconds: 0 } });
    await app.trigger({ headers: id });
    await app.trigger({ headers: id });
    await app.call("GET", "/health", { headers: id });
    await settle();
    expect(app.logs.map(({ event }) => event).sort()).toEqual([
      "health_check_failed",
      "run_ended",
      "run_ended",
      "trigger_accepted",
      "trigger_refused",
    ]);
    expect(new Set(app.logs.map((line) => line.request_id))).toEqual(new Set(["r-1"]));
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
      request_id: response.headers.get("x-request-id"),
    });
  });

  it("is in the log, with the call it happened in", async () => {
    const app = broken();
    await app.call("GET", "/status", { headers: { ...withSecret, "x-request-id": "r-1" } });
    expect(app.logs).toEqual([
      expect.objectContaining({
        request_id: "r-1",
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
