// The processes of the stack beside PostgreSQL: how each is started, and what code it runs.
import { existsSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { findInstallation } from "../postgres/installation.ts";
import { functionCommand, functionDir, functionEnvironment } from "../project/functions.ts";
import { type Program, programCommand, stackVersion } from "./programs.ts";
import { sourceVersion } from "./source-version.ts";

export const PART_NAMES = ["gateway", "rest", "net", "functions"] as const;
export type PartName = (typeof PART_NAMES)[number];

export interface Part {
  name: PartName;
  command: string[];
  /** Read again at each start. */
  env: () => NodeJS.ProcessEnv;
  cwd: string;
  /** Of the code it runs; read again at each start. */
  version: () => string;
}

export function listParts(config: StackConfig, secrets: Secrets): Part[] {
  const version = stackVersion(config);
  const node = (name: PartName, program: Program): Part => ({
    name,
    command: programCommand(config, program),
    env: () => stackEnvironment(config),
    cwd: config.repoDir,
    version: () => version,
  });
  const parts = [node("gateway", "gateway/server.ts"), node("rest", "rest/server.ts")];
  if (!findInstallation().hasPgNet) parts.push(node("net", "net/worker.ts"));
  // A clone whose function is not written yet still has a database to work on.
  if (existsSync(path.join(functionDir(config), "index.ts"))) {
    parts.push({
      name: "functions",
      command: functionCommand(config),
      env: () => functionEnvironment(config, secrets),
      cwd: functionDir(config),
      version: () => sourceVersion(functionDir(config)),
    });
  }
  return parts;
}

export function stackEnvironment(config: StackConfig): NodeJS.ProcessEnv {
  return { ...process.env, STACK_PORT: String(config.ports.gateway), STACK_DIR: config.dir };
}
