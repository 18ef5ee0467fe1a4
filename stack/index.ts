// The stack for programs: what the demo, the tests and the benchmark use.

import type { PartName } from "./parts/list-parts.ts";
import type { StackConfig } from "./place/config.ts";
import { findInstallation } from "./postgres/installation.ts";
import { endNetWorker, holdNetWorker, letNetWorkerGo, netWorker } from "./postgres/net-worker.ts";
import { type ProcessIdentity, signal } from "./process/identity.ts";
import { orderPart, queryState } from "./supervisor/client.ts";
import { StackError } from "./terminal/errors.ts";

export { type BareDatabase, removeBareDatabase, startBareDatabase } from "./commands/database.ts";
export { down, reset } from "./commands/down.ts";
export { stackEnv } from "./commands/env.ts";
export { atChosenPort, isRunning, isSupervised } from "./commands/running.ts";
export { status } from "./commands/status.ts";
export { up } from "./commands/up.ts";
export { PART_NAMES, type PartName } from "./parts/list-parts.ts";
export { readConfig, type StackConfig } from "./place/config.ts";
export { findRepository } from "./place/repository.ts";
export { findInstallation } from "./postgres/installation.ts";
export { postgresPid, startPostgres, stopPostgres } from "./postgres/server.ts";
export { pollUntil } from "./process/poll.ts";
export { runCommand, tryCommand } from "./process/run-command.ts";
export { setFunctionSecrets } from "./project/functions.ts";
export { StackError } from "./terminal/errors.ts";

/** Starts a part that stopPart stopped. Returns at once: poll for what the part should answer. */
export const startPart = async (config: StackConfig, name: PartName): Promise<void> =>
  isOfServer(name) ? letNetWorkerGo(config) : orderPart(config, name, "start");

/** Ends a part and keeps it down; one that is the server's own holds still instead. */
export const stopPart = (config: StackConfig, name: PartName): Promise<void> =>
  isOfServer(name) ? holdNetWorker(config) : orderPart(config, name, "stop");

export const restartPart = async (config: StackConfig, name: PartName): Promise<void> =>
  isOfServer(name) ? endNetWorker(config) : orderPart(config, name, "restart");

/** Ends a part without a warning; the supervisor starts it again after 0.1 s, later after longer. */
export const killPart = async (config: StackConfig, name: PartName): Promise<void> =>
  isOfServer(name) ? endNetWorker(config) : signalPart(config, name, "SIGKILL");

/** Freezes a part: its connections stay open and nothing is answered. */
export const pausePart = (config: StackConfig, name: PartName): Promise<void> =>
  signalPart(config, name, "SIGSTOP");

export const resumePart = (config: StackConfig, name: PartName): Promise<void> =>
  signalPart(config, name, "SIGCONT");

/** The running process of a part; null while it is down. */
export async function partProcess(config: StackConfig, name: PartName): Promise<ProcessIdentity | null> {
  if (isOfServer(name)) return netWorker(config) ?? null;
  const state = await queryState(config);
  return state?.parts.find((part) => part.name === name)?.process ?? null;
}

/** The real pg_net is a worker of PostgreSQL, which no supervisor owns. */
const isOfServer = (name: PartName): boolean => name === "net" && findInstallation().hasPgNet;

async function signalPart(config: StackConfig, name: PartName, signalName: NodeJS.Signals): Promise<void> {
  const process = await partProcess(config, name);
  if (process === null) throw new StackError(`${name} is not running`);
  signal(process, signalName);
}
