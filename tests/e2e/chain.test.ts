// The main job with the real scheduler: pg_cron fires, pg_net asks, the function answers, the RPC refreshes.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EJECUTIVO_ID, prepareReassignment, type Reassignment } from "../support/reassignment.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
let reassignment: Reassignment;

beforeAll(async () => {
  reassignment = await prepareReassignment(sql);
  await call("PATCH", "/reconfigure", { body: { schedule: "* * * * *" } });
});

afterAll(async () => {
  await reassignment.undo();
  await call("PATCH", "/reconfigure", { body: { schedule: "*/5 * * * *" } });
  await sql.end();
});

const shown = async () => {
  const [row] = await sql`
    select count(distinct prospecto_id)::integer as count
    from public.mv_conversaciones_dashboard where ejecutivo_id = ${EJECUTIVO_ID}`;
  return row?.count;
};

describe("after a reassignment, with nobody calling anything,", () => {
  it("the view shows the 29 prospects within a firing of the job", async () => {
    expect(await shown()).toBe(0);
    await reassignment.reassign();
    const reassignedAt = (await sql`select clock_timestamp()::text as now`)[0]?.now;
    expect(await shown()).toBe(0);

    await eventually("29 prospects shown", shown, (count) => count === 29, {
      // A tick a minute, and a session may report its statistics up to 10 s late.
      deadlineMs: 90_000,
      everyMs: 250,
    });

    const [run] = await sql`
      select trigger, path, status, method, http_request_id is not null as requested, rows_inserted
      from dashboard_refresh.runs
      where requested_at > ${reassignedAt}::text::timestamptz
      order by requested_at limit 1`;
    expect(run).toMatchObject({
      trigger: "cron",
      path: "edge",
      status: "succeeded",
      method: "concurrently",
      requested: true,
    });
    expect(Number(run?.rows_inserted)).toBeGreaterThanOrEqual(29);
  });

  it("pg_cron's log has the tick as succeeded, and pg_net has the function's 202", async () => {
    const [run] = await sql`
      select http_request_id, requested_at::text from dashboard_refresh.runs
      where trigger = 'cron' and path = 'edge' and status = 'succeeded' order by requested_at desc limit 1`;
    const [tick] = await sql`
      select status from cron.job_run_details
      where command like '%dashboard_refresh.tick(''public.mv_conversaciones_dashboard'')'
        and ${run?.requested_at ?? null}::text::timestamptz >= start_time
      order by runid desc limit 1`;
    expect(tick?.status).toBe("succeeded");
    const response = await eventually(
      "pg_net's record of the answer",
      async () =>
        (await sql`select status_code from net._http_response where id = ${run?.http_request_id ?? null}`)[0],
      (row) => row !== undefined,
    );
    expect(response?.status_code).toBe(202);
  });
});
