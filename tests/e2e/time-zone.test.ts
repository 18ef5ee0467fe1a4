// A schedule in a time zone of its own: set over HTTP, fired by the real pg_cron, decided by the tick.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const ZONE = "Asia/Kolkata";
const HALF_AN_HOUR_MS = 1_800_000;

const sql = connect();
let due: SlowView;
let early: SlowView;
beforeAll(async () => {
  due = await createSlowView(sql, "zone_due");
  early = await createSlowView(sql, "zone_early");
});
afterAll(async () => {
  await due.drop();
  await early.drop();
  await sql.end();
});

/** The hour that a clock in the zone shows, so many hours from now. */
const hourInZone = (later = 0) =>
  Number(
    new Intl.DateTimeFormat("en-GB", { hour: "2-digit", hourCycle: "h23", timeZone: ZONE }).format(
      Date.now() + later * 3_600_000,
    ),
  );

const patch = (view: string, settings: Record<string, unknown>) =>
  call("PATCH", "/reconfigure", { body: { view, ...settings } });

/** How often pg_cron has fired the job of a view, and the runs that came of it. */
async function firings(view: string) {
  const [row] = await sql`
    select
      (
        select count(*)::integer from cron.job_run_details
        where command = dashboard_refresh._tick_command(${view}) and status = 'succeeded'
      ) as fired,
      (
        select count(*)::integer from dashboard_refresh.runs
        join dashboard_refresh.views on views.id = view_id
        where view = ${view} and trigger = 'cron'
      ) as runs`;
  return row as unknown as { fired: number; runs: number };
}

describe("a schedule in a time zone", () => {
  it("gives the job its minutes of every hour, and status says when the zone has it", async () => {
    const answer = await patch(due.name, { schedule: "0 6 * * *", time_zone: ZONE, scheduled: true });
    expect(answer.status).toBe(200);
    expect(answer.json.after).toMatchObject({ schedule: "0 6 * * *", time_zone: ZONE });

    const status = (await call("GET", `/status?view=${due.name}`)).json;
    // Half an hour apart from pg_cron's zone.
    expect(status.job.schedule).toBe("30 * * * *");
    expect(new Date(status.job.next_run_at).getTime() % 86_400_000).toBe(HALF_AN_HOUR_MS);
    expect(status.problems.map((problem: { code: string }) => problem.code)).not.toContain("job_altered");
  });

  it("is told by GET /schedule before it is set", async () => {
    const query = new URLSearchParams({ schedule: "0 6 * * *", time_zone: ZONE, firings: "2" });
    const { status, json } = await call("GET", `/schedule?${query}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      schedule: "0 6 * * *",
      time_zone: ZONE,
      job_schedule: "30 * * * *",
      longest_pause_seconds: 86_400,
    });
    expect(json.firings).toHaveLength(2);
    for (const firing of json.firings) expect(new Date(firing).getTime() % 86_400_000).toBe(HALF_AN_HOUR_MS);
  });

  it.each([
    ["America/Bogotá", "America/Bogota"],
    ["bogota", "America/Bogota"],
    ["europe/madrid", "Europe/Madrid"],
  ])("is refused in %s, with the zone that is meant", async (zone, meant) => {
    const answer = await patch(due.name, { time_zone: zone });
    expect(answer).toMatchObject({ status: 422, json: { code: "invalid_setting" } });
    expect(answer.json.detail).toContain(`Did you mean ${meant}?`);
  });

  it.each(["UTC+5", "EST8EDT9", "posix/Europe/Madrid", "x".repeat(65), "'; drop table x; --"])(
    "is refused in %j, which is none",
    async (zone) => {
      const answer = await patch(due.name, { time_zone: zone });
      expect(answer).toMatchObject({ status: 422, json: { code: "invalid_setting" } });
      const query = new URLSearchParams({ schedule: "0 6 * * *", time_zone: zone });
      expect((await call("GET", `/schedule?${query}`)).status).toBe(422);
    },
  );

  it("is refreshed in its hours, while in others the job fires and does nothing", async () => {
    const fires = { time_zone: ZONE, path: "database", scheduled: true };
    await patch(due.name, { ...fires, schedule: `* ${hourInZone()},${hourInZone(1)} * * *` });
    await patch(early.name, { ...fires, schedule: `* ${hourInZone(3)},${hourInZone(4)} * * *` });
    await eventually(
      "a firing of both jobs",
      async () => [await firings(due.name), await firings(early.name)],
      (both) => both.every(({ fired }) => fired > 0),
      { deadlineMs: 100_000, everyMs: 1000 },
    );
    expect((await firings(due.name)).runs).toBeGreaterThan(0);
    expect((await firings(early.name)).runs).toBe(0);
    const [tick] = await sql`select dashboard_refresh.tick(${early.name}) as outcome`;
    expect(tick?.outcome).toBe("not_due");
  });
});
