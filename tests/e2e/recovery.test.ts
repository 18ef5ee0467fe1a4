// Whatever dies in the middle, the run ends and the data gets fresh. Real processes are killed; the test is the clock.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { killPart, partProcess, readConfig, startPart, stopPart } from "../../stack/index.ts";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView, untilRefreshing } from "../support/slow-view.ts";
import { call, connect, connectAsAdmin } from "../support/stack.ts";

const sql = connect();
const config = readConfig();
let view: SlowView;

beforeAll(async () => {
  view = await createSlowView(sql, "recovery");
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

/** The watchdog's next look, a little over a minute from now. */
const watchdogLooks = () => sql`call dashboard_refresh.watchdog(clock_timestamp() + interval '61 seconds')`;

const run = async (id: string) =>
  (
    await sql`
      select trigger, path, status, error_sqlstate, error_message, error_hint
      from dashboard_refresh.runs where id = ${id}`
  )[0];

const tick = async () =>
  (await sql`select dashboard_refresh.tick(${view.name}) as outcome`)[0]?.outcome as string;

const newestRunId = async () =>
  (
    await sql`
      select runs.id from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
      where view = ${view.name} order by requested_at desc limit 1`
  )[0]?.id as string;

const untilDatabaseAnswers = () =>
  eventually(
    "the function reaches the database",
    async () => (await call("GET", `/status?view=${view.name}`)).status,
    (status) => status === 200,
    { deadlineMs: 30_000, everyMs: 250 },
  );

/** The function is up when it answers for itself, not the gateway for it. */
const untilFunctionAnswers = () =>
  eventually(
    "the function answers",
    async () => (await call("GET", "/")).status,
    (status) => status === 200,
    { deadlineMs: 30_000 },
  );

describe("the function killed in the middle of a run", () => {
  it("leaves a run that ends all the same, and fresh data", async () => {
    await view.setSeconds(2);
    const rows = await view.addRow();
    expect(await tick()).toBe("requested");
    const id = await newestRunId();
    await untilRefreshing(sql, view.name);
    const before = await partProcess(config, "functions");
    await killPart(config, "functions");

    // The REST API still holds the refresh and may finish it; either way the ledger must come to tell the truth.
    await eventually(
      "nobody refreshing",
      async () =>
        (
          await sql`
          select dashboard_refresh._view_lock_holder(id) as pid from dashboard_refresh.views where view = ${view.name}`
        )[0]?.pid,
      (pid) => pid === null,
    );
    await view.setSeconds(0);
    await watchdogLooks();
    expect((await run(id))?.status).toMatch(/^(succeeded|lost)$/);
    expect(await view.countRows()).toBe(rows);
    await untilFunctionAnswers();
    expect((await partProcess(config, "functions"))?.pid).not.toBe(before?.pid);
  });
});

describe("the REST API killed in the middle of a run", () => {
  it("loses the run, and the watchdog makes it good", async () => {
    await view.setSeconds(3);
    const rows = await view.addRow();
    expect(await tick()).toBe("requested");
    const id = await newestRunId();
    await untilRefreshing(sql, view.name);
    await stopPart(config, "rest");
    try {
      await eventually(
        "the backend gone with its client",
        async () =>
          (
            await sql`select dashboard_refresh._view_lock_holder(id) as pid from dashboard_refresh.views where view = ${view.name}`
          )[0]?.pid,
        (pid) => pid === null,
      );
      await view.setSeconds(0);
      await watchdogLooks();
      expect(await run(id)).toMatchObject({
        trigger: "cron",
        path: "edge",
        status: "lost",
        error_message: expect.stringContaining("it accepted the request"),
      });
      expect(await run(await newestRunId())).toMatchObject({ trigger: "watchdog", status: "succeeded" });
      expect(await view.countRows()).toBe(rows);
    } finally {
      await startPart(config, "rest");
    }
    await untilDatabaseAnswers();
  });
});

describe("the function down", () => {
  it("loses the run with what pg_net knows, and the watchdog makes it good", async () => {
    const rows = await view.addRow();
    await stopPart(config, "functions");
    try {
      expect(await tick()).toBe("requested");
      const id = await newestRunId();
      await eventually(
        "pg_net's record of the answer",
        async () =>
          (
            await sql`
            select _http_response.status_code from net._http_response
            join dashboard_refresh.runs on http_request_id = _http_response.id where runs.id = ${id}`
          )[0],
        (row) => row !== undefined,
      );
      await watchdogLooks();
      expect(await run(id)).toMatchObject({
        status: "lost",
        error_message: expect.stringMatching(/did not run it in time: it answered 50\d/),
      });
      expect(await view.countRows()).toBe(rows);
    } finally {
      await startPart(config, "functions");
    }
    await untilFunctionAnswers();
  });
});

describe("the backend terminated in the middle of a run", () => {
  it("loses the run, and the watchdog makes it good", async () => {
    await view.setSeconds(5);
    const rows = await view.addRow();
    expect(await tick()).toBe("requested");
    const id = await newestRunId();
    const pid = await untilRefreshing(sql, view.name);
    // Or the function, which finds the outcome unknown, would start the run again and succeed.
    await stopPart(config, "functions");
    try {
      await sql`select pg_terminate_backend(${pid})`;
      await view.setSeconds(0);
      await watchdogLooks();
      expect((await run(id))?.status).toBe("lost");
      expect(await view.countRows()).toBe(rows);
    } finally {
      await startPart(config, "functions");
    }
    await untilFunctionAnswers();
    await untilDatabaseAnswers();
  });
});

describe("a refresh that takes longer than max_duration", () => {
  it("is cancelled by the watchdog, and its run says so", async () => {
    await view.setSeconds(30);
    await sql`select dashboard_refresh.reconfigure(${view.name}, max_duration => '1 second')`;
    const answer = call("POST", "/refresh", { body: { view: view.name, wait_seconds: 30 } });
    await untilRefreshing(sql, view.name);
    await eventually(
      "the run cancelled",
      async () => {
        await sql`call dashboard_refresh.watchdog()`;
        return (await run(await newestRunId()))?.status;
      },
      (status) => status === "failed",
    );
    expect(await run(await newestRunId())).toMatchObject({
      error_sqlstate: "57014",
      error_hint: expect.stringContaining("max_duration (00:00:01)"),
    });
    expect(await answer).toMatchObject({ status: 503, json: { code: "refresh_failed" } });
  });
});

describe("a session that holds a lock on the view", () => {
  it("makes the refresh fail after lock_timeout, and the hint names the session", async () => {
    await view.setSeconds(0);
    await sql`select dashboard_refresh.reconfigure(${view.name}, lock_timeout => '200 milliseconds', max_duration => '1 minute')`;
    const other = connectAsAdmin();
    try {
      await other.begin(async (transaction) => {
        await transaction.unsafe(`lock table ${view.name}_rows in access exclusive mode`);
        const [holder] = await transaction`select pg_backend_pid() as pid`;
        const answer = await call("POST", "/refresh", { body: { view: view.name } });
        expect(answer.status).toBe(503);
        expect(answer.json.run.error.sqlstate).toBe("55P03");
        expect(answer.json.hint).toContain(`pid ${holder?.pid}`);
        expect(answer.json.hint).toContain(`AccessExclusiveLock on ${view.name}_rows`);
      });
    } finally {
      await other.end();
    }
    expect((await call("POST", "/refresh", { body: { view: view.name } })).status).toBe(200);
  });
});
