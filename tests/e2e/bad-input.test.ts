// Whatever is sent, the answer says what was wrong and what would be right, and nothing has changed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CallOptions, call, connect, env } from "../support/stack.ts";

const sql = connect();
const state = async () => ({
  views: await sql`select * from dashboard_refresh.views order by id`,
  jobs: await sql`select jobid, schedule, active, command from cron.job order by jobid`,
  runs: await sql`select id from dashboard_refresh.runs where trigger = 'admin' order by id`,
  changes: await sql`select max(id) as id from dashboard_refresh.config_changes`,
});
let before: Awaited<ReturnType<typeof state>>;

beforeAll(async () => {
  before = await state();
});
afterAll(async () => {
  const after = await state();
  await sql.end();
  expect(after).toEqual(before);
});

const big = JSON.stringify({ view: "x".repeat(20_000) });
const cases: [string, string, string, CallOptions, number, string][] = [
  ["an unknown view", "GET", "/status?view=nope", {}, 404, "unknown_view"],
  ["an unknown view to refresh", "POST", "/refresh", { body: { view: "public.nope" } }, 404, "unknown_view"],
  ["a table for a view", "POST", "/refresh", { body: { view: "public.prospectos" } }, 404, "unknown_view"],
  [
    "SQL for a view",
    "POST",
    "/refresh",
    { body: { view: "x'; drop table prospectos; --" } },
    404,
    "unknown_view",
  ],
  [
    "an invalid schedule",
    "PATCH",
    "/reconfigure",
    { body: { schedule: "99 * * * *" } },
    422,
    "invalid_setting",
  ],
  [
    "a schedule that never fires",
    "PATCH",
    "/reconfigure",
    { body: { schedule: "0 0 30 2 *" } },
    422,
    "invalid_setting",
  ],
  [
    "a negative limit",
    "PATCH",
    "/reconfigure",
    { body: { lock_timeout: "-5 seconds" } },
    422,
    "invalid_setting",
  ],
  [
    "an absurd limit",
    "PATCH",
    "/reconfigure",
    { body: { max_staleness: "900 years" } },
    422,
    "invalid_setting",
  ],
  [
    "an interval that is none",
    "PATCH",
    "/reconfigure",
    { body: { max_duration: "soon" } },
    422,
    "invalid_setting",
  ],
  ["an unknown path", "PATCH", "/reconfigure", { body: { path: "moon" } }, 422, "invalid_setting"],
  [
    "a failure limit of zero",
    "PATCH",
    "/reconfigure",
    { body: { failure_limit: 0 } },
    422,
    "invalid_setting",
  ],
  ["a duty cycle of zero", "PATCH", "/reconfigure", { body: { max_duty_cycle: 0 } }, 422, "invalid_setting"],
  [
    "a duty cycle in percent",
    "PATCH",
    "/reconfigure",
    { body: { max_duty_cycle: 50 } },
    422,
    "invalid_setting",
  ],
  [
    "a duty cycle as text",
    "PATCH",
    "/reconfigure",
    { body: { max_duty_cycle: "0.5" } },
    422,
    "invalid_setting",
  ],
  [
    "a refresh forced too often",
    "PATCH",
    "/reconfigure",
    { body: { force_after: "1 second" } },
    422,
    "invalid_setting",
  ],
  [
    "a refresh forced never",
    "PATCH",
    "/reconfigure",
    { body: { force_after: "infinity" } },
    422,
    "invalid_setting",
  ],
  [
    "skipping that is no boolean",
    "PATCH",
    "/reconfigure",
    { body: { skip_unchanged: "no" } },
    422,
    "invalid_setting",
  ],
  [
    "one bad setting among good ones",
    "PATCH",
    "/reconfigure",
    { body: { active: false, schedule: "x" } },
    422,
    "invalid_setting",
  ],
  ["an unknown setting", "PATCH", "/reconfigure", { body: { shedule: "* * * * *" } }, 422, "invalid_setting"],
  ["a wrong type", "PATCH", "/reconfigure", { body: { active: "yes" } }, 422, "invalid_setting"],
  ["no change at all", "PATCH", "/reconfigure", { body: {} }, 422, "invalid_request"],
  ["a body that is an array", "POST", "/refresh", { body: [] }, 422, "invalid_request"],
  ["an absurd wait", "POST", "/refresh", { body: { wait_seconds: 9999 } }, 422, "invalid_request"],
  ["a body that is not JSON", "POST", "/refresh", { body: "{view:" }, 400, "invalid_json"],
  ["a body that is too large", "POST", "/refresh", { body: big }, 413, "body_too_large"],
  [
    "a body of another type",
    "POST",
    "/refresh",
    { body: "a=b", headers: { "content-type": "text/plain" } },
    415,
    "unsupported_media_type",
  ],
  ["too many runs", "GET", "/status?runs=1000", {}, 422, "invalid_request"],
  ["an unknown status", "GET", "/runs?status=odd", {}, 422, "invalid_request"],
  [
    "a page after an unknown run",
    "GET",
    "/runs?before=00000000-0000-4000-8000-000000000000",
    {},
    404,
    "unknown_run",
  ],
  ["the drift of an unknown view", "GET", "/drift?view=nope", {}, 404, "unknown_view"],
  ["the drift by a column that is none", "GET", "/drift?by=ejecutivo", {}, 400, "invalid_argument"],
  [
    "the drift by SQL",
    "GET",
    `/drift?by=${encodeURIComponent("etapa::text from pg_authid --")}`,
    {},
    400,
    "invalid_argument",
  ],
  ["the drift by a system column", "GET", "/drift?by=ctid", {}, 400, "invalid_argument"],
  ["an unknown query parameter of drift", "GET", "/drift?column=etapa", {}, 422, "invalid_request"],
  ["drift asked for by POST", "POST", "/drift", { body: {} }, 405, "method_not_allowed"],
  ["an unknown query parameter", "GET", "/status?vew=x", {}, 422, "invalid_request"],
  ["a wrong method", "DELETE", "/refresh", {}, 405, "method_not_allowed"],
  ["an unknown route", "GET", "/nothing", {}, 404, "not_found"],
  ["a wrong key", "GET", "/status", { headers: { apikey: "sb_secret_wrong" } }, 401, "credentials_invalid"],
  [
    "the publishable key",
    "GET",
    "/status",
    { headers: { apikey: env.SUPABASE_PUBLISHABLE_KEY } },
    401,
    "credentials_invalid",
  ],
];

describe("bad input", () => {
  const named = cases.map(
    ([what, ...rest]) => [`${what} is answered ${rest[3]} ${rest[4]}`, ...rest] as const,
  );
  it.each(named)("such as %s", async (_name, method, path, options, status, code) => {
    const answer = await call(method, path, options);
    expect({ status: answer.status, code: answer.json?.code }).toEqual({ status, code });
    expect(answer.contentType).toContain("application/problem+json");
    expect(answer.json.detail).toEqual(expect.any(String));
    expect(answer.json.hint).toEqual(expect.any(String));
  });

  it("such as a wrong method is answered with the right ones", async () => {
    expect((await call("DELETE", "/refresh")).headers.get("allow")).toContain("POST");
  });
});
