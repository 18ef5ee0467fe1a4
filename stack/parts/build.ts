// Compiles the stack's long-lived programs to JavaScript: running them through tsx would translate their packages too,
// which costs each of them 1.5 s at the start and 100 MB.
import { existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { StackConfig } from "../place/config.ts";
import { PROGRAMS, type Programs } from "./programs.ts";

export async function ensureBuild(config: StackConfig, { buildDir }: Programs): Promise<void> {
  if (existsSync(buildDir)) return;
  const { repoDir, stackSourceDir } = config;
  const unfinished = `${buildDir}.${process.pid}`;
  await build({
    entryPoints: PROGRAMS.map((program) => path.join(stackSourceDir, program)),
    outbase: stackSourceDir,
    outdir: unfinished,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    // In the repository, for the repository is found upwards from there: the programs themselves lie below node_modules,
    // which may be a link to another clone's.
    define: {
      "import.meta.url": JSON.stringify(pathToFileURL(path.join(repoDir, "package.json")).href),
    },
    logLevel: "error",
  });
  try {
    renameSync(unfinished, buildDir);
  } catch {
    // Another stack of this clone was quicker.
    rmSync(unfinished, { recursive: true });
  }
}
