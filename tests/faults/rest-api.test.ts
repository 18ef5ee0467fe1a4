// The REST API, the function's only way to the database, is down, goes down in mid-refresh, or freezes and thaws.
import { describe, expect, it } from "vitest";
import { pausePart, resumePart } from "../../stack/index.ts";
import { untilNobodyRefreshes, untilRefreshing } from "../support/slow-view.ts";
import { stackUnderTest } from "../support/stack-under-test.ts";
import { fault } from "./support/fault.ts";
import { untilAnswers, untilLogged, withoutPart } from "./support/parts.ts";
import { untilAnswered } from "./support/pg-net.ts";

const LOST = { trigger: "cron", path: "edge", status: "lost" };
const MADE_GOOD = { trigger: "watchdog", path: "database", status: "succeeded" };
const STOPPED = expect.stringContaining("it accepted the request");

describe("a REST API", () => {
  it("that is down lets the function accept what it cannot do, and the watchdog does it", () =>
    fault("REST API down", async (scene) => {
      await scene.view.addRow();
      await withoutPart("rest", async () => {
        expect(await scene.tick()).toBe("requested");
        scene.faultLasts();
        const { id } = await scene.newestRun();
        expect(await untilAnswered(scene.sql, id)).toMatchObject({ status_code: 202 });
        await scene.watchdogLooks();
        await scene.untilFresh();
        expect(await scene.runs()).toMatchObject([{ ...LOST, id, error_message: STOPPED }, MADE_GOOD]);
      });
    }));

  it("that is stopped in mid-refresh takes its backend with it, and the watchdog refreshes", () =>
    fault("REST API stopped in mid-refresh", async (scene) => {
      await scene.view.setSeconds(3);
      await scene.view.addRow();
      expect(await scene.tick()).toBe("requested");
      await untilRefreshing(scene.sql, scene.view.name);
      await withoutPart("rest", async () => {
        scene.faultLasts();
        await scene.view.setSeconds(0);
        await untilNobodyRefreshes(scene.sql, scene.view.name);
        await scene.watchdogLooks();
        await scene.untilFresh();
        expect(await scene.runs()).toMatchObject([{ ...LOST, error_message: STOPPED }, MADE_GOOD]);
      });
    }));

  it("that is frozen, and thawed when the watchdog has refreshed, makes a late call that does nothing", () =>
    fault("REST API frozen, and thawed", async (scene) => {
      await scene.view.addRow();
      await pausePart(stackUnderTest(), "rest");
      try {
        expect(await scene.tick()).toBe("requested");
        scene.faultLasts();
        expect(await untilAnswered(scene.sql, (await scene.newestRun()).id)).toMatchObject({
          status_code: 202,
        });
        await scene.watchdogLooks();
        await scene.untilFresh();
      } finally {
        await resumePart(stackUnderTest(), "rest");
      }
      const before = await scene.runs();
      expect(before).toMatchObject([LOST, MADE_GOOD]);
      await untilLogged("functions", 1, "run_ended", before[0]?.id as string);
      expect(await scene.runs()).toEqual(before);
      await untilAnswers("rest");
    }));
});
