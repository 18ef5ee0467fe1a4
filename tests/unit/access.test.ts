// Who may do what: every call with every kind of caller. The table is design.md's.
import { describe, expect, it } from "vitest";
import { anAlert, codeOf, RUN_ID, testApp, VIEW } from "./support/fakes.ts";
import {
  accessToken,
  FOREIGN_SECRET,
  NAMED_SECRET_KEY,
  PUBLISHABLE_KEY,
  SECRET_KEY,
  sign,
  tokenOf,
} from "./support/keys.ts";

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const triggerBody = JSON.stringify({ view: VIEW, run_id: RUN_ID });

const callers: Record<string, Record<string, string>> = {
  nobody: {},
  "a publishable key": { apikey: PUBLISHABLE_KEY },
  "a wrong secret key": { apikey: `${SECRET_KEY}x` },
  "a secret key in the wrong header": bearer(SECRET_KEY),
  "an authorization that is not a bearer": { authorization: "Basic YTpi" },
  "a forged token": bearer(
    await accessToken({ forged: true, claims: { app_metadata: { refresh_dashboard: "operator" } } }),
  ),
  "an unsigned token": bearer(
    (
      await accessToken({
        header: { alg: "none" },
        claims: { app_metadata: { refresh_dashboard: "operator" } },
      })
    ).replace(/[^.]*$/, ""),
  ),
  "an expired token": bearer(
    await accessToken({ claims: { exp: 1, app_metadata: { refresh_dashboard: "operator" } } }),
  ),
  "a token with the role in user_metadata": bearer(
    await accessToken({ claims: { user_metadata: { refresh_dashboard: "operator" } } }),
  ),
  "a user without a role": bearer(await tokenOf()),
  "a user with an unknown role": bearer(await tokenOf("admin")),
  "a viewer": bearer(await tokenOf("viewer")),
  "a viewer with the publishable key": { ...bearer(await tokenOf("viewer")), apikey: PUBLISHABLE_KEY },
  "an operator": bearer(await tokenOf("operator")),
  "the secret key": { apikey: SECRET_KEY },
  "another secret key": { apikey: NAMED_SECRET_KEY },
};

const calls: Record<string, { method: string; path: string; body?: object }> = {
  refresh: { method: "POST", path: "/refresh", body: {} },
  status: { method: "GET", path: "/status" },
  reconfigure: { method: "PATCH", path: "/reconfigure", body: { active: false } },
  settings: { method: "GET", path: "/reconfigure" },
  runs: { method: "GET", path: "/runs" },
  run: { method: "GET", path: `/runs/${RUN_ID}` },
  drift: { method: "GET", path: "/drift" },
  testAlert: { method: "POST", path: "/alerts/test" },
};

const reads = { status: 200, settings: 200, runs: 200, run: 200, drift: 200 };
const operations = { refresh: 200, reconfigure: 200, testAlert: 200 };
const all = <T extends object>(calls: T, status: number) =>
  Object.fromEntries(Object.keys(calls).map((name) => [name, status])) as Record<keyof T, number>;

const strangers = all({ ...reads, ...operations }, 401);
const users = all(strangers, 403);
const viewers = { ...reads, ...all(operations, 403) };
const operators = { ...reads, ...operations };
const administrators = operators;

const expected: Record<string, typeof strangers> = {
  nobody: strangers,
  "a publishable key": strangers,
  "a wrong secret key": strangers,
  "a secret key in the wrong header": strangers,
  "an authorization that is not a bearer": strangers,
  "a forged token": strangers,
  "an unsigned token": strangers,
  "an expired token": strangers,
  "a token with the role in user_metadata": users,
  "a user without a role": users,
  "a user with an unknown role": users,
  "a viewer": viewers,
  "a viewer with the publishable key": viewers,
  "an operator": operators,
  "the secret key": administrators,
  "another secret key": administrators,
};

describe.each(Object.keys(callers))("%s", (caller) => {
  it.each(Object.entries(expected[caller] ?? {}))("calling %s is answered with %i", async (name, status) => {
    const app = testApp({ database: { sendTestAlert: async () => anAlert({ status: "delivered" }) } });
    const { method, path, body } = calls[name] as (typeof calls)[string];
    const headers = callers[caller] as Record<string, string>;
    const response = await app.call(method, path, body ? { headers, body } : { headers });

    expect(response.status).toBe(status);
    if (status === 200) return;
    const missing = caller === "nobody" ? "credentials_missing" : "credentials_invalid";
    expect(await codeOf(response)).toBe(status === 401 ? missing : "forbidden");
    expect(response.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
    expect(app.calls, "nothing may reach the database").toEqual([]);
  });

  it("may ask for health", async () => {
    const response = await testApp().call("GET", "/health", {
      headers: callers[caller] as Record<string, string>,
    });
    expect([response.status, await response.json()]).toEqual([200, { status: "fresh" }]);
  });

  it("may read the list of calls", async () => {
    const app = testApp();
    const response = await app.call("GET", "/", { headers: callers[caller] as Record<string, string> });
    expect(response.status).toBe(200);
    expect(app.calls).toEqual([["readVersion"]]);
  });
});

describe("a trigger's signature", () => {
  it.each(["status", "settings", "reconfigure", "runs", "run", "drift", "testAlert"])(
    "opens nothing but refresh: %s",
    async (name) => {
      const app = testApp();
      const { method, path } = calls[name] as (typeof calls)[string];
      const headers = { "content-type": "application/json", ...sign(RUN_ID, triggerBody) };
      const response = await app.call(
        method,
        path,
        method === "GET" ? { headers } : { headers, body: triggerBody },
      );
      expect(await codeOf(response)).toBe("credentials_missing");
      expect(app.calls).toEqual([]);
    },
  );

  it("is needed as soon as any of its headers is there, whatever key comes along", async () => {
    const headers = { apikey: SECRET_KEY, "content-type": "application/json" };
    const app = testApp();
    const incomplete = await app.call("POST", "/refresh", {
      headers: { ...headers, "webhook-id": RUN_ID },
      body: triggerBody,
    });
    expect(await codeOf(incomplete)).toBe("signature_missing");
    const foreign = { ...headers, ...sign(RUN_ID, triggerBody, { secret: FOREIGN_SECRET }) };
    expect(await codeOf(await app.call("POST", "/refresh", { headers: foreign, body: triggerBody }))).toBe(
      "signature_invalid",
    );
    expect(app.calls).toEqual([]);
  });
});
