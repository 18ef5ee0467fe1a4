// Claims of freshness in real time, where nothing but time passes: a backend that went idle reports within 10 s, one in a
// transaction does not report at all. Whatever a view claims meanwhile must not pass a change that it does not show.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { expectTrueClaims, expectTrueStatus, tick } from "./invariants.ts";
import { closeSessions, createWorld, dropWorld, observe, resetWorld, type World } from "./world.ts";

/** A backend reports at the latest 10 s after it went idle; a little more than the engine waits to believe it. */
const QUIET_SECONDS = 12.5;

let world: World;
beforeAll(async () => {
  world = await createWorld(0);
});
beforeEach(() => resetWorld(world));
afterAll(async () => {
  await dropWorld(world);
  await closeSessions(world);
});

/** A change that is committed and not reported: the backend reported less than a second ago, so it puts it off. */
async function changeWithoutReport(): Promise<void> {
  const { session } = world.writers.ana;
  await session.report();
  await session.run("insert into plain values (11, 11)");
  await observe(world);
}

/** Ticks for so long, twice a second, with every claim looked at. Nothing else happens in the database. */
async function tickQuietly(seconds: number): Promise<{ outcomes: string[]; lastClaim: number }> {
  const outcomes: string[] = [];
  let lastClaim = 0;
  for (const end = performance.now() + seconds * 1000; performance.now() < end; await sleep(500)) {
    outcomes.push(await tick(world));
    lastClaim = Math.max(lastClaim, (await expectTrueClaims(world)) ?? 0);
    await expectTrueStatus(world);
  }
  return { outcomes, lastClaim };
}

describe("a change that its backend has not reported yet", () => {
  it("is not claimed to be shown while the backend is idle; when it has reported, the view is right as of now", async () => {
    expect(await tick(world)).toBe("succeeded");
    await changeWithoutReport();
    const { outcomes, lastClaim } = await tickQuietly(QUIET_SECONDS);
    // The test would prove nothing if the change had been reported at once, or if the view never claimed anything.
    expect(outcomes.slice(0, 4)).toEqual(["unchanged", "unchanged", "unchanged", "unchanged"]);
    expect(outcomes).toContain("succeeded");
    // Later than the refresh that showed the change, so it is known by skipping.
    expect(lastClaim).toBeGreaterThan(Date.now() / 1000 - 1.5);
  });

  it("is not claimed to be shown while the backend is in a transaction, however long", async () => {
    expect(await tick(world)).toBe("succeeded");
    await changeWithoutReport();
    const { session } = world.writers.ana;
    await session.run("begin");
    await session.run("select 1");
    const { outcomes } = await tickQuietly(QUIET_SECONDS);
    expect(new Set(outcomes)).toEqual(new Set(["unchanged"]));
    await session.run("commit");
    await session.report();
    expect(await tick(world)).toBe("succeeded");
    await expectTrueClaims(world);
  });
});
