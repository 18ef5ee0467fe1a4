// The migrations of ours in a project, by their names or first lines: whoever has copied one may have given it another.
import { readdirSync } from "node:fs";
import path from "node:path";
import { readText } from "../files/read-text.ts";

export const MIGRATIONS_DIR = "supabase/migrations";

export interface OwnMigration {
  /** Below the project. */
  path: string;
  /** Its digits, which `db push` notes as its version. */
  stamp: string;
  /** The version that it starts from; null for a full install. */
  from: string | null;
  /** The version that it leads to; null where it uninstalls. */
  to: string | null;
  text: string;
}

const VERSION = String.raw`\d+\.\d+\.\d+`;
const NAME = /^(\d+)_.*\.sql$/;
/** In the first lines of what a release is. */
const KINDS = [
  {
    pattern: new RegExp(`Refresh Dashboard (${VERSION}): the full install`),
    read: (to = "") => ({ from: null, to }),
  },
  {
    pattern: new RegExp(`Refresh Dashboard: the upgrade from (${VERSION}) to (${VERSION})`),
    read: (from = "", to = "") => ({ from, to }),
  },
  { pattern: /Refresh Dashboard.*: the uninstall/, read: () => ({ from: null, to: null }) },
];
const HEAD_LENGTH = 600;

/** Names of all migrations, ours or not. */
export function listMigrations(rootDir: string): string[] {
  try {
    return readdirSync(path.join(rootDir, MIGRATIONS_DIR)).sort();
  } catch {
    return [];
  }
}

/** In the order in which they are applied. */
export function readOwnMigrations(rootDir: string): OwnMigration[] {
  return listMigrations(rootDir).flatMap((name) => {
    const stamp = NAME.exec(name)?.[1];
    if (stamp === undefined) return [];
    const file = `${MIGRATIONS_DIR}/${name}`;
    const text = readText(rootDir, file) ?? "";
    const kind = kindOf(text);
    return kind === null ? [] : [{ path: file, stamp, text, ...kind }];
  });
}

function kindOf(text: string): { from: string | null; to: string | null } | null {
  const head = text.slice(0, HEAD_LENGTH);
  for (const { pattern, read } of KINDS) {
    const found = pattern.exec(head);
    if (found) return read(...found.slice(1));
  }
  return null;
}
