// Somebody changes the view under a managed name: drops it, makes it again, empties it, takes its index or its owner.
// Refreshes that can go on do; those that cannot say what is wrong, and go on a minute after it is mended.
import { describe, expect, it } from "vitest";
import { connectAsAdmin } from "../support/stack.ts";
import { fault, type Scene } from "./support/fault.ts";
import { createView, dropIndexes, dropView } from "./support/make-view.ts";

/** A tick in the database fails so, with a hint. */
async function expectFailure(scene: Scene, sqlstate: string, hint: RegExp): Promise<void> {
  expect(await scene.tick()).toBe("failed");
  const run = await scene.newestRun();
  expect(run.error_sqlstate).toBe(sqlstate);
  expect(run.error_hint).toMatch(hint);
}

/** What was wrong is mended: the watchdog notices, whatever the schedule. */
async function expectRetry(scene: Scene): Promise<void> {
  scene.faultEnds();
  await scene.watchdogLooks();
  await scene.untilFresh();
  expect(await scene.newestRun()).toMatchObject({ trigger: "watchdog", status: "succeeded" });
}

async function alterAsAdmin(statement: string): Promise<void> {
  const admin = connectAsAdmin();
  await admin.unsafe(statement);
  await admin.end();
}

/** Where the path is not the subject the database does it: a tick then answers how it went. */
const inDatabase = { path: "database", skipUnchanged: true } as const;

describe("a view", () => {
  it("that is dropped fails with a hint, and is refreshed when it is there again", () =>
    fault(
      "view dropped",
      async (scene) => {
        const definition = await dropView(scene);
        await expectFailure(scene, "42P01", /^Create the materialized view/);
        await createView(scene, definition, { withData: false });
        await expectRetry(scene);
      },
      inDatabase,
    ));

  it("that is dropped and made again without data is refreshed by the next tick, though its sources are the same", () =>
    fault(
      "view recreated without data",
      async (scene) => {
        expect(await scene.tick()).toBe("succeeded");
        await createView(scene, await dropView(scene), { withData: false });
        scene.faultEnds();
        expect(await scene.nextTick()).toBe("succeeded");
        await scene.untilFresh();
        expect(await scene.newestRun()).toMatchObject({ method: "plain" });
      },
      inDatabase,
    ));

  it("that is made again with another definition is refreshed by the next tick", () =>
    fault(
      "view recreated with another definition",
      async (scene) => {
        expect(await scene.tick()).toBe("succeeded");
        const definition = await dropView(scene);
        await createView(scene, `select id, 'new'::text as slept from (${definition}) as rows`);
        await scene.view.addRow();
        scene.faultEnds();
        expect(await scene.nextTick()).toBe("succeeded");
        await scene.untilFresh();
      },
      inDatabase,
    ));

  it("without its unique index is refreshed all the same, blocking readers", () =>
    fault(
      "view without its unique index",
      async (scene) => {
        await dropIndexes(scene);
        await scene.view.addRow();
        scene.faultLasts();
        expect(await scene.nextTick()).toBe("succeeded");
        await scene.untilFresh();
        expect(await scene.newestRun()).toMatchObject({ method: "plain" });
      },
      inDatabase,
    ));

  it("without its unique index that must not block readers fails until the index is back", () =>
    fault(
      "view without its unique index, concurrently always",
      async (scene) => {
        const { sql, view } = scene;
        await sql`select dashboard_refresh.reconfigure(${view.name}, '{"concurrently": "always"}')`;
        await dropIndexes(scene);
        await view.addRow();
        await expectFailure(scene, "55000", /unique index/);
        await sql.unsafe(`create unique index on ${view.name} (id)`);
        await expectRetry(scene);
      },
      inDatabase,
    ));

  it("that is emptied with no data is filled by the next tick, though its sources are the same", () =>
    fault(
      "view emptied WITH NO DATA",
      async (scene) => {
        expect(await scene.tick()).toBe("succeeded");
        await scene.sql.unsafe(`refresh materialized view ${scene.view.name} with no data`);
        scene.faultEnds();
        expect(await scene.nextTick()).toBe("succeeded");
        await scene.untilFresh();
      },
      inDatabase,
    ));

  it("whose owner was changed fails with the statement that repairs it", () =>
    fault(
      "view's owner changed",
      async (scene) => {
        const { name } = scene.view;
        await scene.view.addRow();
        await alterAsAdmin(`alter materialized view ${name} owner to supabase_admin`);
        await expectFailure(scene, "42501", new RegExp(`alter materialized view ${name} owner to postgres`));
        await alterAsAdmin(`alter materialized view ${name} owner to postgres`);
        await expectRetry(scene);
      },
      inDatabase,
    ));

  it("whose name a table has taken fails until it is a view again", () =>
    fault(
      "a table in the view's place",
      async (scene) => {
        const { name } = scene.view;
        const definition = await dropView(scene);
        await scene.sql.unsafe(`create table ${name} (id integer)`);
        await expectFailure(scene, "42809", /Drop or rename/);
        await scene.sql.unsafe(`drop table ${name}`);
        await createView(scene, definition);
        await scene.view.addRow();
        await expectRetry(scene);
      },
      inDatabase,
    ));
});
