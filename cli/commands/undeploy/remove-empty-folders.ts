// Takes away a folder and those in it, where no file is left in them.
import { existsSync, readdirSync, rmdirSync } from "node:fs";
import path from "node:path";

export function removeEmptyFolders(dir: string): void {
  if (!existsSync(dir)) return;
  for (const entry of readdirSync(dir, { withFileTypes: true }))
    if (entry.isDirectory()) removeEmptyFolders(path.join(dir, entry.name));
  if (readdirSync(dir).length === 0) rmdirSync(dir);
}
