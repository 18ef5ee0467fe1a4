// The disk is full, as far as that can be done without harm: the view's own file system is, or a session may write no
// more temporary files. The refresh fails, the server lives, and a minute after there is room again the data is fresh.
import { describe, expect, it } from "vitest";
import { postgresPid } from "../../stack/index.ts";
import { call, connectAsAdmin } from "../support/stack.ts";
import { stackUnderTest } from "../support/stack-under-test.ts";
import { withSmallDisk } from "./support/disk.ts";
import { fault, type Scene } from "./support/fault.ts";
import { createView, dropView } from "./support/make-view.ts";

/** More than a megabyte in the view. */
const addManyRows = ({ sql, view }: Scene) =>
  sql.unsafe(`insert into ${view.name}_rows select from generate_series(1, 40000)`);

/** The refresh failed for lack of room and says so; nothing else suffers. */
async function expectShortage(scene: Scene, sqlstate: string, pid: number | undefined): Promise<void> {
  const run = await scene.untilFinal();
  expect(run).toMatchObject({ status: "failed", error_sqlstate: sqlstate });
  expect(run.error_hint).toContain("short of disk");
  expect(postgresPid(stackUnderTest())).toBe(pid);
  expect((await call("GET", `/status?view=${scene.view.name}`)).status).toBe(200);
}

async function expectRetry(scene: Scene): Promise<void> {
  scene.faultEnds();
  await scene.watchdogLooks();
  await scene.untilFresh();
  expect(await scene.newestRun()).toMatchObject({ trigger: "watchdog", status: "succeeded" });
}

/** Where no disk can be made: the view's query raises what PostgreSQL would. */
async function pretendFullDisk(scene: Scene, pid: number | undefined): Promise<void> {
  const { sql, view } = scene;
  const name = `${view.name}_write`;
  const create = (body: string) =>
    sql.unsafe(
      `create or replace function ${name}() returns text language plpgsql stable as $$begin ${body} end$$`,
    );
  await create("return '';");
  scene.dropAfterwards(`function ${name}()`);
  await createView(scene, `select id, ${name}() as slept from (${await dropView(scene)}) as rows`);
  await create("raise sqlstate '53100';");
  await view.addRow();
  expect(await scene.tick()).toBe("requested");
  await expectShortage(scene, "53100", pid);
  await create("return '';");
  await expectRetry(scene);
}

describe("a full disk", () => {
  it("under the view fails its refreshes and nothing else, until there is room", () =>
    fault("disk full", async (scene) => {
      const { sql, view } = scene;
      const pid = postgresPid(stackUnderTest());
      const isReal = await withSmallDisk(async (disk) => {
        await sql.unsafe(`alter materialized view ${view.name} set tablespace ${disk.tablespace}`);
        try {
          await addManyRows(scene);
          expect(await scene.tick()).toBe("requested");
          await expectShortage(scene, "53100", pid);
          disk.enlarge();
          await expectRetry(scene);
        } finally {
          await sql.unsafe(`alter materialized view ${view.name} set tablespace pg_default`);
        }
      });
      if (!isReal) await pretendFullDisk(scene, pid);
      return isReal ? "a real file system of 1 MB" : "raised by the query, since mounting is not allowed";
    }));

  it("for temporary files fails the tick that needs them, and the next one does without", () =>
    fault(
      "no room for temporary files",
      async (scene) => {
        const pid = postgresPid(stackUnderTest());
        await addManyRows(scene);
        const session = connectAsAdmin();
        try {
          // Only a superuser may set the limit; the tick is the owner's.
          await session.unsafe("set temp_file_limit = '100kB'; set work_mem = '64kB'; set role postgres");
          await session`select dashboard_refresh.tick(${scene.view.name})`;
        } finally {
          await session.end();
        }
        await expectShortage(scene, "53400", pid);
        await expectRetry(scene);
      },
      { path: "database" },
    ));
});
