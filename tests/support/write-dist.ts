// Before any test: what is built and not checked in (dist/database/), since the command line reads it, and a fresh clone has
// none. What is checked in is left alone, so that a stale file is still found.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "../../scripts/sql/build.ts";
import { findRepository } from "../../stack/index.ts";

export default function writeDist(): void {
  const repoDir = findRepository();
  for (const { path: file, text, isCheckedIn } of build(repoDir)) {
    const where = path.join(repoDir, file);
    if (isCheckedIn || (existsSync(where) && readFileSync(where, "utf8") === text)) continue;
    mkdirSync(path.dirname(where), { recursive: true });
    writeFileSync(where, text);
  }
}
