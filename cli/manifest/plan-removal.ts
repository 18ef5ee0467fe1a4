// Takes out of a project's files what was put in, by the manifest; what the user has changed since stays, and is named.
import { checksumOf } from "../files/checksum.ts";
import { withLf, withLineEndsOf } from "../files/line-ends.ts";
import type { FileChange } from "../files/plan.ts";
import { removeFromConfig } from "../project/config/remove-from-config.ts";
import { WANTED_CONFIG } from "../project/config/wanted.ts";
import { CONFIG_FILE } from "../project/find-project.ts";
import { GITIGNORE_FILE } from "../project/plan-project-files.ts";
import { FUNCTION_DIR, type Insertion, MANIFEST_FILE, type Manifest } from "./manifest.ts";

export interface Removal {
  changes: FileChange[];
  /** Sentences: what stays, and why. */
  left: string[];
}

/** Migrations stay: what was applied is history. `read` answers null where there is no such file; paths are below the project. */
export function planRemoval(manifest: Manifest, read: (file: string) => string | null): Removal {
  const removal: Removal = { changes: [], left: [] };
  for (const [name, checksum] of Object.entries(manifest.files)) {
    const path = `${FUNCTION_DIR}/${name}`;
    const before = read(path);
    if (before === null) continue;
    if (checksumOf(before) === checksum) removal.changes.push({ path, before, after: null });
    else removal.left.push(`${path} was changed since it was installed: it stays.`);
  }
  for (const path of new Set(manifest.insertions.map((insertion) => insertion.path))) {
    const before = read(path);
    if (before === null) continue;
    if (path === GITIGNORE_FILE && read("supabase/.env") !== null) {
      removal.left.push(`${path} stays as it is: it keeps supabase/.env out of the project's history.`);
      continue;
    }
    const insertions = manifest.insertions.filter((insertion) => insertion.path === path);
    const after = insertions.reduceRight((text, insertion) => takeOut(text, insertion, removal), before);
    if (after === before) continue;
    // A file that had nothing else was made for it.
    removal.changes.push({ path, before, after: after === "" && path !== CONFIG_FILE ? null : after });
  }
  removal.changes.push({ path: MANIFEST_FILE, before: read(MANIFEST_FILE), after: null });
  return removal;
}

function takeOut(text: string, { path, text: insertion }: Insertion, { left }: Removal): string {
  const rest =
    path === CONFIG_FILE ? removeFromConfig(text, insertion, WANTED_CONFIG) : removeText(text, insertion);
  if (rest !== null) return rest;
  const title = withLf(insertion).trim().split("\n")[0];
  left.push(`${path}: what begins with ${title} was changed since it was added: it stays.`);
  return text;
}

function removeText(text: string, insertion: string): string | null {
  const added = withLineEndsOf(text, insertion);
  const start = text.indexOf(added);
  return start === -1 ? null : text.slice(0, start) + text.slice(start + added.length);
}
