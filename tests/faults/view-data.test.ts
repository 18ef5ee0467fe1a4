// What the view's query gives cannot be refreshed: rows with the same key, or an error.
import { describe, expect, it } from "vitest";
import { fault, type Scene } from "./support/fault.ts";
import { createView, dropView } from "./support/make-view.ts";

const inDatabase = { path: "database" } as const;

/** Data that is mended changes nothing of the view, so it is the schedule that tries again. */
async function expectNextTick(scene: Scene): Promise<void> {
  scene.faultEnds();
  expect(await scene.nextTick()).toBe("succeeded");
  await scene.untilFresh();
}

describe("a view whose query gives the same key twice", () => {
  it("fails with the reason while two rows are equal in all columns", () =>
    fault(
      "duplicate rows break CONCURRENTLY",
      async (scene) => {
        const { sql, view } = scene;
        await view.addRow();
        await sql.unsafe(`insert into ${view.name}_pace values (0)`);
        expect(await scene.tick()).toBe("failed");
        expect(await scene.newestRun()).toMatchObject({
          error_sqlstate: "21000",
          error_hint: expect.stringContaining("unique index"),
        });
        await sql.unsafe(
          `delete from ${view.name}_pace where ctid = (select max(ctid) from ${view.name}_pace)`,
        );
        await expectNextTick(scene);
      },
      inDatabase,
    ));

  it("fails with the reason while two rows differ in other columns", () =>
    fault(
      "duplicate keys break CONCURRENTLY",
      async (scene) => {
        const { sql, view } = scene;
        await sql.unsafe(`create table ${view.name}_more (id integer, slept text)`);
        scene.dropAfterwards(`table ${view.name}_more`);
        await createView(
          scene,
          `select * from (${await dropView(scene)}) as rows union all select id, slept from ${view.name}_more`,
        );
        await sql.unsafe(`insert into ${view.name}_more values (1, 'another')`);
        expect(await scene.tick()).toBe("failed");
        expect(await scene.newestRun()).toMatchObject({
          error_sqlstate: "23505",
          error_hint: expect.stringContaining("unique index"),
        });
        await view.addRow();
        await sql.unsafe(`delete from ${view.name}_more`);
        await expectNextTick(scene);
      },
      inDatabase,
    ));
});

describe("a view whose definition fails", () => {
  it("for a row of its sources says so, and is refreshed when the row is mended", () =>
    fault(
      "definition fails for a row",
      async (scene) => {
        const { sql, view } = scene;
        await sql.unsafe(`create table ${view.name}_divisor as select 1 as n`);
        scene.dropAfterwards(`table ${view.name}_divisor`);
        await createView(
          scene,
          `select id, (1 / n)::text as slept from (${await dropView(scene)}) as rows cross join ${view.name}_divisor`,
        );
        await view.addRow();
        await sql.unsafe(`update ${view.name}_divisor set n = 0`);
        expect(await scene.tick()).toBe("failed");
        expect(await scene.newestRun()).toMatchObject({ error_sqlstate: "22012" });
        await sql.unsafe(`update ${view.name}_divisor set n = 1`);
        await expectNextTick(scene);
      },
      inDatabase,
    ));

  it("in a function that it calls says so, and the watchdog notices when the function is replaced", () =>
    fault(
      "definition made to fail by a function it calls",
      async (scene) => {
        const { sql, view } = scene;
        const name = `${view.name}_word`;
        const create = (body: string) =>
          sql.unsafe(
            `create or replace function ${name}() returns text language plpgsql stable as $$begin ${body} end$$`,
          );
        await create("return 'well';");
        scene.dropAfterwards(`function ${name}`);
        await createView(scene, `select id, ${name}() as slept from (${await dropView(scene)}) as rows`);
        expect(await scene.tick()).toBe("succeeded");
        await view.addRow();
        await create("raise exception 'broken on purpose';");
        expect(await scene.tick()).toBe("failed");
        expect(await scene.newestRun()).toMatchObject({ error_sqlstate: "P0001" });
        await create("return 'well again';");
        scene.faultEnds();
        await scene.watchdogLooks();
        await scene.untilFresh();
      },
      inDatabase,
    ));
});
