// The stack's long-lived programs: where their compiled form lies and how it is run.
import { createHash } from "node:crypto";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import { sourceVersion } from "./source-version.ts";

export const PROGRAMS = [
  "gateway/server.ts",
  "net/worker.ts",
  "rest/server.ts",
  "supervisor/server.ts",
] as const;
export type Program = (typeof PROGRAMS)[number];

/** Below node_modules, so that the programs find their packages. */
export function buildDir(config: StackConfig): string {
  return path.join(
    config.repoDir,
    "node_modules",
    ".cache",
    "refresh-dashboard",
    // The place too: it is compiled in, and the packages may have come with a copy of the repository.
    `stack-${stackVersion(config)}-${createHash("sha256").update(config.repoDir).digest("hex").slice(0, 6)}`,
  );
}

export function stackVersion(config: StackConfig): string {
  // The demo is a client of the stack, no part of it.
  return sourceVersion(path.join(config.repoDir, "stack"), ["demo"]);
}

export function programCommand(config: StackConfig, program: Program): string[] {
  const file = path.join(buildDir(config), program.replace(/\.ts$/, ".mjs"));
  return [process.execPath, "--enable-source-maps", file];
}
