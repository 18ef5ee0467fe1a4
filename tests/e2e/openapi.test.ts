// GET /openapi.json as the function serves it, and every call that only reads: answered as it is described.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOf } from "../support/described.ts";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect, env, request } from "../support/stack.ts";

const sql = connect();
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "openapi");
  await call("POST", "/refresh", { body: { view: view.name } });
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

it("the description is served to anyone, and is of this version", async () => {
  const answer = await request("GET", `${env.FUNCTIONS_URL}/refresh-dashboard/openapi.json`);
  expect(answer.status).toBe(200);
  const { json: index } = await call("GET", "/");
  expect(answer.json.info.version).toBe(index.version.function);
  for (const [name, path] of Object.keys(index.endpoints).map((each) => each.split(" ")) as [
    string,
    string,
  ][])
    expect(answer.json.paths[path]).toHaveProperty(name.toLowerCase());
});

// `call` compares each answer with the description.
describe("an answer is as it is described:", () => {
  it.each([
    "/",
    "/views",
    "/views?runs=30",
    "/settings",
    "/schedule?schedule=0+6+*+*+*&time_zone=America/Bogota",
    "/schedule?schedule=*/5+*+*+*+*",
    "/changes",
    "/alerts",
    "/runs?all=true",
    "/runs?all=true&since=2026-01-01T00:00:00Z&limit=1",
    "/doctor",
    "/doctor?only=function_secret",
    "/doctor/loops",
    "/metrics",
    "/me",
    "/openapi.json",
    "/health",
  ])("%s", async (path) => {
    expect([200, 503]).toContain((await call("GET", path)).status);
  });

  it.each(["/status", "/reconfigure", "/runs", "/drift", "/changes", "/alerts"])(
    "%s of a view",
    async (path) => {
      expect((await call("GET", `${path}?view=${view.name}`)).status).toBe(200);
    },
  );

  it("a run with its chain", async () => {
    const { json: page } = await call("GET", `/runs?view=${view.name}`);
    const { status, json } = await call("GET", `/runs/${page.runs[0].id}?chain=true`);
    expect([status, json.chain.refresh]).toEqual([200, "succeeded"]);
  });

  it.each([
    ["GET", "/status?view=there_is_none", 404],
    ["GET", "/status?runs=x", 422],
    ["GET", "/schedule?schedule=x", 422],
    ["GET", "/doctor?only=there_is_none", 404],
    ["GET", "/doctor/loops/3f0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f", 404],
    ["POST", "/runs/3f0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f/cancel", 404],
  ])("%s %s is refused with %i", async (method, path, status) => {
    expect((await call(method, path)).status).toBe(status);
  });

  it("a refresh of what is fresh already, and of what is not", async () => {
    const past = { view: view.name, as_of: "2026-01-01T00:00:00Z" };
    const { status, json } = await call("POST", "/refresh", { body: past });
    expect([status, json.run]).toEqual([200, null]);
    const [{ now }] = await sql<[{ now: Date }]>`select clock_timestamp() as now`;
    const fresh = await call("POST", "/refresh", { body: { ...past, as_of: now.toISOString() } });
    expect(fresh).toMatchObject({ status: 200, json: { run: { status: "succeeded" } } });
    expect(Date.parse(fresh.json.fresh_as_of)).toBeGreaterThanOrEqual(now.getTime());
    const future = await call("POST", "/refresh", { body: { ...past, as_of: "2999-01-01T00:00:00Z" } });
    expect(future).toMatchObject({ status: 400, json: { code: "invalid_argument" } });
  });

  it("the same views again, to who has them", async () => {
    const ask = async () => {
      const first = await call("GET", "/views?runs=1");
      const headers = { "if-none-match": first.headers.get("etag") ?? "" };
      return call("GET", "/views?runs=1", { headers });
    };
    // Other tests may have had a tick or a refresh in between: then there is something new to tell.
    const again = await eventually("views that nothing has changed", ask, ({ status }) => status !== 200);
    expect([again.status, again.text]).toEqual([304, ""]);
  });
});

it("what is not as described is told: this comparison can fail", async () => {
  const { json } = await call("GET", `/status?view=${view.name}`);
  const answer = { method: "GET", path: "/status", status: 200, contentType: "application/json" };
  expect(faultsOf({ ...answer, body: json })).toEqual([]);
  expect(faultsOf({ ...answer, body: { ...json, problems: null } })).not.toEqual([]);
});
