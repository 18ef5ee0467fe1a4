// What the supervisor knows about itself and its parts; also kept in STACK_DIR/state.json for when it does not answer.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import type { ProcessIdentity } from "../process/identity.ts";
import type { PartState } from "./supervise.ts";

export interface SupervisorState {
  supervisor: ProcessIdentity;
  version: string;
  /** Whose function it serves. */
  projectDir: string;
  parts: PartState[];
}

export function controlSocket(config: StackConfig): string {
  return path.join(config.socketDir, "control.sock");
}

export function writeState(config: StackConfig, state: SupervisorState): void {
  const file = stateFile(config);
  // A reader never sees half of it.
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

export function readState(config: StackConfig): SupervisorState | undefined {
  try {
    return JSON.parse(readFileSync(stateFile(config), "utf8"));
  } catch {
    return undefined;
  }
}

export function removeState(config: StackConfig): void {
  rmSync(stateFile(config), { force: true });
}

function stateFile(config: StackConfig): string {
  return path.join(config.dir, "state.json");
}
