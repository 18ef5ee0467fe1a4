// PostgreSQL stops without a warning in mid-refresh and starts again: pg_net's tables are empty, every session is gone,
// and what the ledger promised before the crash still holds.
import { describe, expect, it } from "vitest";
import { startPostgres, stopPostgres } from "../../stack/index.ts";
import { untilRefreshing } from "../support/slow-view.ts";
import { connect, connectAsAdmin } from "../support/stack.ts";
import { stackUnderTest } from "../support/stack-under-test.ts";
import { fault, type Scene } from "./support/fault.ts";
import { untilAnswers, withoutPart } from "./support/parts.ts";

const config = stackUnderTest();

async function crashInMidRefresh(scene: Scene): Promise<void> {
  await untilRefreshing(scene.sql, scene.view.name);
  await scene.view.setSeconds(0);
  await stopPostgres(config, "immediate");
  await startPostgres(config);
  scene.faultEnds();
}

async function startRefresh(scene: Scene): Promise<void> {
  await scene.view.setSeconds(5);
  await scene.view.addRow();
  expect(await scene.tick()).toBe("requested");
}

/** pg_net's ids have started again, and somebody else's request that now has the id of ours is answered. */
async function answerAnother({ view }: Scene): Promise<void> {
  const admin = connectAsAdmin();
  await admin`
    insert into net._http_response (id, status_code, timed_out)
    select http_request_id, 202, false
    from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
    where view = ${view.name} and http_request_id is not null`;
  await admin.end();
}

describe("a PostgreSQL that is stopped with -m immediate in mid-refresh and started again", () => {
  it("leaves the run queued, and the function that still knows of it runs it again", () =>
    fault("server crash in mid-refresh", async (scene) => {
      await startRefresh(scene);
      await crashInMidRefresh(scene);
      // Longer than the other waits: the REST API has to find its way back first.
      await scene.untilFinal({ deadlineMs: 50_000 });
      await scene.untilFresh();
      expect(await scene.runs()).toMatchObject([{ trigger: "cron", path: "edge", status: "succeeded" }]);
      await untilAnswers("rest");
    }));

  it("leaves the run queued, and the watchdog refreshes when no function knows of the run any more", () =>
    fault("server crash in mid-refresh, function gone too", async (scene) => {
      await startRefresh(scene);
      await untilRefreshing(scene.sql, scene.view.name);
      await withoutPart("functions", async () => {
        await crashInMidRefresh(scene);
        expect(await scene.runs()).toMatchObject([{ status: "queued" }]);
        await answerAnother(scene);
        await scene.watchdogLooks();
        await scene.untilFresh();
        expect(await scene.runs()).toMatchObject([
          { status: "lost", error_message: expect.stringContaining("pg_net knows no answer") },
          { trigger: "watchdog", path: "database", status: "succeeded" },
        ]);
      });
    }));

  it("takes a tick in the database with it, and the next is not fooled by counters that start anew", () =>
    fault(
      "server crash in the middle of a tick",
      async (scene) => {
        await scene.view.addRow();
        await scene.view.setSeconds(5);
        const session = connect(1);
        const tick = session`select dashboard_refresh.tick(${scene.view.name})`.catch(
          () => "gone with the server",
        );
        await crashInMidRefresh(scene);
        expect(await tick).toBe("gone with the server");
        await session.end({ timeout: 1 });
        expect(await scene.runs()).toEqual([]);
        expect(await scene.nextTick()).toBe("succeeded");
        await scene.untilFresh();
        await untilAnswers("rest");
      },
      { path: "database", skipUnchanged: true },
    ));
});
