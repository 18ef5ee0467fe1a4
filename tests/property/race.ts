// A refresh and a commit at the same time, in the order that is hard: the refresh has its snapshot, then the change is
// committed and reported, then the refresh ends.
import { eventually } from "../support/eventually.ts";
import type { Change } from "./commands.ts";
import { tick } from "./invariants.ts";
import { GATE } from "./schema.ts";
import { IDLE, serverTime, type World, type Writer } from "./world.ts";
import { write } from "./write.ts";

/** A tick that is held in the middle of its refresh, if it refreshes at all, until the writer has committed. */
export async function race(world: World, writer: Writer, change: Change): Promise<void> {
  const { keeper, ticker } = world;
  await keeper.run(`select pg_advisory_lock(${GATE}, ${world.lane})`);
  let ticked = false;
  const ticking = tick(world).finally(() => {
    ticked = true;
  });
  try {
    await eventually(
      "a tick that is done, or waits at the gate",
      async () =>
        ticked ||
        (
          await keeper.run(
            `select from pg_locks where pid = ${ticker.pid} and not granted and locktype = 'advisory'`,
          )
        ).length > 0,
      (met) => met,
      { everyMs: 1 },
    );
    await write(world, writer, change);
    if (writer.open) await writer.session.run("commit");
    Object.assign(writer, IDLE);
    world.nextStateBefore = await serverTime(writer.session);
    await writer.session.report();
  } finally {
    await keeper.run(`select pg_advisory_unlock(${GATE}, ${world.lane})`);
    await ticking;
  }
}
