// A pause says who, why and until when, and ends by itself.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "paused");
});
afterAll(async () => {
  await call("PATCH", "/views", { body: { active: true } });
  await view.drop();
  await sql.end();
});

const patch = (settings: Record<string, unknown>) =>
  call("PATCH", "/reconfigure", { body: { view: view.name, ...settings } });
const status = async () => (await call("GET", `/status?view=${view.name}`)).json;

describe("a pause", () => {
  it("is shown with who, when, why and until when", async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const answer = await patch({ active: false, pause_reason: "moving house", paused_until: until });
    expect(answer.status).toBe(200);
    const { paused, pause } = await status();
    expect(paused).toBe(true);
    expect(pause).toMatchObject({ reason: "moving house" });
    expect(pause.by).toMatch(/secret key/);
    expect(new Date(pause.until).toISOString()).toBe(until);
    expect(Math.abs(Date.now() - new Date(pause.at).getTime())).toBeLessThan(60_000);
  });

  it("keeps a reason from a view that is not paused, and an end from being past", async () => {
    await patch({ active: true });
    expect((await status()).pause).toBeNull();
    const answers = [
      await patch({ pause_reason: "why" }),
      await patch({ active: true, paused_until: "2999-01-01T00:00:00Z" }),
      await patch({ active: false, paused_until: "2020-01-01T00:00:00Z" }),
      await patch({ active: false, paused_until: "tomorrow" }),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ status: 422, json: { code: "invalid_setting" } });
    expect((await status()).paused).toBe(false);
  });

  it("ends by itself, by the watchdog that pg_cron fires", async () => {
    const until = new Date(Date.now() + 2000).toISOString();
    await patch({ active: false, pause_reason: "a moment", paused_until: until });
    expect((await status()).paused).toBe(true);
    await eventually("the end of the pause", status, ({ paused }) => !paused, {
      deadlineMs: 100_000,
      everyMs: 1000,
    });
    expect((await status()).pause).toBeNull();
    const { json } = await call("GET", `/changes?view=${view.name}&limit=1`);
    expect(json.changes[0]).toMatchObject({
      changed_by: "paused_until",
      before: { active: false, pause_reason: "a moment" },
      after: { active: true, pause_reason: null, paused_until: null },
    });
  });
});

describe("PATCH /views", () => {
  it("pauses all views and resumes them, with a row of the audit for each", async () => {
    const managed = await sql`select view from dashboard_refresh.views order by id`;
    const paused = await call("PATCH", "/views", { body: { active: false, pause_reason: "all of it" } });
    expect(paused.status).toBe(200);
    expect(paused.json.views.map((each: { view: string }) => each.view)).toEqual(
      managed.map((each) => each.view),
    );
    for (const each of paused.json.views) expect(each.after).toMatchObject({ pause_reason: "all of it" });
    expect(await sql`select from dashboard_refresh.views where active`).toHaveLength(0);

    const resumed = await call("PATCH", "/views", { body: { active: true } });
    expect(resumed.status).toBe(200);
    expect(await sql`select from dashboard_refresh.views where not active`).toHaveLength(0);
    const { json } = await call("GET", `/changes?limit=${managed.length}`);
    expect(json.changes.map((each: { view: string }) => each.view).toSorted()).toEqual(
      managed.map((each) => each.view).toSorted(),
    );
  });

  it("changes none where one word is bad, and refuses one job name for all", async () => {
    for (const body of [{ schedule: "* * *", max_staleness: "1 hour" }, { job_name: "one" }]) {
      const answer = await call("PATCH", "/views", { body });
      expect(answer).toMatchObject({ status: 422, json: { code: "invalid_setting" } });
    }
    expect(await sql`select from dashboard_refresh.views where job_name = 'one'`).toHaveLength(0);
    expect(await sql`select from dashboard_refresh.views where max_staleness = '1 hour'`).toHaveLength(0);
  });
});
