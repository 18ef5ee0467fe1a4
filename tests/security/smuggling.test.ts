// Requests that two servers in a row might read differently, and headers that mean something elsewhere: sent byte by byte,
// to the gateway and to the function itself. Nothing slips in with another's request, and nobody becomes somebody else.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { itNeeding } from "../support/needing.ts";
import { sendRaw, statusesOf, asText as write } from "../support/raw-http.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, env, request } from "../support/stack.ts";
import { everyCaller } from "./support/callers.ts";
import { CARRIERS } from "./support/carriers.ts";
import { lookAtEffects } from "./support/effects.ts";
import { DOORS, FUNCTION_URL, stackProject } from "./support/project.ts";

const sql = connect();
const viewer = (await everyCaller(stackProject)).find(({ name }) => name === "a viewer")?.headers ?? {};
const secret: [string, string] = ["apikey", env.SUPABASE_SECRET_KEY];
const json: [string, string] = ["Content-Type", "application/json"];

let view: SlowView;
let before: Awaited<ReturnType<typeof lookAtEffects>>;
beforeAll(async () => {
  view = await createSlowView(sql, "smuggling");
  before = await lookAtEffects(sql);
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const change = () => JSON.stringify({ view: view.name, failure_limit: 9 });

describe.each(DOORS)("at $door", ({ door: _name, ...door }) => {
  const { base, host } = door;
  const asText = (...[method, path, headers, body = ""]: Parameters<typeof write>) =>
    write(method, path, headers, body, host);

  /** A second request hidden in the body of a first. */
  const hidden = () =>
    asText("PATCH", `${base}/reconfigure`, [json, ["Content-Length", String(change().length)]], change());
  it.each(CARRIERS)("%s carry nothing in", async (_name, headers, body) => {
    const text = asText("POST", `${base}/refresh`, [json, ...headers], body(hidden()));
    const statuses = statusesOf(await sendRaw(door, text, { count: 2, deadlineMs: 400 }));
    for (const status of statuses) expect([400, 401, 413, 415, 431, 501]).toContain(status);

    // Whoever comes next on a connection that was shared gets his own answer.
    const next = await request("GET", `${FUNCTION_URL}/status?view=${view.name}`, {
      headers: { apikey: secret[1] },
    });
    expect(next).toMatchObject({ status: 200, json: { view: view.name } });
    expect(await lookAtEffects(sql)).toEqual(before);
  });

  it("a key counts for one request of a connection, not for the next", async () => {
    const text = [secret, undefined, secret, undefined]
      .map((key) => asText("GET", `${base}/status?view=${view.name}`, key ? [key] : []))
      .join("");
    const received = await sendRaw(door, text, { count: 4 });
    expect(statusesOf(received)).toEqual([200, 401, 200, 401]);
  });

  const doubles: [name: string, headers: [string, string][]][] = [
    ["a garbage key before the right one", [["apikey", "sb_secret_x"], secret]],
    ["a garbage key after the right one", [secret, ["apikey", "sb_secret_x"]]],
    ["the right key twice", [secret, ["APIKEY", secret[1]]]],
    [
      "the right key in parts",
      [
        ["apikey", secret[1].slice(0, 20)],
        ["apikey", secret[1].slice(20)],
      ],
    ],
  ];
  it.each(doubles)("%s is no key", async (_name, headers) => {
    const received = await sendRaw(door, asText("GET", `${base}/status?view=${view.name}`, headers));
    expect(statusesOf(received)).toEqual([401]);
  });

  const overrides: [string, string][] = [
    ["X-HTTP-Method-Override", "PATCH"],
    ["X-HTTP-Method", "PATCH"],
    ["X-Method-Override", "PATCH"],
    ["X-Original-URL", `${base}/health`],
    ["X-Rewrite-URL", `${base}/health`],
    ["X-Forwarded-Path", `${base}/health`],
    ["X-Forwarded-For", "127.0.0.1"],
    ["X-Forwarded-Host", "localhost"],
    ["X-Forwarded-User", "postgres"],
    ["X-Forwarded-Prefix", "/health"],
    ["Forwarded", "for=127.0.0.1;host=localhost;proto=https"],
    ["X-Supabase-Role", "service_role"],
    ["sb-api-key", secret[1]],
    ["X-Api-Key", secret[1]],
    ["Cookie", `apikey=${secret[1]}`],
    ["Proxy-Authorization", `Bearer ${secret[1]}`],
  ];
  itNeeding("token signer").each(overrides)(
    "%s changes neither the call nor the caller",
    async (name, value) => {
      const post = (headers: [string, string][]) =>
        asText(
          "PATCH",
          `${base}/reconfigure`,
          [json, ["Content-Length", String(change().length)], ...headers],
          change(),
        );
      expect(statusesOf(await sendRaw(door, post([[name, value]])))).toEqual([401]);
      const asViewer = Object.entries(viewer);
      const statuses = statusesOf(await sendRaw(door, post([...asViewer, [name, value]])));
      expect(statuses).toEqual([403]);
      expect(await lookAtEffects(sql)).toEqual(before);
    },
  );

  it("a host that is another's, and a path with one, reach the same function", async () => {
    for (const target of [
      `http://evil.example${base}/status`,
      `//evil.example${base}/status`,
      `${base}/status`,
    ]) {
      const text = asText("GET", target, []).replace(`Host: ${host}`, "Host: evil.example");
      for (const status of statusesOf(await sendRaw(door, text))) expect([400, 401, 404]).toContain(status);
    }
  });
});
