// Puts what was built where it belongs.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Built } from "./build.ts";
import { DATABASE_DIR } from "./database-files.ts";

/** The files that were written; one that is as it was built is left alone. */
export function writeBuilt(rootDir: string, files: Built[]): string[] {
  for (const stale of strays(rootDir, files)) rmSync(path.join(rootDir, stale));
  const changed = files.filter((file) => readText(rootDir, file.path) !== file.text);
  for (const file of changed) {
    const where = path.join(rootDir, file.path);
    mkdirSync(path.dirname(where), { recursive: true });
    writeFileSync(where, file.text);
  }
  return changed.map((file) => file.path);
}

/** Checked-in files that are not what was built. */
export function staleFiles(rootDir: string, files: Built[]): string[] {
  return files
    .filter((file) => file.isCheckedIn && readText(rootDir, file.path) !== file.text)
    .map((file) => file.path);
}

/** Null where there is no such file. */
export function readText(rootDir: string, file: string): string | null {
  const where = path.join(rootDir, file);
  return existsSync(where) ? readFileSync(where, "utf8") : null;
}

/** Of an earlier build: the package would carry them along. */
function strays(rootDir: string, files: Built[]): string[] {
  const dir = path.join(rootDir, DATABASE_DIR);
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((file) => `${DATABASE_DIR}/${file}`)
    .filter(
      (file) => statSync(path.join(rootDir, file)).isFile() && !files.some((built) => built.path === file),
    );
}
