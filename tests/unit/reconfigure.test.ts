// PATCH /reconfigure: what reaches the database, who is named in the audit, what is refused.
import { describe, expect, it } from "vitest";
import { Problem } from "../../supabase/functions/refresh-dashboard/problem.ts";
import { codeOf, testApp, withSecret } from "./support/fakes.ts";
import { NAMED_SECRET_KEY, tokenOf } from "./support/keys.ts";

const anasToken = await tokenOf("operator", "ana@example.com");
const operatorsToken = await tokenOf("operator");

const everySetting = {
  schedule: "*/2 * * * *",
  active: false,
  scheduled: true,
  path: "edge",
  concurrently: "auto",
  max_staleness: "10 minutes",
  lock_timeout: "5 seconds",
  max_duration: "PT10M",
  failure_limit: 3,
  skip_unchanged: false,
  max_duty_cycle: 0.25,
  force_after: "30 minutes",
};

describe("a change", () => {
  it("passes on the settings that are named, and no others", async () => {
    const app = testApp();
    const response = await app.call("PATCH", "/reconfigure", {
      headers: withSecret,
      body: { view: "a.b", active: true },
    });
    expect(response.status).toBe(200);
    expect(app.calls).toEqual([["reconfigure", "a.b", { active: true }, "secret key (default)"]]);
  });

  it("may name every setting of the contract", async () => {
    const app = testApp();
    const response = await app.call("PATCH", "/reconfigure", { headers: withSecret, body: everySetting });
    expect(await response.json()).toMatchObject({ after: everySetting });
  });

  it.each([
    ["another secret key", { apikey: NAMED_SECRET_KEY }, "secret key (ops)"],
    ["an operator with an address", { authorization: `Bearer ${anasToken}` }, "ana@example.com (user-1)"],
    ["an operator without one", { authorization: `Bearer ${operatorsToken}` }, "user-1"],
  ])("is put down to who made it: %s", async (_name, headers, changedBy) => {
    const app = testApp();
    await app.call("PATCH", "/reconfigure", { headers, body: { active: false } });
    expect(app.calls[0]?.at(-1)).toBe(changedBy);
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

describe("a change that cannot be meant", () => {
  it.each([{}, { view: "a.b" }])("names no setting: %j", async (body) => {
    const app = testApp();
    const response = await app.call("PATCH", "/reconfigure", { headers: withSecret, body });
    const problem = await response.json();
    expect([response.status, problem.code]).toEqual([422, "invalid_request"]);
    for (const name of Object.keys(everySetting)) expect(problem.hint).toContain(name);
    expect(app.calls).toEqual([]);
  });

  it.each([
    { shedule: "* * * * *" },
    { schedule: 5 },
    { schedule: null },
    { active: "false" },
    { scheduled: 1 },
    { failure_limit: 1.5 },
    { failure_limit: "5" },
    { failure_limit: 3_000_000_000 },
    { max_staleness: 600 },
    { skip_unchanged: "no" },
    { max_duty_cycle: "0.5" },
    { max_duty_cycle: null },
    { force_after: 3600 },
    { active: true, changed_by: "somebody else" },
  ])("has a wrong field, and nothing at all is changed: %j", async (body) => {
    const app = testApp();
    const response = await app.call("PATCH", "/reconfigure", { headers: withSecret, body });
    expect([response.status, await codeOf(response)]).toEqual([422, "invalid_request"]);
    expect(app.calls).toEqual([]);
  });
});
