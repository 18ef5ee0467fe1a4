// A clock jumps: the watchdog looks by a clock that is a day ahead or an hour behind, or the function's differs from
// the database's. Passed in, never slept.
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { untilRefreshing } from "../support/slow-view.ts";
import { env } from "../support/stack.ts";
import { fault, type Scene } from "./support/fault.ts";
import { withoutPart } from "./support/parts.ts";
import { untilAnswered } from "./support/pg-net.ts";

const MADE_GOOD = { trigger: "watchdog", path: "database", status: "succeeded" };

/** Signs what waits in pg_net's queue anew, as of another time. */
async function signAsOf({ sql }: Scene, runId: string, at: Date): Promise<void> {
  const [queued] = await sql<[{ id: string; body: Buffer }]>`
    select queue.id, queue.body from net.http_request_queue as queue
    join dashboard_refresh.runs on http_request_id = queue.id where runs.id = ${runId}`;
  const headers = {
    "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
    "webhook-signature": new Webhook(env.REFRESH_DASHBOARD_TRIGGER_SECRET).sign(
      runId,
      at,
      queued.body.toString(),
    ),
  };
  await sql`update net.http_request_queue set headers = headers || ${sql.json(headers)} where id = ${queued.id}`;
}

describe("a clock that jumps", () => {
  it("a day ahead and back loses the waiting run early, the watchdog refreshes, and nothing rests until tomorrow", () =>
    fault("clock jumps a day ahead, and back", async (scene) => {
      await scene.view.addRow();
      await withoutPart("functions", async () => {
        expect(await scene.tick()).toBe("requested");
        await scene.watchdogLooksAt("1 day");
        expect(await scene.runs()).toMatchObject([{ status: "lost" }, MADE_GOOD]);
      });
      await scene.view.addRow();
      scene.faultEnds();
      expect(await scene.nextTick()).toBe("requested");
      await scene.untilFresh();
    }));

  it("an hour back and forth makes the run seem to come from the future, and it is ended and refreshed at once", () =>
    fault("clock jumps an hour back, and forth", async (scene) => {
      await scene.view.addRow();
      await withoutPart("functions", async () => {
        expect(await scene.tick()).toBe("requested");
        scene.faultLasts();
        await scene.watchdogLooksAt("-1 hour");
        await scene.untilFresh();
        expect(await scene.runs()).toMatchObject([{ status: "lost" }, MADE_GOOD]);
      });
      await scene.view.addRow();
      scene.faultEnds();
      await scene.watchdogLooksAt("0 seconds");
      expect(await scene.nextTick()).toBe("requested");
      await scene.untilFresh();
    }));

  it("an hour ahead in mid-refresh makes the refresh seem too long, and it is tried again", () =>
    fault("clock jumps an hour ahead in mid-refresh", async (scene) => {
      await scene.view.setSeconds(5);
      await scene.view.addRow();
      expect(await scene.tick()).toBe("requested");
      await untilRefreshing(scene.sql, scene.view.name);
      await scene.view.setSeconds(0);
      await scene.watchdogLooksAt("1 hour");
      scene.faultEnds();
      await scene.untilFinal();
      expect((await scene.runs())[0]).toMatchObject({ status: "failed", error_sqlstate: "57014" });
      await scene.watchdogLooks();
      await scene.untilFresh();
    }));

  it("in the function alone makes signatures seem old, and the watchdog refreshes", () =>
    fault("function's clock ten minutes ahead", async (scene) => {
      await scene.view.addRow();
      await withoutPart("net", async () => {
        expect(await scene.tick()).toBe("requested");
        await signAsOf(scene, (await scene.newestRun()).id, new Date(Date.now() - 600_000));
      });
      scene.faultLasts();
      const { id } = await scene.newestRun();
      expect(await untilAnswered(scene.sql, id)).toMatchObject({ status_code: 401 });
      await scene.watchdogLooks();
      await scene.untilFresh();
      expect(await scene.runs()).toMatchObject([{ id, status: "lost" }, MADE_GOOD]);
    }));
});
