// The same with a crash in the middle, and what makes a crash hard: counters that start anew and grow back to exactly
// what they were when the view was refreshed.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { call } from "../support/stack.ts";
import { type Crash, historiesWithCrash } from "./commands.ts";
import { crash } from "./crash.ts";
import { runHistory } from "./execute.ts";
import { expectFreshWithinTwoTicks, expectNoMoreRefreshes, tick } from "./invariants.ts";
import { CRASH_HISTORIES, parametersOf } from "./settings.ts";
import {
  closeSessions,
  createWorld,
  dropWorld,
  observe,
  resetStatistics,
  resetWorld,
  type World,
} from "./world.ts";

const CRASHES: Crash["how"][] = ["immediate stop", "killed backend"];
let world: World;
beforeAll(async () => {
  world = await createWorld(0);
});
afterAll(async () => {
  await dropWorld(world);
  await closeSessions(world);
  // Other files use this stack too: its parts have to find their way back to the database.
  await eventually(
    "a stack that works again",
    async () => (await call("GET", "/status?view=public.mv_conversaciones_dashboard")).status,
    (status) => status === 200,
    { deadlineMs: 30_000, everyMs: 250 },
  );
});

describe.each(CRASHES)("a server that crashes by %s", (how) => {
  const runs = Math.ceil(CRASH_HISTORIES / CRASHES.length);
  it(`loses no change, in ${runs} random histories`, async () => {
    await fc.assert(
      fc.asyncProperty(historiesWithCrash(how), (history) => runHistory(world, history)),
      parametersOf(CRASHES.indexOf(how), runs),
    );
  });
});

describe("counters that start anew and grow back to what they were", () => {
  /** One row more and one row changed, all of it counted: whatever the counters were, they grow by the same. */
  const insertAndUpdate = async (id: number) => {
    const writer = world.writers.ana.session;
    await writer.run(`insert into plain values (${id}, 1); update plain set n = ${id} where id = ${id}`);
    await writer.report();
    await observe(world);
  };
  const counters = async () =>
    (
      await world.keeper.run(`
        select n_tup_ins::integer as inserted, n_tup_upd::integer as updated, n_tup_del::integer as deleted
        from pg_stat_user_tables where relid = 'plain'::regclass`)
    )[0];

  const anew = {
    "immediate stop": () => crash(world, "immediate stop"),
    "killed backend": () => crash(world, "killed backend"),
    "pg_stat_reset()": () => resetStatistics(world, "all"),
    "pg_stat_reset_single_table_counters()": () => resetStatistics(world, "plain"),
  };
  it.each(Object.entries(anew))("do not hide what happened since, after %s", async (_, startAnew) => {
    await resetWorld(world);
    await startAnew();
    await insertAndUpdate(11);
    expect(await tick(world)).toBe("succeeded");
    const before = await counters();
    expect(before).toEqual({ inserted: 1, updated: 1, deleted: 0 });

    await startAnew();
    await insertAndUpdate(12);
    expect(await counters()).toEqual(before);
    await expectFreshWithinTwoTicks(world);
    await expectNoMoreRefreshes(world);
  });
});
