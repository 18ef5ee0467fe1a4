// Which port the stack of this folder runs on. The folder remembers, since a later command may be given another one.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type StackConfig, withPort } from "../place/config.ts";
import { findPostmaster } from "../postgres/processes.ts";
import { isAlive } from "../process/identity.ts";
import { readState } from "../supervisor/state.ts";
import { StackError } from "../terminal/errors.ts";

/** Also true while only half of it is there. */
export function isRunning(config: StackConfig): boolean {
  return isSupervised(config) || findPostmaster(config) !== undefined;
}

/** Whether somebody wants it to run: an outage of the database does not change that, `down` does. */
export function isSupervised(config: StackConfig): boolean {
  return isAlive(readState(config)?.supervisor);
}

/** This configuration at the port where the stack runs; as it is while nothing runs. */
export function atRunningPort(config: StackConfig): StackConfig {
  return withPort(config, runningPort(config) ?? config.ports.gateway);
}

/** What a command that changes the stack works with: STACK_PORT if that is given, otherwise the running stack's port. */
export function atChosenPort(config: StackConfig): StackConfig {
  return config.isPortChosen ? config : atRunningPort(config);
}

export function requireSamePort(config: StackConfig): void {
  const port = runningPort(config) ?? config.ports.gateway;
  if (port === config.ports.gateway) return;
  const dir = path.relative(config.repoDir, config.dir);
  const name = dir.startsWith("..") ? config.dir : dir;
  throw new StackError(`the stack in ${name} runs on port ${port}; set STACK_DIR too, or stop it first`);
}

export function rememberPort(config: StackConfig): void {
  writeFileSync(portFile(config), `${config.ports.gateway}\n`);
}

function runningPort(config: StackConfig): number | undefined {
  if (!isRunning(config)) return undefined;
  try {
    return Number(readFileSync(portFile(config), "utf8"));
  } catch {
    return undefined;
  }
}

function portFile(config: StackConfig): string {
  return path.join(config.dir, "port");
}
