// What must hold, whatever happened. Claims are looked at by the session that ticks: it is the one that does not count as
// somebody who may have something left to report.
import { expect } from "vitest";
import type { Ending } from "./commands.ts";
import { closeAndWait } from "./session.ts";
import { IDLE, observe, openWriter, shared, shownDigest, type World } from "./world.ts";

/** One tick; its outcome. */
export async function tick(world: World): Promise<string> {
  world.disturbancesBeforeTick = shared.disturbances;
  return (await world.ticker.run(`select dashboard_refresh.tick('${world.view}') as outcome`))[0]?.outcome;
}

/**
 * What the view claims of itself is true: it shows all that was committed before data_as_of and before verified_at,
 * reported or not. And it only ever shows states that were. Returns the time it claims to be right as of.
 */
export async function expectTrueClaims(world: World): Promise<number | null> {
  const [claim] = await world.ticker.run(`
    select extract(epoch from greatest(data_as_of, verified_at))::float8 as as_of
    from dashboard_refresh.view_state join dashboard_refresh.views on views.id = view_id
    where view = '${world.view}'`);
  await expectTrueClaim(world, claim?.as_of);
  return claim?.as_of;
}

/** The same of what status tells. It is asked less often, since it does much more than this. */
export async function expectTrueStatus(world: World): Promise<void> {
  const [claim] = await world.ticker.run(`
    select extract(epoch from coalesce(status ->> 'verified_at', status ->> 'data_as_of')::timestamptz)::float8 as as_of
    from dashboard_refresh.status('${world.view}', 0) as status`);
  await expectTrueClaim(world, claim?.as_of);
}

async function expectTrueClaim(world: World, asOf: number | null): Promise<void> {
  const digest = await shownDigest(world);
  if (digest === null || asOf === null) return;
  // A state that came back counts as the latest of its kind: the view is right as of that one.
  const shown = world.states.findLastIndex((state) => state.digest === digest);
  if (shown === -1) {
    expect(world.missedStates, "the view shows a state that never was").toBe(true);
    return;
  }
  const next = world.states[shown + 1];
  if (next !== undefined) {
    expect(
      asOf,
      "the view claims to be right as of a time after a change that it does not show",
    ).toBeLessThan(next.committedBefore);
  }
}

/** Writers stop: their transactions end, and what they did is reported. */
export async function stopWriters(world: World, ending: Ending): Promise<void> {
  for (const writer of Object.values(world.writers)) {
    // A commit of an aborted transaction is a rollback.
    if (writer.open) await writer.session.run(ending.commit ? "commit" : "rollback");
    Object.assign(writer, IDLE);
  }
  for (const gid of world.prepared.splice(0)) {
    await world.keeper.run(`${ending.commit ? "commit" : "rollback"} prepared '${gid}'`);
  }
  await observe(world);
  await expectTrueClaims(world);
  await expectTrueStatus(world);
  if (!ending.leave) return reportAll(world);
  for (const writer of Object.values(world.writers)) {
    await closeAndWait(writer.session, world.keeper);
    world.writers[writer.name] = await openWriter(world.schema, writer.name, writer.parity);
  }
  await world.keeper.report();
}

/** Everybody reports. No writer is in a transaction. */
export async function reportAll(world: World): Promise<void> {
  for (const { session } of Object.values(world.writers)) await session.report();
  await world.keeper.report();
}

/** Writers have stopped and their statistics are in: drift is 0 within two ticks. */
export async function expectFreshWithinTwoTicks(world: World): Promise<void> {
  const outcomes = [await tick(world)];
  let drift = await driftOf(world);
  if (!isZero(drift)) {
    outcomes.push(await tick(world));
    drift = await driftOf(world);
  }
  expect(drift, `drift after two ticks (${outcomes})`).toMatchObject({
    complete: true,
    missing: 0,
    extra: 0,
    different: 0,
  });
  await expectTrueClaims(world);
}

interface Drift {
  missing: number;
  extra: number;
  different: number;
}

/** Null where the view has no data to compare. */
async function driftOf(world: World): Promise<Drift | null> {
  if ((await shownDigest(world)) === null) return null;
  return (await world.keeper.run(`select dashboard_refresh.drift('${world.view}') as drift`))[0]?.drift;
}

const isZero = (drift: Drift | null) =>
  drift !== null && drift.missing === 0 && drift.extra === 0 && drift.different === 0;

/** Nothing changes any more: ticks refresh nothing, and leave no run behind. */
export async function expectNoMoreRefreshes(world: World): Promise<void> {
  for (;;) {
    const disturbances = world.disturbancesBeforeTick;
    const runs = await countRuns(world);
    const outcomes = [await tick(world), await tick(world)];
    const made = (await countRuns(world)) - runs;
    // Another lane has touched what is everybody's since; a refresh in answer to that is right.
    if (shared.disturbances !== disturbances || shared.underWay > 0) continue;
    expect({ outcomes, made }, "ticks without changes").toEqual({
      outcomes: ["unchanged", "unchanged"],
      made: 0,
    });
    return;
  }
}

async function countRuns(world: World): Promise<number> {
  const [row] = await world.keeper.run(`
    select count(*)::integer as count from dashboard_refresh.runs
    join dashboard_refresh.views on views.id = view_id where view = '${world.view}'`);
  return row?.count;
}
