// Every route with every kind of caller, against the running function: who gets in is the table of the design, and who
// does not changes nothing.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, connectAsAdmin, env, request, target } from "../support/stack.ts";
import { faultOf } from "./support/answers.ts";
import { type Caller, everyCaller } from "./support/callers.ts";
import { lookAtEffects } from "./support/effects.ts";
import { FUNCTION_URL, stackProject } from "./support/project.ts";
import { isAllowed, ROUTE_NAMES, ROUTES, type RouteName } from "./support/routes.ts";

const sql = connect();
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "callers");
});
afterAll(async () => {
  await sql`delete from dashboard_refresh.doctor_silences where check_id = 'alert_webhook'`;
  await view.drop();
  await sql.end();
});

const callers = await everyCaller(stackProject);
/** Whether a caller's header is a token, which somebody has to sign. */
const hasToken = ({ headers }: Caller) => Object.values(headers).some((value) => /^(Bearer )?ey/.test(value));

const bodies = () => ({
  refresh: { view: view.name },
  reconfigure: { view: view.name, failure_limit: 6 },
  // As it is for all of them.
  reconfigureAll: { lock_timeout: null },
  cancel: { reason: "it is not there" },
  silenceCheck: { id: "alert_webhook" },
  testAlert: {},
  startLoop: {},
});
/** Where more is needed than the view, for a route that takes one. */
const QUERIES: Partial<Record<RouteName, string>> = { schedule: "?schedule=@hourly" };
const queryOf = (route: RouteName) =>
  QUERIES[route] ?? ("view" in ROUTES[route].parameters.shape ? `?view=${view.name}` : "");

/**
 * What a caller who may is answered. Without a webhook in Vault, which the tests of alerts alone put there, a test is
 * answered 409; the run and the loop that are asked for are ones that there are not.
 */
const ACCEPTED: Partial<Record<RouteName, number>> = {
  testAlert: 409,
  run: 404,
  cancel: 404,
  loop: 404,
  startLoop: 202,
};

function send(route: RouteName, { headers }: Pick<Caller, "headers">) {
  const { method, path } = ROUTES[route];
  if (method === "GET") return request(method, `${FUNCTION_URL}${path}${queryOf(route)}`, { headers });
  return request(method, `${FUNCTION_URL}${path}`, {
    headers,
    body: bodies()[route as keyof ReturnType<typeof bodies>],
  });
}

describe.each(ROUTE_NAMES)("%s", (route) => {
  const ask = async (_name: string, caller: Caller) => {
    const before = await lookAtEffects(sql);
    const answer = await send(route, caller);
    expect(faultOf(answer)).toBeNull();
    expect(answer.status).toBe(isAllowed(route, caller.role) ? (ACCEPTED[route] ?? 200) : caller.refusal);
    if (answer.status === 401) expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    if (answer.status !== 200) expect(await lookAtEffects(sql)).toEqual(before);
  };
  const named = (chosen: Caller[]) => chosen.map((caller) => [caller.name, caller] as const);
  it.each(named(callers.filter((caller) => !hasToken(caller))))("asked by %s", ask);
  itNeeding("token signer").each(named(callers.filter(hasToken)))("asked by %s", ask);

  it("asked by a signed trigger is no matter of routes: only a refresh is ever triggered", async () => {
    const { method, path } = ROUTES[route];
    const headers = { "webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "v1,x" };
    const answer = await request(method, `${FUNCTION_URL}${path}`, {
      headers,
      ...(method === "GET" ? {} : { body: {} }),
    });
    expect(answer.status).toBe(401);
    expect(answer.json.code).toBe(route === "refresh" ? "signature_expired" : "credentials_missing");
  });
});

describe("/health", () => {
  it.each(callers.map((caller) => [caller.name, caller] as const))(
    "says one word to %s",
    async (_name, caller) => {
      const answer = await request("GET", `${FUNCTION_URL}/health`, { headers: caller.headers });
      expect([200, 503]).toContain(answer.status);
      expect(Object.keys(answer.json)).toEqual(["status"]);
    },
  );
});

describe("/", () => {
  it.each(callers.map((caller) => [caller.name, caller] as const))(
    "lists the calls to %s, as the 404 does",
    async (_name, caller) => {
      const answer = await request("GET", `${FUNCTION_URL}/`, { headers: caller.headers });
      expect(answer.status).toBe(200);
      expect(Object.keys(answer.json)).toEqual(["name", "version", "endpoints"]);
      const unknown = await request("GET", `${FUNCTION_URL}/nothing`, { headers: caller.headers });
      for (const call of Object.keys(answer.json.endpoints)) expect(unknown.json.hint).toContain(call);
    },
  );
});

describe("somebody who really signs in", () => {
  const auth = (path: string) =>
    request("POST", `${env.SUPABASE_URL}/auth/v1/${path}`, {
      headers: { apikey: env.SUPABASE_PUBLISHABLE_KEY },
      body: { email: "callers@example.com", password: "correct horse battery 9" },
    });
  // On Supabase the role postgres may do this too.
  const admin = target.offered.has("superuser") ? connectAsAdmin() : connect(1);
  afterAll(async () => {
    await admin`delete from auth.users where email = 'callers@example.com'`;
    await admin.end();
  });

  it("may nothing, until an administrator gives him a role and he signs in anew", async () => {
    const signedUp = (await auth("signup")).json.access_token;
    const asked = (token: string) => send("status", { headers: { authorization: `Bearer ${token}` } });
    expect(await asked(signedUp)).toMatchObject({ status: 403, json: { code: "forbidden" } });

    await admin`
      update auth.users set raw_app_meta_data = raw_app_meta_data || '{"refresh_dashboard": "viewer"}'
      where email = 'callers@example.com'`;
    const signedIn = (await auth("token?grant_type=password")).json.access_token;
    expect((await asked(signedIn)).status).toBe(200);
    expect((await asked(signedUp)).status).toBe(403);
    expect((await send("reconfigure", { headers: { authorization: `Bearer ${signedIn}` } })).status).toBe(
      403,
    );
  });
});
