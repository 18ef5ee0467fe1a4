// A schedule in seconds, which pg_cron takes from 1.5 on: refused with that reason, or set and fired.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
let view: SlowView;
let isOld: boolean;
beforeAll(async () => {
  view = await createSlowView(sql, "seconds");
  const [row] = await sql`
    select regexp_match(extversion, '^(\\d+)\\.(\\d+)')::integer[] < array[1, 5] as old
    from pg_extension where extname = 'pg_cron'`;
  isOld = row?.old;
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

describe("a schedule in seconds", () => {
  it("is set where pg_cron takes it; otherwise the answer says which pg_cron it needs", async () => {
    const job = () => sql`
      select job.schedule from cron.job
      join dashboard_refresh.views on views.job_name = job.jobname where views.view = ${view.name}`;
    const before = await job();
    const answer = await call("PATCH", "/reconfigure", {
      body: { view: view.name, schedule: "30 seconds", scheduled: true },
    });
    if (isOld) {
      expect(answer).toMatchObject({ status: 422, json: { code: "unsupported_schedule" } });
      expect(answer.json.detail).toContain("1.5");
      expect(await job()).toEqual(before);
    } else {
      expect(answer).toMatchObject({ status: 200, json: { after: { schedule: "30 seconds" } } });
      expect(await job()).toEqual([{ schedule: "30 seconds" }]);
    }
  });
});
