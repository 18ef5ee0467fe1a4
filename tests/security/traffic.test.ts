// Traffic of strangers stays at the door: however much of it there is, the database hears next to nothing of it.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { call, connect, connectAsAdmin, env } from "../support/stack.ts";
import { everyCaller } from "./support/callers.ts";
import { FUNCTION_URL, stackProject } from "./support/project.ts";
import { ROUTE_NAMES, ROUTES } from "./support/routes.ts";

const describe = describeNeeding("superuser", "token signer");
const AT_ONCE = 20;
/** The function keeps an answer of /health for so long, in milliseconds. */
const HEALTH_TTL_MS = 5_000;
const sql = connect();
const admin = connectAsAdmin();

// Nothing but these tests is to use the REST API meanwhile: no tick of the demo, and no run left over.
let paused: string[] = [];
beforeAll(async () => {
  const views = await sql`select view from dashboard_refresh.views where active`;
  paused = views.map(({ view }) => view);
  for (const view of paused) await sql`select dashboard_refresh.reconfigure(${view}, '{"active": false}')`;
  const queued = async () =>
    (await sql`select id from dashboard_refresh.runs where status = 'queued'`).length;
  await eventually("no run under way", queued, (count) => count === 0, { deadlineMs: 100_000, everyMs: 500 });
});
afterAll(async () => {
  for (const view of paused) await sql`select dashboard_refresh.reconfigure(${view}, '{"active": true}')`;
  await sql.end();
  await admin.end();
});

/** When the REST API last began a statement in the database, in milliseconds by the database's own clock. */
async function lastStatement(): Promise<number> {
  const [row] = await admin`
    select (extract(epoch from max(query_start)) * 1000)::float8 as at
    from pg_stat_activity where usename = 'authenticator'`;
  return row?.at ?? 0;
}

/** Somebody who may asks, and the database hears it: what is looked at does tell. */
async function askRightly(): Promise<number> {
  const before = await lastStatement();
  expect((await call("GET", "/status?view=public.mv_conversaciones_dashboard")).status).toBe(200);
  const after = await lastStatement();
  expect(after).toBeGreaterThan(before);
  return after;
}

async function sendAll(requests: Request[]): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  const waiting = requests.values();
  const work = async () => {
    for (const each of waiting) {
      const response = await fetch(each);
      await response.arrayBuffer();
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return statuses;
}

describe("strangers", () => {
  it("who send 1,000 requests to all routes cost the database not one statement", async () => {
    const strangers = (await everyCaller(stackProject)).filter(({ role }) => role === null);
    const routes = ROUTE_NAMES.map((name) => ROUTES[name]);
    const trigger = { "webhook-id": "x", "webhook-timestamp": String(Math.floor(Date.now() / 1000)) };
    const requests = Array.from({ length: 1_000 }, (_, index) => {
      const { method, path } = routes[index % routes.length] ?? ROUTES.status;
      const { headers } = strangers[index % strangers.length] ?? { headers: {} };
      const signed = index % 10 === 0 ? { ...trigger, "webhook-signature": "v1,AAAA" } : {};
      const body = method === "GET" ? {} : { body: "{}" };
      const all = { "content-type": "application/json", ...headers, ...signed };
      return new Request(`${FUNCTION_URL}${path}`, { method, headers: all, ...body });
    });
    const before = await askRightly();
    const statuses = await sendAll(requests);
    expect([...statuses.keys()].every((status) => status === 401 || status === 403)).toBe(true);
    expect(await lastStatement()).toBe(before);
    await askRightly();
  });

  it("who ask /health and / 200 times in some seconds cost it a question of each in five seconds", async () => {
    // Each look finds the last statement: statements of one question follow each other at once, two questions do not.
    const seen = new Set([await askRightly()]);
    // So that the first question is not taken for a part of that.
    await sleep(1_100);
    const done = new AbortController();
    const watching = (async () => {
      while (!done.signal.aborted) {
        seen.add(await lastStatement());
        await sleep(20);
      }
    })();
    const start = performance.now();
    while (performance.now() - start < HEALTH_TTL_MS + 500) {
      const requests = Array.from(
        { length: 40 },
        (_, index) => new Request(`${FUNCTION_URL}${index % 2 === 0 ? "/health" : "/"}`),
      );
      const statuses = await sendAll(requests);
      expect([...statuses.keys()].every((status) => status === 200 || status === 503)).toBe(true);
      await sleep(200);
    }
    done.abort();
    await watching;

    const times = [...seen].sort((a, b) => a - b);
    const questions = times.filter((at, index) => index > 0 && at - (times[index - 1] ?? 0) > 1_000).length;
    expect(questions).toBeGreaterThanOrEqual(1);
    expect(questions).toBeLessThanOrEqual(2);
  });

  it("who do reach the REST API itself are refused by the role they have", async () => {
    const headers = { apikey: env.SUPABASE_PUBLISHABLE_KEY, "content-type": "application/json" };
    const url = `${env.SUPABASE_URL}/rest/v1/rpc/read_dashboard_refresh_health`;
    const response = await fetch(url, { method: "POST", headers, body: "{}" });
    expect([401, 403, 404]).toContain(response.status);
  });
});
