// Where the repository lies. Looked for upwards, so that no file counts how many folders deep it is.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The directory that has the package.json, from this file or from where its compiled form says that it lies. */
export function findRepository(from = fileURLToPath(import.meta.url)): string {
  const dir = path.dirname(from);
  if (existsSync(path.join(dir, "package.json"))) return dir;
  if (dir === from) throw new Error("there is no package.json above the stack's sources");
  return findRepository(dir);
}
