// The Edge Function's process ends at the worst moments of a run: before and after its answer, and in mid-refresh.
import { describe, expect, it } from "vitest";
import { partProcess, pausePart } from "../../stack/index.ts";
import { untilNobodyRefreshes, untilRefreshing } from "../support/slow-view.ts";
import { stackUnderTest } from "../support/stack-under-test.ts";
import { fault } from "./support/fault.ts";
import { kill, untilAnswers, untilUnreadBefore, withoutPart } from "./support/parts.ts";
import { untilAnswered } from "./support/pg-net.ts";

const config = stackUnderTest();

describe("a function that is killed", () => {
  it("before it answers loses the run, and the watchdog refreshes in its place", () =>
    fault("function killed before the answer", async (scene) => {
      await pausePart(config, "functions");
      await scene.view.addRow();
      expect(await scene.tick()).toBe("requested");
      await untilUnreadBefore(config.ports.functions);
      await kill("functions");
      scene.faultEnds();
      const { id } = await scene.newestRun();
      expect(await untilAnswered(scene.sql, id)).toMatchObject({ status_code: 502 });
      await scene.watchdogLooks();
      await scene.untilFresh();
      expect(await scene.runs()).toMatchObject([
        { id, status: "lost", error_message: expect.stringContaining("it answered 502") },
        { trigger: "watchdog", path: "database", status: "succeeded" },
      ]);
      await untilAnswers("functions");
    }));

  it("after it answered, but before it reached the database, loses the run, and the watchdog refreshes in its place", () =>
    fault("function killed after the answer", async (scene) => {
      await scene.view.addRow();
      // Without the REST API the run is in the function's memory alone.
      await withoutPart("rest", async () => {
        expect(await scene.tick()).toBe("requested");
        const { id } = await scene.newestRun();
        expect(await untilAnswered(scene.sql, id)).toMatchObject({ status_code: 202 });
        await kill("functions");
      });
      scene.faultEnds();
      await scene.watchdogLooks();
      await scene.untilFresh();
      expect(await scene.runs()).toMatchObject([
        { status: "lost", error_message: expect.stringContaining("it accepted the request") },
        { trigger: "watchdog", status: "succeeded" },
      ]);
    }));

  it("in the middle of the RPC leaves a ledger that comes to tell the truth", () =>
    fault("function killed in the middle of the RPC", async (scene) => {
      await scene.view.setSeconds(2);
      await scene.view.addRow();
      expect(await scene.tick()).toBe("requested");
      await untilRefreshing(scene.sql, scene.view.name);
      const before = await partProcess(config, "functions");
      await kill("functions");
      scene.faultEnds();
      await scene.view.setSeconds(0);
      // The REST API holds the refresh and may finish it or give it up.
      await untilNobodyRefreshes(scene.sql, scene.view.name);
      if ((await scene.newestRun()).status === "queued") await scene.watchdogLooks();
      await scene.untilFresh();
      expect((await scene.runs())[0]?.status).toMatch(/^(succeeded|lost)$/);
      await untilAnswers("functions");
      expect((await partProcess(config, "functions"))?.pid).not.toBe(before?.pid);
    }));

  it("and stays down is answered for by the gateway, and the watchdog refreshes", () =>
    fault("function down", async (scene) => {
      await scene.view.addRow();
      await withoutPart("functions", async () => {
        expect(await scene.tick()).toBe("requested");
        scene.faultLasts();
        await untilAnswered(scene.sql, (await scene.newestRun()).id);
        await scene.watchdogLooks();
        await scene.untilFresh();
        expect(await scene.runs()).toMatchObject([
          { status: "lost", error_message: expect.stringMatching(/it answered 50\d/) },
          { trigger: "watchdog", status: "succeeded" },
        ]);
      });
    }));

  it("and stays down costs one alert and one recovery, and auto does without it meanwhile", () =>
    fault(
      "function down for an hour",
      async (scene) => {
        const { sql, view } = scene;
        const alerts = async () =>
          (
            await sql`
              select kind from dashboard_refresh.alerts join dashboard_refresh.views on views.id = view_id
              where view = ${view.name} order by alerts.created_at, kind`
          ).map(({ kind }) => kind);
        const outcomes: string[] = [];
        await sql`select dashboard_refresh.reconfigure(${view.name}, '{"failure_limit": 2}')`;
        await withoutPart("functions", async () => {
          scene.faultLasts();
          for (let minute = 1; minute <= 5; minute += 1) {
            await view.addRow();
            outcomes.push(await scene.tick());
            await scene.watchdogLooksAt("1 minute");
          }
          await scene.untilFresh();
        });
        expect(outcomes).toEqual(["requested", "requested", "requested", "succeeded", "succeeded"]);
        expect(await alerts()).toEqual(["function_failing"]);
        const [row] = await sql`select dashboard_refresh.status(${view.name}) as status`;
        expect(row?.status.path).toMatchObject({
          effective: "database",
          reason: expect.stringContaining("it is tried again at"),
        });
        expect(row?.status.problems).toContainEqual(expect.objectContaining({ code: "function_failing" }));

        // Its pause is over, and it is there again.
        await sql`update dashboard_refresh.view_state set function_retry_at = clock_timestamp()
          where function_retry_at is not null`;
        expect(await scene.tick()).toBe("requested");
        expect(await scene.untilFinal()).toMatchObject({
          trigger: "cron",
          path: "edge",
          status: "succeeded",
        });
        expect((await alerts()).toSorted()).toEqual(["function_failing", "recovered"]);
        return "one alert, one recovery";
      },
      { path: "auto" },
    ));
});
