// Random histories of everything that can happen to a view's sources, against what must hold: see invariants.ts.
import fc from "fast-check";
import { afterAll, beforeAll, describe, it } from "vitest";
import { histories } from "./commands.ts";
import { runHistory } from "./execute.ts";
import { COMMANDS_PER_HISTORY, HISTORIES_PER_LANE, LANES, parametersOf } from "./settings.ts";
import { closeSessions, createWorld, dropWorld, type World } from "./world.ts";

describe.concurrent(`random histories of up to ${COMMANDS_PER_HISTORY} commands`, () => {
  const worlds: World[] = [];
  beforeAll(async () => {
    for (let lane = 1; lane <= LANES; lane += 1) worlds.push(await createWorld(lane));
  });
  afterAll(async () => {
    for (const world of worlds) {
      await dropWorld(world);
      await closeSessions(world);
    }
  });

  const lanes = Array.from({ length: LANES }, (_, index) => index + 1);
  it.each(lanes)(
    `are followed by no drift and no needless refresh, and no claim on the way is false: ${HISTORIES_PER_LANE} in lane %i`,
    async (lane) => {
      const world = worlds[lane - 1] as World;
      await fc.assert(
        fc.asyncProperty(histories(COMMANDS_PER_HISTORY), (history) => runHistory(world, history)),
        parametersOf(lane, HISTORIES_PER_LANE),
      );
    },
  );
});
