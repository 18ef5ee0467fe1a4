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

export interface Programs {
  /** Of the stack's sources. */
  version: string;
  buildDir: string;
  commandOf: (program: Program) => string[];
}

/** Reads all sources of the stack, so ask once and pass on. */
export function findPrograms({ cacheDir, repoDir, stackSourceDir }: StackConfig): Programs {
  // The demo is a client of the stack, no part of it.
  const version = sourceVersion(stackSourceDir, ["demo"]);
  // The place too: it is compiled in, and the packages may have come with a copy of the repository.
  const place = createHash("sha256").update(repoDir).digest("hex").slice(0, 6);
  // Below node_modules, so that the programs find their packages.
  const buildDir = path.join(cacheDir, `stack-${version}-${place}`);
  return {
    version,
    buildDir,
    commandOf: (program) => [
      process.execPath,
      "--enable-source-maps",
      path.join(buildDir, program.replace(/\.ts$/, ".mjs")),
    ],
  };
}
