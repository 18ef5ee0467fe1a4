// PATCH /reconfigure: what reaches the database, who is named in the audit, what is refused.
import { describe, expect, it } from "vitest";
import type { Database } from "../../supabase/functions/refresh-dashboard/database/database.ts";
import { Problem } from "../../supabase/functions/refresh-dashboard/request/problem.ts";
import { testApp, withSecret } from "./support/fakes.ts";
import { NAMED_SECRET_KEY, tokenOf } from "./support/keys.ts";

const anasToken = await tokenOf("operator", "ana@example.com");
const operatorsToken = await tokenOf("operator");

const by = { changedBy: "secret key (default)", expectedRevision: undefined };

describe("a change", () => {
  it("passes on the settings that are named, and no others", async () => {
    const app = testApp();
    const response = await app.call("PATCH", "/reconfigure", {
      headers: withSecret,
      body: { view: "a.b", active: true },
    });
    expect(response.status).toBe(200);
    expect(app.calls).toEqual([["reconfigure", { ...by, view: "a.b", settings: { active: true } }]]);
  });

  it.each<Record<string, unknown>>([
    { schedule: "*/2 * * * *", active: false, failure_limit: 3, max_duty_cycle: 0.25 },
    { max_staleness: null, active: null },
    { shedule: "* * * * *" },
    { active: "false", failure_limit: 1.5, schedule: 5 },
    { changed_by: "somebody else", view_id: 7, constructor: true },
    { "max staleness": "10 minutes", "plazo máximo": "10 minutos" },
  ])("leaves it to the database which settings there are and what they may be: %j", async (settings) => {
    const app = testApp();
    const body = { ...settings, view: "a.b" };
    const response = await app.call("PATCH", "/reconfigure", { headers: withSecret, body });
    expect(response.status).toBe(200);
    expect(app.calls).toEqual([["reconfigure", { ...by, view: "a.b", settings }]]);
  });

  it.each([
    ["another secret key", { apikey: NAMED_SECRET_KEY }, "secret key (ops)"],
    ["an operator with an address", { authorization: `Bearer ${anasToken}` }, "ana@example.com (user-1)"],
    ["an operator without one", { authorization: `Bearer ${operatorsToken}` }, "user-1"],
  ])("is put down to who made it: %s", async (_name, headers, changedBy) => {
    const app = testApp();
    await app.call("PATCH", "/reconfigure", { headers, body: { active: false } });
    expect(app.calls[0]?.at(-1)).toMatchObject({ changedBy });
  });

  it("whose value is out of range is answered as the database says", async () => {
    const invalid = new Problem("invalid_setting", "failure_limit must be 1 to 1000", {
      hint: "5 is the default",
    });
    const app = testApp({ database: { reconfigure: () => Promise.reject(invalid) } });
    const response = await app.call("PATCH", "/reconfigure", {
      headers: withSecret,
      body: { failure_limit: 0 },
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "invalid_setting", hint: "5 is the default" });
  });
});

describe("a change of what somebody has seen", () => {
  const change = (ifMatch: string | undefined, database: Partial<Database> = {}) => {
    const app = testApp({ database });
    const headers = { ...withSecret, ...(ifMatch === undefined ? {} : { "if-match": ifMatch }) };
    const response = app.call("PATCH", "/reconfigure", { headers, body: { view: "a.b", active: true } });
    return { app, response };
  };

  it.each([
    [undefined, undefined],
    ["*", undefined],
    ['"3"', 3],
    // A proxy that compresses makes a tag weak.
    ['W/"3"', 3],
    ['"2147483648"', 0],
    ['"03"', 0],
    ['"abc"', 0],
    ['""', 0],
  ])("with If-Match %s is made to revision %s alone", async (ifMatch, expectedRevision) => {
    const { app, response } = change(ifMatch);
    expect((await response).status).toBe(200);
    expect(app.calls).toEqual([
      ["reconfigure", { ...by, view: "a.b", settings: { active: true }, expectedRevision }],
    ]);
  });

  it.each([
    ['"1", "3"', 3],
    ['W/"3" , "1"', 3],
    ['"1","2"', 1],
    [', "x", ,"3",', 3],
  ])("with several tags is made to that which is right now: %s", async (ifMatch, expectedRevision) => {
    const { app, response } = change(ifMatch);
    expect((await response).status).toBe(200);
    expect(app.calls).toEqual([
      ["readSettings", { view: "a.b" }],
      ["reconfigure", { ...by, view: "a.b", settings: { active: true }, expectedRevision }],
    ]);
  });

  it.each(["3", "'3'", '"3', "**", '"1" "3"', "W/3", '"a"b"'])(
    "with what is no entity tag is refused: %s",
    async (ifMatch) => {
      const { app, response } = change(ifMatch);
      const problem = await (await response).json();
      expect([problem.status, problem.code, problem.detail]).toEqual([
        422,
        "invalid_request",
        "If-Match: must be an entity tag or *.",
      ]);
      expect(app.calls).toEqual([]);
    },
  );

  it("is answered 412 when the settings were saved meanwhile", async () => {
    const failed = new Problem("precondition_failed", "the settings of a.b were saved meanwhile");
    const { response } = change('"2"', { reconfigure: () => Promise.reject(failed) });
    expect((await response).status).toBe(412);
    expect(await (await response).json()).toMatchObject({
      code: "precondition_failed",
      title: "Precondition Failed",
    });
  });

  it("is answered with the new revision as entity tag", async () => {
    const answer = await change('"3"').response;
    expect(answer.headers.get("etag")).toBe('"4"');
  });

  it("of a database that does not tell the revision is answered without one", async () => {
    const reconfigure = async () => ({ view: "a.b", before: {}, after: {} });
    const answer = await change(undefined, { reconfigure }).response;
    expect([answer.status, answer.headers.has("etag")]).toEqual([200, false]);
  });
});

describe("the body", () => {
  const send = (method: string, path: string, type: string) =>
    testApp().call(method, path, {
      headers: { ...withSecret, "content-type": type },
      body: '{"active": true}',
    });

  it.each([
    "application/json",
    "application/merge-patch+json",
    "Application/Merge-Patch+JSON; charset=utf-8",
  ])("of a patch may be said to be %s", async (type) => {
    expect((await send("PATCH", "/reconfigure", type)).status).toBe(200);
  });

  it("of a patch of another kind is refused, with the kinds that there are", async () => {
    const response = await send("PATCH", "/reconfigure", "application/json-patch+json");
    expect([response.status, (await response.json()).hint]).toEqual([
      415,
      "Send the header Content-Type: application/json or application/merge-patch+json.",
    ]);
  });

  it("of what is no patch may not be said to be one", async () => {
    expect((await send("POST", "/refresh", "application/merge-patch+json")).status).toBe(415);
  });
});

describe("a change that cannot be meant", () => {
  it.each([{}, { view: "a.b" }])("names no setting: %j", async (body) => {
    const app = testApp();
    const response = await app.call("PATCH", "/reconfigure", { headers: withSecret, body });
    const problem = await response.json();
    expect([response.status, problem.code]).toEqual([422, "invalid_request"]);
    expect(problem.detail).toBe("The body names no setting to change.");
    expect(problem.hint).toContain("GET /settings lists them");
    expect(app.calls).toEqual([]);
  });

  const scalar = "must be a text, a number, true, false or null";
  it.each([
    ['{"schedule": ["* * * * *"]}', `schedule: ${scalar}.`],
    ['{"active": true, "max_staleness": {"minutes": 10}}', `max_staleness: ${scalar}.`],
    ['{"a": [], "b": {}}', `a: ${scalar}; b: ${scalar}.`],
    ['{"failure_limit": 1e999}', `failure_limit: ${scalar}.`],
    ['{"schedule": ""}', "schedule: "],
    ['{"schedule": "a\\u0000b"}', "schedule: must not contain control characters."],
    ['{"schedule": "a\\ud800"}', "schedule: must not contain control characters."],
    [`{"schedule": "${"x".repeat(201)}"}`, "schedule: "],
    ['{"view": 1, "active": true}', "view: "],
    ['{"view": null, "active": true}', "view: "],
    ['{"\\u0000": 1}', "no control characters"],
    ['{"active": true, "\\ud800": 1}', "no control characters"],
    ['{"": 1}', "a setting's name has 1 to 60 characters"],
    [`{"${"x".repeat(61)}": 1}`, "a setting's name has 1 to 60 characters"],
    ['{"__proto__": true, "active": true}', 'unknown field "__proto__"'],
    ['{"__proto__": {"view": "a.b"}, "active": true}', 'unknown field "__proto__"'],
    ["[]", "expected object, received array"],
    ['[{"active": true}]', "expected object, received array"],
    ["null", "expected object, received null"],
    ['"active"', "expected object, received string"],
  ])("is refused before the database hears of it: %s", async (text, part) => {
    const app = testApp();
    const headers = { ...withSecret, "content-type": "application/json" };
    const response = await app.call("PATCH", "/reconfigure", { headers, body: text });
    const problem = await response.json();
    expect([response.status, problem.code]).toEqual([422, "invalid_request"]);
    expect(problem.detail).toContain(part);
    expect(problem.hint).toContain("Allowed fields: view, and settings by name");
    expect(app.calls).toEqual([]);
  });

  it("is answered in a few words, whatever the names and however many", async () => {
    const names = Array.from({ length: 80 }, (_, index) => `${index} ${"\u202e".repeat(50)}`);
    const body = Object.fromEntries(names.map((name) => [name, []]));
    const response = await testApp().call("PATCH", "/reconfigure", { headers: withSecret, body });
    const { code, detail } = await response.json();
    expect(code).toBe("invalid_request");
    expect(detail.length).toBeLessThan(700);
  });
});
