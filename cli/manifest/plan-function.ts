// What becomes of the function's files: new ones are written, what the user has changed is kept.
import { checksumOf } from "../files/checksum.ts";
import { originalPathOf } from "../files/keep-original.ts";
import { withLf } from "../files/line-ends.ts";
import type { FileChange } from "../files/plan.ts";
import type { Asset } from "../package/assets.ts";
import { FUNCTION_DIR, type Manifest } from "./manifest.ts";

export interface FunctionPlan {
  changes: FileChange[];
  /** The user has changed them since they were installed, so they stay; below the project. */
  kept: string[];
  /** Replaced all the same: where each is kept. */
  originals: string[];
}

export interface FunctionSituation {
  /** The files as they are to be. */
  assets: Asset[];
  /** Checksums of what was installed; none where nobody has noted them. */
  noted: Manifest["files"];
  /** Null where there is no such file; below the project. */
  read(file: string): string | null;
  isForced: boolean;
}

export function planFunction({ assets, noted, read, isForced }: FunctionSituation): FunctionPlan {
  const wanted = new Map(assets.map(({ path, text }) => [path, text]));
  const plan: FunctionPlan = { changes: [], kept: [], originals: [] };
  for (const name of new Set([...wanted.keys(), ...Object.keys(noted)])) {
    const path = `${FUNCTION_DIR}/${name}`;
    const before = read(path);
    const after = wanted.get(name) ?? null;
    if (before === after || (before !== null && after !== null && withLf(before) === withLf(after))) continue;
    const isUsers = before !== null && checksumOf(before) !== noted[name];
    if (isUsers && !isForced) {
      plan.kept.push(path);
      continue;
    }
    if (isUsers) {
      const original = originalPathOf(path, (file) => read(file) !== null);
      plan.originals.push(original);
      plan.changes.push({ path: original, before: null, after: before });
    }
    plan.changes.push({ path, before, after });
  }
  return plan;
}

export function checksumsOf(assets: Asset[]): Manifest["files"] {
  return Object.fromEntries(assets.map(({ path, text }) => [path, checksumOf(text)]));
}
