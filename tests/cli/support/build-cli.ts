// The command line as one file, which starts sooner than its sources do, and what the package has of the database part where
// it looks for it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { build } from "../../../scripts/sql/build.ts";
import { findRepository } from "../../../stack/index.ts";

const repoDir = findRepository();
/** Below the package, where it looks for its files. */
const BUNDLE = path.join(repoDir, "node_modules/.cache/refresh-dashboard/main.mjs");

/** Answers the file. */
export function buildCli(): string {
  buildDatabaseFiles();
  buildSync({
    entryPoints: [path.join(repoDir, "cli/main.ts")],
    outdir: path.dirname(BUNDLE),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    packages: "external",
  });
  return BUNDLE;
}

function buildDatabaseFiles(): void {
  for (const { path: file, text } of build(repoDir).filter((built) => !built.isCheckedIn)) {
    const target = path.join(repoDir, file);
    if (existsSync(target) && readFileSync(target, "utf8") === text) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
}
