// Bodies that are too large, too deep or no text at all, and SQL in every text that any call takes: each is answered with
// what is wrong with it, and changes nothing.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { itNeeding } from "../support/needing.ts";
import { sendRaw, statusesOf } from "../support/raw-http.ts";
import { keepAnswer } from "../support/secrets.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, env, request } from "../support/stack.ts";
import { faultOf } from "./support/answers.ts";
import { lookAtEffects } from "./support/effects.ts";
import { FORBIDDEN_TEXTS, HOSTILE_BODIES, HOSTILE_TEXTS } from "./support/hostile.ts";
import { DOORS, FUNCTION_URL, stackProject } from "./support/project.ts";
import { ROUTE_NAMES, ROUTES } from "./support/routes.ts";

const sql = connect();
const apikey = env.SUPABASE_SECRET_KEY;
let view: SlowView;
let before: Awaited<ReturnType<typeof lookAtEffects>>;
beforeAll(async () => {
  view = await createSlowView(sql, "bodies");
  before = await lookAtEffects(sql);
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

async function send(method: string, path: string, body?: string | Uint8Array, headers = {}) {
  const response = await fetch(`${FUNCTION_URL}${path}`, {
    method,
    headers: { apikey, "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: body as BodyInit }),
  });
  const contentType = response.headers.get("content-type") ?? "";
  const text = await response.text();
  keepAnswer({ headers: response.headers, text });
  return { status: response.status, contentType, text };
}

describe("a body", () => {
  const calls = [
    ["POST", "/refresh"],
    ["PATCH", "/reconfigure"],
  ] as const;
  const cases = calls.flatMap(([method, path]) =>
    HOSTILE_BODIES.map(([name, body]) => [name, method, path, body] as const),
  );
  it.each(cases)("%s is refused by %s %s", async (_name, method, path, body) => {
    const answer = await send(method, path, body);
    expect(faultOf(answer)).toBeNull();
    expect([400, 413, 422]).toContain(answer.status);
    expect(await lookAtEffects(sql)).toEqual(before);
  });

  // Over a socket: the connection is closed before all of it is sent, which a client takes for a fault.
  it.each([
    ["with its length", (body: string) => [`Content-Length: ${body.length}`, "", body]],
    ["with a length that is a lie", (body: string) => ["Content-Length: 99999999999", "", body]],
    [
      "in chunks",
      (body: string) => ["Transfer-Encoding: chunked", "", body.length.toString(16), body, "0", "", ""],
    ],
  ])("of 2 MiB is refused, %s", async (_name, frame) => {
    for (const door of DOORS) {
      const head = [
        `PATCH ${door.base}/reconfigure HTTP/1.1`,
        `Host: ${door.host}`,
        `apikey: ${apikey}`,
        "Content-Type: application/json",
      ];
      const received = await sendRaw(door, [...head, ...frame("x".repeat(2 * 1024 * 1024))].join("\r\n"));
      expect(statusesOf(received)).toEqual([413]);
    }
  });

  it("of a stranger's trigger is refused before it is read as JSON", async () => {
    const now = String(Math.floor(Date.now() / 1000));
    for (const [, body] of HOSTILE_BODIES) {
      const headers = { "webhook-id": "x", "webhook-timestamp": now, "webhook-signature": "v1,x" };
      const answer = await send("POST", "/refresh", body, headers);
      expect(faultOf(answer)).toBeNull();
      expect([401, 413]).toContain(answer.status);
    }
  });
});

/** Any text is right for these. */
const FREE_TEXTS = ["job_name", "notify", "pause_reason"];
const settings = await sql<{ name: string }[]>`
  select name from dashboard_refresh.settings() where name <> all (${FREE_TEXTS})`;
/** Every field of every call that takes a text, read from the schemas, and every setting. */
const textFields = ROUTE_NAMES.flatMap((route) => {
  const { shape } = ROUTES[route].parameters;
  const fields = Object.entries(shape)
    .filter(([, schema]) => z.safeParse(schema, "x").success)
    .map(([field]) => field);
  const all = route === "reconfigure" ? [...fields, ...settings.map(({ name }) => name)] : fields;
  return all.map((field) => [route, field] as const);
});

describe("SQL, and what else is odd, in a text", () => {
  it("is tried in all of them", () => {
    expect(textFields.length).toBeGreaterThan(12);
  });

  it.each(textFields)("%s: %s", async (route, field) => {
    const { method, path } = ROUTES[route];
    const named = field === "view" ? {} : { view: view.name };
    const setting = route === "reconfigure" && field === "view" ? { active: true } : {};
    const sendText = async (text: string) => {
      const members = { ...named, ...setting, [field]: text };
      const query = new URLSearchParams(members as Record<string, string>);
      const answer =
        method === "GET"
          ? await send(method, `${path}?${query}`)
          : await send(method, path, JSON.stringify(members));
      expect(faultOf(answer), `${text} → ${answer.text}`).toBeNull();
      expect(answer.status, `${text} → ${answer.text}`).toBeGreaterThanOrEqual(400);
    };
    await Promise.all([...HOSTILE_TEXTS, ...FORBIDDEN_TEXTS].map(sendText));
    expect(await lookAtEffects(sql)).toEqual(before);
    expect((await sql`select to_regclass('public.injected') as made`)[0]?.made).toBeNull();
  });

  it("as the id of a run is refused", async () => {
    // A lone surrogate cannot be sent in a path; what is empty or dots alone is another path once a client has read it.
    const texts = [...HOSTILE_TEXTS, ...FORBIDDEN_TEXTS].filter((text) => !/\p{Cs}|^\.*$/u.test(text));
    expect(texts.length).toBeGreaterThan(10);
    for (const text of texts) {
      const answer = await send("GET", `/runs/${encodeURIComponent(text)}`);
      expect(faultOf(answer), `${text} → ${answer.text}`).toBeNull();
      expect(answer.status, `${text} → ${answer.text}`).toBe(422);
    }
    expect(await lookAtEffects(sql)).toEqual(before);
  });

  it("as the name of a job is a name and nothing else", async () => {
    for (const text of HOSTILE_TEXTS) {
      const answer = await send("PATCH", "/reconfigure", JSON.stringify({ view: view.name, job_name: text }));
      expect(faultOf(answer), `${text} → ${answer.text}`).toBeNull();
      expect([200, 422], `${text} → ${answer.text}`).toContain(answer.status);
      if (answer.status !== 200) continue;
      const [named] = await sql`select job_name from dashboard_refresh.views where view = ${view.name}`;
      expect(named?.job_name).toBe(text);
    }
    await send("PATCH", "/reconfigure", JSON.stringify({ view: view.name, job_name: null }));
    expect((await sql`select to_regclass('public.injected') as made`)[0]?.made).toBeNull();
  });

  itNeeding("token signer")("in a token that is well signed reaches the audit as text", async () => {
    const email = "x'); drop table dashboard_refresh.config_changes; --@example.com";
    const token = await stackProject.token({
      sub: "user-1",
      email,
      app_metadata: { refresh_dashboard: "operator" },
    });
    const answer = await request("PATCH", `${FUNCTION_URL}/reconfigure`, {
      headers: { authorization: `Bearer ${token}` },
      body: { view: view.name, failure_limit: 7 },
    });
    expect(answer.status).toBe(200);
    const [change] =
      await sql`select changed_by from dashboard_refresh.config_changes order by id desc limit 1`;
    expect(change?.changed_by).toBe(`${email} (user-1)`);
  });
});
