// Settings over HTTP reach pg_cron, and the status tells of it.
import { afterAll, describe, expect, it } from "vitest";
import { call, connect } from "../support/stack.ts";

const sql = connect();
const JOB = "refresh-conversaciones-dashboard";
const job = async () =>
  (await sql`select schedule, active from cron.job where jobname = ${JOB}`).map((row) => ({ ...row }));

afterAll(async () => {
  await call("PATCH", "/reconfigure", { body: { schedule: "*/5 * * * *", active: true, scheduled: true } });
  await sql.end();
});

describe("PATCH /reconfigure", () => {
  it("changes the schedule of the cron job, and status says when it fires next", async () => {
    const answer = await call("PATCH", "/reconfigure", { body: { schedule: "*/10 * * * *" } });
    expect(answer.status).toBe(200);
    expect(answer.json.after).toEqual({ ...answer.json.before, schedule: "*/10 * * * *" });
    expect(await job()).toEqual([{ schedule: "*/10 * * * *", active: true }]);

    const status = (await call("GET", "/status")).json;
    expect(status.job.schedule).toBe("*/10 * * * *");
    const next = new Date(status.job.next_run_at);
    expect(next.getUTCMinutes() % 10).toBe(0);
    expect(next.getTime() - new Date(status.now).getTime()).toBeGreaterThan(0);
    expect(next.getTime() - new Date(status.now).getTime()).toBeLessThanOrEqual(600_000);
  });

  it("pauses the job with active false, and a refresh is then refused unless it is forced", async () => {
    await call("PATCH", "/reconfigure", { body: { active: false } });
    expect(await job()).toEqual([{ schedule: "*/10 * * * *", active: false }]);
    expect((await call("GET", "/status")).json.paused).toBe(true);

    const refused = await call("POST", "/refresh", { body: {} });
    expect(refused.status).toBe(409);
    expect(refused.json.code).toBe("paused");
    const forced = await call("POST", "/refresh", { body: { force: true } });
    expect(forced.status).toBe(200);
    expect(forced.json.status).toBe("succeeded");
  });

  it("removes the job with scheduled false and brings it back as it was", async () => {
    await call("PATCH", "/reconfigure", { body: { scheduled: false } });
    expect(await job()).toEqual([]);
    expect((await call("GET", "/status")).json.job).toBeNull();
    await call("PATCH", "/reconfigure", { body: { scheduled: true, active: true } });
    expect(await job()).toEqual([{ schedule: "*/10 * * * *", active: true }]);
  });

  it("writes an audit row that names the caller's kind of key", async () => {
    const [change] = await sql`
      select changed_by, action, after ->> 'scheduled' as scheduled
      from dashboard_refresh.config_changes order by id desc limit 1`;
    expect(change).toMatchObject({ action: "reconfigure", scheduled: "true" });
    expect(change?.changed_by).toMatch(/secret key/);
  });
});
