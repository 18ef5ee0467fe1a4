// The stack for programs: what the demo, the tests and the benchmark use.
import type { StackConfig } from "./config.ts";
import { StackError } from "./errors.ts";
import { type ProcessIdentity, signal } from "./identity.ts";
import type { PartName } from "./parts.ts";
import { orderPart, queryState } from "./supervisor/client.ts";

export { readConfig, type StackConfig } from "./config.ts";
export { down, reset } from "./down.ts";
export { stackEnv } from "./env.ts";
export { StackError } from "./errors.ts";
export { setFunctionSecrets } from "./functions.ts";
export { PART_NAMES, type PartName } from "./parts.ts";
export { pollUntil } from "./poll.ts";
export { isPostgresRunning, postgresPid, startPostgres, stopPostgres } from "./postgres/server.ts";
export { atChosenPort, isRunning, isSupervised } from "./running.ts";
export { status } from "./status.ts";
export { up } from "./up.ts";

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
