// Somebody holds an ACCESS EXCLUSIVE lock for long, on the view or on what it reads: refreshes give up and name the
// holder, nobody else waits, and the next tick after the lock's end refreshes.
import { describe, expect, it } from "vitest";
import { call, connectAsAdmin } from "../support/stack.ts";
import { fault, type Scene } from "./support/fault.ts";

/** While `during` runs, another session holds the lock that `statement` takes; it gets that session's process id. */
async function withLock(statement: string, during: (pid: number) => Promise<void>): Promise<void> {
  const other = connectAsAdmin();
  try {
    await other.begin(async (transaction) => {
      await transaction.unsafe(statement);
      const [holder] = await transaction<[{ pid: number }]>`select pg_backend_pid() as pid`;
      await during(holder.pid);
    });
  } finally {
    await other.end();
  }
}

const impatient = ({ sql, view }: Scene) =>
  sql`select dashboard_refresh.reconfigure(${view.name}, '{"lock_timeout": "200 milliseconds"}')`;

describe("a long ACCESS EXCLUSIVE lock", () => {
  it("on the view makes ticks fail that name its holder, leaves status answering, and ends with a tick that refreshes", () =>
    fault("ACCESS EXCLUSIVE lock on the view", async (scene) => {
      const { name } = scene.view;
      await impatient(scene);
      await scene.view.addRow();
      // LOCK TABLE takes no materialized view; what changes its owner, even to the same, takes the lock.
      await withLock(`alter materialized view ${name} owner to postgres`, async (pid) => {
        for (let firing = 0; firing < 3; firing += 1) {
          expect(await scene.tick()).toBe("requested");
          const run = await scene.untilFinal();
          expect(run).toMatchObject({ status: "failed", error_sqlstate: "55P03" });
          expect(run.error_hint).toContain(`pid ${pid}`);
          expect(run.error_hint).toContain(`AccessExclusiveLock on ${name}`);
        }
        const before = performance.now();
        const status = await call("GET", `/status?view=${name}`);
        expect(performance.now() - before).toBeLessThan(2_000);
        expect(status.json.problems).toContainEqual(expect.objectContaining({ code: "last_run_failed" }));
        await scene.sql`call dashboard_refresh.watchdog()`;
      });
      scene.faultEnds();
      expect(await scene.nextTick()).toBe("requested");
      await scene.untilFresh();
    }));

  it("on a table that the view reads fails a refresh asked for by hand, which says who holds what", () =>
    fault("ACCESS EXCLUSIVE lock on a source", async (scene) => {
      const { name } = scene.view;
      await impatient(scene);
      await scene.view.addRow();
      await withLock(`lock table ${name}_rows in access exclusive mode`, async (pid) => {
        const answer = await call("POST", "/refresh", { body: { view: name } });
        expect(answer.status).toBe(503);
        expect(answer.json.run.error.sqlstate).toBe("55P03");
        expect(answer.json.hint).toContain(`pid ${pid}`);
        expect(answer.json.hint).toContain(`AccessExclusiveLock on ${name}_rows`);
      });
      scene.faultEnds();
      expect((await call("POST", "/refresh", { body: { view: name } })).status).toBe(200);
      await scene.untilFresh();
    }));
});
