// What a caller is told when it did not work: whether to try again, and when.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect, env, request } from "../support/stack.ts";
import { stackUnderTest } from "../support/stack-under-test.ts";

const sql = connect();
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "answers");
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const refresh = (fields: object = {}) => call("POST", "/refresh", { body: { view: view.name, ...fields } });
const settings = (patch: object) =>
  sql`select dashboard_refresh.reconfigure(${view.name}, ${sql.json(patch as never)})`;
const log = () => readFileSync(path.join(stackUnderTest().logsDir, "functions.log"), "utf8");

describe("a refresh that fails", () => {
  it("for a reason that may pass is answered 503, with when to try again", async () => {
    await settings({ lock_timeout: "100 milliseconds" });
    const holder = await sql.reserve();
    await holder`begin`;
    await holder.unsafe(`lock table ${view.name}_rows in access exclusive mode`);
    const answer = await refresh();
    await holder`rollback`;
    holder.release();
    expect(answer).toMatchObject({ status: 503, json: { code: "refresh_failed", status: 503 } });
    expect(answer.json.run.error).toMatchObject({ sqlstate: "55P03", kind: "transient" });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await refresh()).status).toBe(200);
  });

  it("for a reason that somebody has to remove is answered 422, and not as if it might pass", async () => {
    await sql.unsafe(`drop table ${view.name}_pace cascade`);
    await sql.unsafe(
      `create materialized view ${view.name} as select 1 / (count(*) - count(*)) as id from ${view.name}_rows with no data`,
    );
    const answer = await refresh({ force: true });
    expect(answer).toMatchObject({
      status: 422,
      json: { code: "refresh_failed", status: 422, title: "Unprocessable Content" },
    });
    expect(answer.json.run.error).toMatchObject({ sqlstate: "22012", kind: "lasting" });
    expect(answer.headers.has("retry-after")).toBe(false);
  });

  it("too often suspends the view: 409 with the seconds until it is tried again", async () => {
    await settings({ failure_limit: 1 });
    expect((await refresh()).status).toBe(422);
    const answer = await refresh();
    expect(answer).toMatchObject({ status: 409, json: { code: "suspended" } });
    const [row] = await sql<[{ seconds: number }]>`
      select extract(epoch from retry_at - clock_timestamp())::float8 as seconds
      from dashboard_refresh.view_state
      join dashboard_refresh.views on views.id = view_state.view_id
      where views.view = ${view.name}`;
    const told = Number(answer.headers.get("retry-after"));
    expect(told).toBeGreaterThanOrEqual(row.seconds);
    expect(told).toBeLessThan(row.seconds + 10);
  });
});

describeNeeding("stack")("a signed trigger of a run that this database does not have", () => {
  it("is answered 409, is in the log as a warning, and leaves nothing behind", async () => {
    const runId = randomUUID();
    const requestId = `copy-${runId}`;
    const body = JSON.stringify({ view: view.name, run_id: runId });
    const at = new Date();
    const answer = await request("POST", `${env.FUNCTIONS_URL}/refresh-dashboard/refresh`, {
      body,
      headers: {
        "x-request-id": requestId,
        "webhook-id": runId,
        "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
        "webhook-signature": new Webhook(env.REFRESH_DASHBOARD_TRIGGER_SECRET).sign(runId, at, body),
      },
    });
    expect(answer).toMatchObject({
      status: 409,
      json: { code: "unknown_run", status: 409, title: "Conflict", request_id: requestId },
    });
    const lines = await eventually(
      "the log of the request",
      async () =>
        log()
          .split("\n")
          .filter((line) => line.includes(requestId)),
      (found) => found.length > 0,
    );
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: "warn", event: "trigger_refused", code: "unknown_run", request_id: requestId },
    ]);
    expect(await sql`select from dashboard_refresh.runs where id = ${runId}`).toHaveLength(0);
  });
});

describe("every read is answered to HEAD too, and every path to OPTIONS:", () => {
  it.each([
    ["/", "GET, HEAD, OPTIONS"],
    ["/status", "GET, HEAD, OPTIONS"],
    ["/reconfigure", "GET, HEAD, PATCH, OPTIONS"],
    ["/runs", "GET, HEAD, OPTIONS"],
    ["/health", "GET, HEAD, OPTIONS"],
  ])("%s", async (place, allow) => {
    const query = place === "/" || place === "/health" ? "" : `?view=${view.name}`;
    const [get, head] = await Promise.all([call("GET", place + query), call("HEAD", place + query)]);
    expect([head.status, head.text, head.contentType]).toEqual([get.status, "", get.contentType]);
    const options = await request("OPTIONS", `${env.FUNCTIONS_URL}/refresh-dashboard${place}`);
    expect([options.status, options.headers.get("allow"), options.text]).toEqual([204, allow, ""]);
  });

  it("but not a path that there is not", async () => {
    for (const method of ["OPTIONS", "HEAD", "GET", "DELETE"])
      expect((await request(method, `${env.FUNCTIONS_URL}/refresh-dashboard/nothing`)).status).toBe(404);
  });
});
