// PATCH /reconfigure?dry_run=true: what a change would make, and nothing of it made.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "previewed");
  await call("PATCH", "/reconfigure", { body: { view: view.name, scheduled: true } });
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const preview = (settings: Record<string, unknown>, headers: Record<string, string> = {}) =>
  call("PATCH", "/reconfigure?dry_run=true", { body: { view: view.name, ...settings }, headers });
/** Everything that a change of settings touches. */
const everything = async () => ({
  views: await sql`select * from dashboard_refresh.views order by id`,
  jobs: await sql`select * from cron.job order by jobid`,
  changes: await sql`select count(*)::integer as count from dashboard_refresh.config_changes`,
});

describe("a dry run of a change of settings", () => {
  it("says what would be, and changes nothing", async () => {
    const before = await everything();
    const answer = await preview({ schedule: "0 6 * * *", time_zone: "America/Bogota", active: true });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      view: view.name,
      dry_run: true,
      before: { schedule: "*/5 * * * *", time_zone: null },
      after: { schedule: "0 6 * * *", time_zone: "America/Bogota" },
      schedule: { time_zone: "America/Bogota", job_schedule: "0 * * * *", longest_pause_seconds: 86_400 },
      promise: { max_staleness_seconds: 600, reachable: false, suggested_schedule: "*/5 * * * *" },
    });
    expect(answer.json.schedule.firings).toHaveLength(3);
    for (const firing of answer.json.schedule.firings)
      expect(new Date(firing).getTime() % 86_400_000).toBe(11 * 3_600_000);
    expect(answer.json.changes).toContain("schedule: from */5 * * * * to 0 6 * * *.");
    expect(answer.json.problems.map((problem: { code: string }) => problem.code)).toContain(
      "schedule_too_slow",
    );
    expect(await everything()).toEqual(before);
  });

  it.each([
    [{ schedule: "0 0 31 2 *" }],
    [{ shedule: "*/10 * * * *" }],
    [{ time_zone: "Bogota" }],
    [{ pause_reason: "x" }],
    [{ job_name: "refresh-dashboard-watchdog" }],
    [{}],
  ])("of %j is refused as the change itself", async (settings) => {
    const real = await call("PATCH", "/reconfigure", { body: { view: view.name, ...settings } });
    const dry = await preview(settings);
    const { request_id: _real, ...expected } = real.json;
    const { request_id: _dry, ...received } = dry.json;
    expect(real.status).toBeGreaterThanOrEqual(400);
    expect({ ...received, status: dry.status }).toEqual({ ...expected, status: real.status });
  });

  it("leaves the revision, so that the change can follow, unless somebody was faster", async () => {
    const { headers } = await call("GET", `/reconfigure?view=${view.name}`);
    const etag = headers.get("etag") ?? "";
    expect((await preview({ max_staleness: "21 minutes" }, { "if-match": etag })).status).toBe(200);
    const change = (max_staleness: string) =>
      call("PATCH", "/reconfigure", {
        body: { view: view.name, max_staleness },
        headers: { "if-match": etag },
      });
    expect((await change("21 minutes")).status).toBe(200);
    expect((await change("22 minutes")).status).toBe(412);
    expect((await preview({ max_staleness: "22 minutes" }, { "if-match": etag })).status).toBe(412);
  });
});
