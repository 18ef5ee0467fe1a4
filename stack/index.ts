// The stack for programs: what the demo, the tests and the benchmark use.

import type { PartName } from "./parts/list-parts.ts";
import type { StackConfig } from "./place/config.ts";
import { type ProcessIdentity, signal } from "./process/identity.ts";
import { orderPart, queryState } from "./supervisor/client.ts";
import { StackError } from "./terminal/errors.ts";

export { down, reset } from "./commands/down.ts";
export { stackEnv } from "./commands/env.ts";
export { atChosenPort, isRunning, isSupervised } from "./commands/running.ts";
export { status } from "./commands/status.ts";
export { up } from "./commands/up.ts";
export { PART_NAMES, type PartName } from "./parts/list-parts.ts";
export { readConfig, type StackConfig } from "./place/config.ts";
export { findRepository } from "./place/repository.ts";
export { postgresPid, startPostgres, stopPostgres } from "./postgres/server.ts";
export { pollUntil } from "./process/poll.ts";
export { setFunctionSecrets } from "./project/functions.ts";
export { StackError } from "./terminal/errors.ts";

/** Starts a part that stopPart stopped. Returns at once: poll for what the part should answer. */
export const startPart = (config: StackConfig, name: PartName) => orderPart(config, name, "start");

/** Ends a part and keeps it down. */
export const stopPart = (config: StackConfig, name: PartName) => orderPart(config, name, "stop");

export const restartPart = (config: StackConfig, name: PartName) => orderPart(config, name, "restart");

/** Ends a part without a warning; the supervisor starts it again after 0.1 s, later after longer. */
export const killPart = (config: StackConfig, name: PartName) => signalPart(config, name, "SIGKILL");

/** Freezes a part: its connections stay open and nothing is answered. */
export const pausePart = (config: StackConfig, name: PartName) => signalPart(config, name, "SIGSTOP");

export const resumePart = (config: StackConfig, name: PartName) => signalPart(config, name, "SIGCONT");

/** The running process of a part; null while it is down. */
export async function partProcess(config: StackConfig, name: PartName): Promise<ProcessIdentity | null> {
  const state = await queryState(config);
  return state?.parts.find((part) => part.name === name)?.process ?? null;
}

async function signalPart(config: StackConfig, name: PartName, signalName: NodeJS.Signals): Promise<void> {
  const process = await partProcess(config, name);
  if (process === null) throw new StackError(`${name} is not running`);
  signal(process, signalName);
}
