// The database session that refreshes is terminated or cancelled in the middle of it, on each path.
import { describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { untilRefreshing } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";
import { fault, type Scene } from "./support/fault.ts";
import { withoutPart } from "./support/parts.ts";

/** The server's word for it, or the driver's, whichever comes first. */
const ENDED = /^(57P01|CONNECTION_CLOSED)$/;

/** A refresh through the function is under way; answers the process id of its backend. */
async function startRefresh(scene: Scene): Promise<number> {
  await scene.view.setSeconds(5);
  await scene.view.addRow();
  expect(await scene.tick()).toBe("requested");
  return untilRefreshing(scene.sql, scene.view.name);
}

/** Runs `statement` on a session of its own, terminates that in mid-refresh, and answers the error's code. */
async function terminateInMidRefresh(scene: Scene, statement: string): Promise<string> {
  const session = connect(1);
  try {
    await scene.view.setSeconds(5);
    const outcome = session.unsafe(statement).then(
      () => "ended",
      (error) => error.code as string,
    );
    const pid = await untilRefreshing(scene.sql, scene.view.name);
    await scene.sql`select pg_terminate_backend(${pid})`;
    return await outcome;
  } finally {
    await session.end({ timeout: 1 });
    await scene.view.setSeconds(0);
  }
}

describe("a backend that is terminated in mid-refresh", () => {
  it("leaves the function with an unknown outcome, and it runs the run again", () =>
    fault("backend terminated in mid-refresh", async (scene) => {
      const pid = await startRefresh(scene);
      await scene.view.setSeconds(0);
      await scene.sql`select pg_terminate_backend(${pid})`;
      scene.faultEnds();
      await scene.untilFinal();
      await scene.untilFresh();
      expect(await scene.runs()).toMatchObject([{ trigger: "cron", path: "edge", status: "succeeded" }]);
    }));

  it("together with the function loses the run, and the watchdog refreshes", () =>
    fault("backend terminated, function down", async (scene) => {
      const pid = await startRefresh(scene);
      await scene.view.setSeconds(0);
      await withoutPart("functions", async () => {
        await scene.sql`select pg_terminate_backend(${pid})`;
        scene.faultLasts();
        await scene.watchdogLooks();
        await scene.untilFresh();
        expect(await scene.runs()).toMatchObject([{ status: "lost" }, { trigger: "watchdog" }]);
      });
    }));

  it("of a tick takes the run with its transaction, and the next tick refreshes", () =>
    fault(
      "backend of a tick terminated",
      async (scene) => {
        await scene.view.addRow();
        const tick = `select dashboard_refresh.tick('${scene.view.name}')`;
        expect(await terminateInMidRefresh(scene, tick)).toMatch(ENDED);
        scene.faultEnds();
        expect(await scene.runs()).toEqual([]);
        expect(await scene.nextTick()).toBe("succeeded");
        await scene.untilFresh();
      },
      { path: "database" },
    ));

  it("of a rescue loses its run too, and the next rescue refreshes", () =>
    fault("backend of a rescue terminated", async (scene) => {
      await scene.view.addRow();
      await withoutPart("functions", async () => {
        expect(await scene.tick()).toBe("requested");
        await scene.sql`call dashboard_refresh.watchdog(clock_timestamp() + interval '1 minute')`;
        expect(await terminateInMidRefresh(scene, "select dashboard_refresh.rescue()")).toMatch(ENDED);
        scene.faultEnds();
        expect(await scene.runs()).toMatchObject([{ status: "lost" }, { status: "queued" }]);
        await scene.watchdogLooks();
        await scene.untilFresh();
        expect(await scene.runs()).toMatchObject([
          { trigger: "cron", status: "lost" },
          { trigger: "watchdog", status: "lost", error_message: expect.stringContaining("the session") },
          { trigger: "watchdog", status: "succeeded" },
        ]);
      });
    }));
});

describe("a backend that is cancelled in mid-refresh", () => {
  it("fails the run, and the watchdog tries again after a minute", () =>
    fault("backend cancelled in mid-refresh", async (scene) => {
      const pid = await startRefresh(scene);
      await scene.view.setSeconds(0);
      await scene.sql`select pg_cancel_backend(${pid})`;
      scene.faultEnds();
      expect(await scene.untilFinal()).toMatchObject({ status: "failed", error_sqlstate: "57014" });
      await scene.watchdogLooks();
      await scene.untilFresh();
    }));

  it("twice, by the watchdog and by somebody in the same moment, is a failed run and not a lost one", () =>
    fault(
      "refresh cancelled twice in the same moment",
      async (scene) => {
        await scene.view.setSeconds(30);
        await scene.view.addRow();
        const session = connect(1);
        try {
          const outcome = session`select dashboard_refresh.tick(${scene.view.name}) as outcome`;
          outcome.catch(() => {});
          const pid = await untilRefreshing(scene.sql, scene.view.name);
          await scene.sql`select pg_cancel_backend(${pid}), pg_cancel_backend(${pid}), pg_sleep(0.001), pg_cancel_backend(${pid})`;
          expect(await outcome).toMatchObject([{ outcome: "failed" }]);
        } finally {
          await session.end({ timeout: 1 });
        }
        await scene.view.setSeconds(0);
        scene.faultEnds();
        expect(await scene.newestRun()).toMatchObject({ status: "failed", error_sqlstate: "57014" });
        await scene.watchdogLooks();
        await scene.untilFresh();
      },
      { path: "database" },
    ));

  it("by the watchdog leaves a run that says it took longer than max_duration", () =>
    fault("a refresh that takes longer than max_duration", async (scene) => {
      await scene.view.setSeconds(30);
      await scene.view.addRow();
      await scene.sql`select dashboard_refresh.reconfigure(${scene.view.name}, '{"max_duration": "1 second"}')`;
      const answer = call("POST", "/refresh", { body: { view: scene.view.name, wait_seconds: 30 } });
      await untilRefreshing(scene.sql, scene.view.name);
      await eventually(
        "the run cancelled",
        async () => {
          await scene.sql`call dashboard_refresh.watchdog()`;
          return (await scene.newestRun()).status;
        },
        (status) => status === "failed",
      );
      expect(await scene.newestRun()).toMatchObject({
        error_sqlstate: "57014",
        error_hint: expect.stringContaining("max_duration (00:00:01)"),
      });
      expect(await answer).toMatchObject({ status: 503, json: { code: "refresh_failed" } });
      await scene.view.setSeconds(0);
      scene.faultEnds();
      await scene.watchdogLooks();
      await scene.untilFresh();
    }));
});
