// The server's end without a warning: shared memory is gone, and with it all that was counted.
import { startPostgres, stopPostgres } from "../../stack/index.ts";
import { eventually } from "../support/eventually.ts";
import { stackUnderTest } from "../support/stack-under-test.ts";
import type { Crash } from "./commands.ts";
import { reopenSessions, type World } from "./world.ts";

export async function crash(world: World, how: Crash["how"]): Promise<void> {
  if (how === "immediate stop") {
    const config = stackUnderTest();
    await stopPostgres(config, "immediate");
    await startPostgres(config);
  } else {
    // The postmaster stays, ends all other backends, and recovers.
    process.kill(world.writers.ana.session.pid, "SIGKILL");
  }
  await eventually(
    "connections after the crash",
    () =>
      reopenSessions(world).then(
        () => "open",
        (error) => String(error),
      ),
    (outcome) => outcome === "open",
    { everyMs: 20 },
  );
}
