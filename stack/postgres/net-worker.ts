// The real pg_net's background worker. It is a process of the server, so it is held and let go where a stand-in is stopped
// and started: a kill would be a crash of the whole server, and one that ends politely is back within a second.
import type { StackConfig } from "../place/config.ts";
import { isPaused, type ProcessIdentity, signal } from "../process/identity.ts";
import { pollUntil } from "../process/poll.ts";
import { dataDirectory } from "./data-directory.ts";
import { findPostgresProcesses, titleOf } from "./processes.ts";

/** Undefined while there is none: a server that is down, or a worker about to start again. */
export function netWorker(config: StackConfig): ProcessIdentity | undefined {
  return findPostgresProcesses(config, dataDirectory(config)).find(({ pid }) =>
    /: pg_net \S+ worker/.test(titleOf(pid)),
  );
}

/** From now on nothing is sent; what is queued stays queued. */
export async function holdNetWorker(config: StackConfig): Promise<void> {
  const holds = async () => {
    const worker = netWorker(config);
    signal(worker, "SIGSTOP");
    return worker !== undefined && isPaused(worker) ? undefined : "it goes on, or is not there";
  };
  await pollUntil("the hold of pg_net's worker", holds, { deadlineMs: 10_000 });
}

export function letNetWorkerGo(config: StackConfig): void {
  signal(netWorker(config), "SIGCONT");
}

/** It ends after the batch at hand, and the server starts it again. */
export function endNetWorker(config: StackConfig): void {
  const worker = netWorker(config);
  signal(worker, "SIGTERM");
  // A paused process takes the signal only once it goes on.
  signal(worker, "SIGCONT");
}
