// A patch of settings that is wrong, over HTTP, through the RPC and in SQL: each refuses it with a code, what was wrong
// and what would be right, and nothing has changed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asText, doorOf, sendRaw, statusesOf } from "../support/raw-http.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect, env, request } from "../support/stack.ts";

const sql = connect();
let view: SlowView;
let names: string[];
beforeAll(async () => {
  view = await createSlowView(sql, "patched");
  names = (await sql<{ name: string }[]>`select name from dashboard_refresh.settings()`).map(
    ({ name }) => name,
  );
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

interface Answer {
  status: number;
  code: string;
  /** What was wrong. */
  detail: string;
  /** What would be right. */
  hint: string;
  /** The settings before and after, where the patch was accepted. */
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
}

/** More than the function reads. */
const MANY_BYTES = 16 * 1024;

const isObject = (patch: unknown) => typeof patch === "object" && patch !== null && !Array.isArray(patch);

async function patchOverHttp(patch: unknown): Promise<Answer> {
  const body = JSON.stringify(isObject(patch) ? { view: view.name, ...(patch as object) } : patch);
  if (body.length > MANY_BYTES) return patchOverSocket(body);
  const { status, json } = await call("PATCH", "/reconfigure", { body });
  return { ...json, status };
}

/** The answer comes, and the connection is closed, before all is sent: a client with a pool would trip over that later. */
async function patchOverSocket(body: string): Promise<Answer> {
  const headers: [string, string][] = [
    ["apikey", env.SUPABASE_SECRET_KEY],
    ["content-type", "application/json"],
    ["content-length", String(body.length)],
    ["connection", "close"],
  ];
  const door = doorOf(`${env.FUNCTIONS_URL}/refresh-dashboard`);
  const text = asText("PATCH", `${door.base}/reconfigure`, headers, body, door.host);
  const received = await sendRaw(door, text);
  const [status] = statusesOf(received);
  return { ...JSON.parse(/\{.*\}/.exec(received)?.[0] ?? "{}"), status };
}

async function patchThroughRpc(patch: unknown): Promise<Answer> {
  const { status, json } = await request(
    "POST",
    `${env.SUPABASE_URL}/rest/v1/rpc/reconfigure_dashboard_refresh`,
    { headers: { apikey: env.SUPABASE_SECRET_KEY }, body: { view: view.name, settings: patch } },
  );
  return { ...json, status, detail: `${json.message}. ${json.details}` };
}

async function patchInSql(patch: unknown): Promise<Answer> {
  try {
    const [row] = await sql`
      select dashboard_refresh.reconfigure(${view.name}, ${JSON.stringify(patch)}::text::jsonb) as answer`;
    return { status: 200, ...row?.answer };
  } catch (error) {
    const { code: sqlstate, message, detail, hint } = error as Record<string, string>;
    const [known] = await sql<{ code: string; status: number }[]>`
      select code, status from dashboard_refresh._error_codes() as codes where codes.sqlstate = ${sqlstate ?? null}`;
    return {
      status: known?.status ?? 500,
      code: known?.code ?? `${sqlstate}`,
      detail: `${message}. ${detail}`,
      hint: `${hint}`,
    };
  }
}

const WAYS = {
  "over HTTP": patchOverHttp,
  "through the RPC": patchThroughRpc,
  "in SQL": patchInSql,
};
type Way = keyof typeof WAYS;

const state = async () => ({
  views: await sql`select * from dashboard_refresh.views order by id`,
  jobs: await sql`select jobid, jobname, schedule, active, command from cron.job order by jobid`,
  changes: await sql`select max(id) as id from dashboard_refresh.config_changes`,
});

async function expectRefusal(way: Way, patch: unknown): Promise<Answer> {
  const before = await state();
  const answer = await WAYS[way](patch);
  expect(await state()).toEqual(before);
  expect(answer.status, JSON.stringify(answer)).toBeGreaterThanOrEqual(400);
  expect(answer.status, JSON.stringify(answer)).toBeLessThan(500);
  return answer;
}

const everyWay = Object.keys(WAYS) as Way[];
/** The two that are not checked by the function before they come to the database. */
const DIRECT_WAYS = ["through the RPC", "in SQL"] as const;

describe.each(everyWay)("a patch %s", (way) => {
  const isHttp = way === "over HTTP";

  it.each([
    ["an array", [{ active: false }]],
    ["a text", "active"],
    ["a number", 42],
    ["a truth value", true],
    ["null", null],
  ])("that is %s and not an object is refused with what it has to be", async (_what, patch) => {
    const { status, code, detail, hint } = await expectRefusal(way, patch);
    if (isHttp) expect({ status, code }).toEqual({ status: 422, code: "invalid_request" });
    else expect({ status, code }).toEqual({ status: 400, code: "invalid_argument" });
    expect(detail).toMatch(/object|no setting was given/);
    expect(hint).toMatch(isHttp ? /settings by name; GET \/settings lists them/ : /schedule/);
  });

  it("that names an unknown setting is refused with the nearest right name and with all there are", async () => {
    const { status, code, detail, hint } = await expectRefusal(way, { shedule: "* * * * *" });
    expect({ status, code }).toEqual({ status: 422, code: "invalid_setting" });
    expect(detail).toContain("there is no setting shedule; did you mean schedule?");
    expect(names.length).toBeGreaterThan(10);
    expect(hint).toContain(names.join(", "));
  });

  it("that names a setting unlike any other is refused with all there are, and no guess", async () => {
    const { status, code, detail, hint } = await expectRefusal(way, { xyzzy: 1 });
    expect({ status, code }).toEqual({ status: 422, code: "invalid_setting" });
    expect(detail).toContain("there is no setting xyzzy");
    expect(detail).not.toContain("did you mean");
    expect(hint).toContain(names.join(", "));
  });

  it.each([
    [{ active: "yes" }, "active must be true or false", '"yes"'],
    [{ skip_unchanged: 0 }, "skip_unchanged must be true or false", "0"],
    [{ failure_limit: "5" }, "failure_limit must be a whole number", '"5"'],
    [{ failure_limit: 2.5 }, "failure_limit must be a whole number", "2.5"],
    [{ max_duty_cycle: "0.5" }, "max_duty_cycle must be a number", '"0.5"'],
    [{ max_staleness: 600 }, "max_staleness must be a string", "600"],
    [{ schedule: 5 }, "schedule must be a string", "5"],
    [{ path: false }, "path must be a string", "false"],
  ])("of a wrong type, %j, is refused with the right one and what came", async (patch, right, came) => {
    const { status, code, detail } = await expectRefusal(way, patch);
    expect({ status, code }).toEqual({ status: 422, code: "invalid_setting" });
    expect(detail).toContain(right);
    expect(detail).toContain(came);
  });

  // PostgreSQL 17 reads infinite intervals, 15 does not; and no version computes with the longest.
  it.each([
    [{ max_staleness: "infinity" }],
    [{ force_after: "-infinity" }],
    [{ max_duration: "178000000 years" }],
    [{ lock_timeout: "1e300 seconds" }],
    [{ max_duty_cycle: 1e300 }],
    [{ failure_limit: -1e300 }],
  ])("with a value that has no end, %j, is refused with the setting", async (patch) => {
    const [setting] = Object.keys(patch) as [string];
    const { status, code, detail } = await expectRefusal(way, patch);
    expect({ status, code }).toEqual({ status: 422, code: "invalid_setting" });
    expect(detail).toMatch(new RegExp(`${setting}(:| must be)`));
  });

  it.each([
    [{ active: { value: true } }],
    [{ schedule: ["* * * * *"] }],
    [{ max_staleness: { minutes: 10 } }],
  ])("with a nested value, %j, is refused with the setting and what it takes", async (patch) => {
    const [setting] = Object.keys(patch) as [string];
    const { status, code, detail } = await expectRefusal(way, patch);
    expect({ status, code }).toEqual({ status: 422, code: isHttp ? "invalid_request" : "invalid_setting" });
    expect(detail).toMatch(new RegExp(`${setting}:? must be`));
  });

  it("of a megabyte is refused for its size, with how large it may be", async () => {
    const { status, code, detail, hint } = await expectRefusal(way, { job_name: "x".repeat(1024 * 1024) });
    if (isHttp) expect({ status, code }).toEqual({ status: 413, code: "body_too_large" });
    else expect({ status, code }).toEqual({ status: 400, code: "invalid_argument" });
    expect(detail).toContain("16384");
    expect(hint).toEqual(expect.any(String));
  });

  it("with two bad settings among three is refused as a whole, and each bad one is named", async () => {
    const { status, code, detail } = await expectRefusal(way, {
      max_staleness: "20 minutes",
      path: "moon",
      failure_limit: 0,
    });
    expect({ status, code }).toEqual({ status: 422, code: "invalid_setting" });
    expect(detail).toContain("path must be auto, edge or database");
    expect(detail).toContain("failure_limit must be from 1 to 1000");
    expect(detail).not.toContain("max_staleness");
  });

  it("with an unknown name, a wrong value and a bad schedule is refused with all three", async () => {
    const { status, code, detail } = await expectRefusal(way, {
      max_stalenes: "20 minutes",
      lock_timeout: "soon",
      schedule: "61 * * * *",
    });
    expect({ status, code }).toEqual({ status: 422, code: "invalid_setting" });
    expect(detail).toContain("did you mean max_staleness?");
    expect(detail).toContain("lock_timeout: 'soon' is no interval");
    expect(detail).toContain("61 is no valid minute");
  });

  it("with no setting in it is refused with those there are", async () => {
    const { status, code, detail, hint } = await expectRefusal(way, {});
    if (isHttp) expect({ status, code }).toEqual({ status: 422, code: "invalid_request" });
    else expect({ status, code }).toEqual({ status: 400, code: "invalid_argument" });
    expect(detail).toMatch(/no setting/);
    expect(hint).toMatch(isHttp ? /settings by name; GET \/settings lists them/ : /schedule/);
  });

  it("with null is accepted and sets the default again, and nothing else", async () => {
    const patched = await WAYS[way]({ max_staleness: "20 minutes", failure_limit: 7, path: "database" });
    expect(patched.after).toEqual({
      ...patched.before,
      max_staleness: "00:20:00",
      failure_limit: 7,
      path: "database",
    });
    const reset = await WAYS[way]({ max_staleness: null, path: null });
    expect(reset.status).toBe(200);
    expect(reset.before).toEqual(patched.after);
    expect(reset.after).toEqual({ ...reset.before, max_staleness: "00:10:00", path: "auto" });
    const all = await WAYS[way](Object.fromEntries(names.map((name) => [name, null])));
    const defaults = await sql<{ name: string; default_value: string }[]>`
      select name, default_value from dashboard_refresh.settings()`;
    expect(Object.entries(all.after ?? {}).map(([name, value]) => [name, String(value)])).toEqual(
      defaults.map(({ name, default_value }) => [
        name,
        default_value ?? (name === "job_name" ? "refresh-patched" : "null"),
      ]),
    );
    expect(await WAYS[way]({ scheduled: false })).toMatchObject({ status: 200 });
  });
});

describe.each(DIRECT_WAYS)("a patch %s", (way) => {
  it("that is a text with the object in it is the object: a client may have encoded it twice", async () => {
    const patched = await WAYS[way](JSON.stringify({ failure_limit: 9 }));
    expect(patched).toMatchObject({ status: 200, after: { failure_limit: 9 } });
    expect(await expectRefusal(way, JSON.stringify({ failure_limit: -1 }))).toMatchObject({
      status: 422,
      code: "invalid_setting",
    });
    expect(await expectRefusal(way, '{"failure_limit": 9')).toMatchObject({
      status: 400,
      code: "invalid_argument",
    });
  });
});
