// Who may do what: every call with every kind of caller.
import { describe, expect, it } from "vitest";
import {
  ENDPOINTS,
  type EndpointName,
  NAMED_ENDPOINTS,
} from "../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { rightCall } from "./support/calls.ts";
import { anAlert, codeOf, RUN_ID, testApp, VIEW } from "./support/fakes.ts";
import {
  accessToken,
  FOREIGN_SECRET,
  NAMED_SECRET_KEY,
  PUBLISHABLE_KEY,
  SCRAPE_TOKEN,
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
  "a scraper": bearer(SCRAPE_TOKEN),
  "a scraper with the token as a password": { authorization: `Basic ${btoa(`prometheus:${SCRAPE_TOKEN}`)}` },
  "a scraper with half of the token": bearer(SCRAPE_TOKEN.slice(0, -1)),
  "a scraper with the token as a key": { apikey: SCRAPE_TOKEN },
  "the secret key": { apikey: SECRET_KEY },
  "another secret key": { apikey: NAMED_SECRET_KEY },
};

/** Every call that asks for a role, with what it takes. */
const BY_ROLE = NAMED_ENDPOINTS.filter(([, { who }]) => typeof who === "object" || who === "scraper");
const NAMES = BY_ROLE.map(([name]) => name);
/** The calls that change something, and what they answer. */
const ACTS: Partial<Record<EndpointName, number>> = {
  refresh: 200,
  refreshAll: 202,
  refreshAsOf: 200,
  cancel: 200,
  reconfigure: 200,
  reconfigureAll: 200,
  preview: 200,
  testAlert: 200,
  silenceCheck: 200,
  startLoop: 202,
};

const all = (status: number) => Object.fromEntries(NAMES.map((name) => [name, status]));
const operators = { ...all(200), ...ACTS };
const viewers = { ...all(200), ...Object.fromEntries(Object.keys(ACTS).map((name) => [name, 403])) };

const expected: Record<string, Record<string, number>> = {
  nobody: all(401),
  "a publishable key": all(401),
  "a wrong secret key": all(401),
  "a secret key in the wrong header": all(401),
  "an authorization that is not a bearer": all(401),
  "a forged token": all(401),
  "an unsigned token": all(401),
  "an expired token": all(401),
  "a token with the role in user_metadata": all(403),
  "a user without a role": all(403),
  "a user with an unknown role": all(403),
  "a scraper": { ...all(401), metrics: 200 },
  "a scraper with the token as a password": { ...all(401), metrics: 200 },
  "a scraper with half of the token": all(401),
  "a scraper with the token as a key": all(401),
  "a viewer": viewers,
  "a viewer with the publishable key": viewers,
  "an operator": operators,
  "the secret key": operators,
  "another secret key": operators,
};

it("every call but the database's asks for a role, or tells nothing of the views", () => {
  const open = NAMED_ENDPOINTS.filter(([, { who }]) => who === "anyone").map(([name]) => name);
  expect(open).toEqual(["index", "openapi", "health"]);
  expect(NAMES).toHaveLength(25);
});

describe.each(Object.keys(callers))("%s", (caller) => {
  it.each(Object.entries(expected[caller] ?? {}))("calling %s is answered with %i", async (name, status) => {
    const app = testApp({ database: { sendTestAlert: async () => anAlert({ status: "delivered" }) } });
    const { method, path, query, body } = rightCall(name as EndpointName);
    const headers = callers[caller] as Record<string, string>;
    const url = query ? `${path}?${query}` : path;
    const response = await app.call(method, url, body ? { headers, body } : { headers });

    expect(response.status).toBe(status);
    if (status < 300) return;
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
  it.each(
    NAMES.filter((name) => !(ENDPOINTS[name].method === "POST" && ENDPOINTS[name].path === "/refresh")),
  )("opens nothing but refresh: %s", async (name) => {
    const app = testApp();
    const { method, path } = rightCall(name);
    const headers = { "content-type": "application/json", ...sign(RUN_ID, triggerBody) };
    const response = await app.call(
      method,
      path,
      method === "GET" ? { headers } : { headers, body: triggerBody },
    );
    expect(await codeOf(response)).toBe("credentials_missing");
    expect(app.calls).toEqual([]);
  });

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
