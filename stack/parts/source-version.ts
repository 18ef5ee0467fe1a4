// A hash over source files, to tell whether a running process still runs what lies on disk.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** `ignored` are the beginnings of paths below `dir`. */
export function sourceVersion(dir: string, ignored: string[] = []): string {
  const hash = createHash("sha256");
  if (existsSync(dir)) {
    for (const file of readdirSync(dir, { recursive: true, encoding: "utf8" }).sort()) {
      if (!/\.(ts|json|lock)$/.test(file) || ignored.some((prefix) => file.startsWith(prefix))) continue;
      hash.update(file).update(readFileSync(path.join(dir, file)));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
