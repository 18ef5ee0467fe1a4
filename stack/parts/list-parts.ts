// The processes of the stack beside PostgreSQL: how each is started, and what code it runs.
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import type { Installation } from "../postgres/installation.ts";
import { functionCommand, functionEnvironment, hasFunction } from "../project/functions.ts";
import type { Program, Programs } from "./programs.ts";
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

export function listParts(
  config: StackConfig,
  secrets: Secrets,
  programs: Programs,
  installation: Installation,
): Part[] {
  const node = (name: PartName, program: Program): Part => ({
    name,
    command: programs.commandOf(program),
    env: () => stackEnvironment(config),
    cwd: config.repoDir,
    version: () => programs.version,
  });
  const parts = [node("gateway", "gateway/server.ts"), node("rest", "rest/server.ts")];
  if (!installation.hasPgNet) parts.push(node("net", "net/worker.ts"));
  if (hasFunction(config)) {
    parts.push({
      name: "functions",
      command: functionCommand(config),
      env: () => functionEnvironment(config, secrets),
      cwd: config.functionDir,
      version: () => sourceVersion(config.functionDir),
    });
  }
  return parts;
}

export function stackEnvironment(config: StackConfig): NodeJS.ProcessEnv {
  return {
    ...process.env,
    STACK_PORT: String(config.ports.gateway),
    STACK_DIR: config.dir,
    STACK_PROJECT_DIR: config.projectDir,
    STACK_LIKE_HOSTED: config.isLikeHosted ? "1" : "",
  };
}
