// The project's migrations as far as they are about one view.
import type { Query } from "../database/database.ts";
import { readApplied } from "../database/read-applied.ts";
import type { FileChange } from "../files/plan.ts";
import { readText } from "../files/read-text.ts";
import { nextStamp } from "../project/next-stamp.ts";
import { listMigrations, MIGRATIONS_DIR } from "../project/own-migrations.ts";
import { quoteLiteral } from "./statements.ts";

export interface Migration {
  path: string;
  /** Its digits, which `db push` notes as its version. */
  stamp: string;
  text: string;
}

export function readMigrations(rootDir: string): Migration[] {
  return listMigrations(rootDir).flatMap((name) => {
    const stamp = /^(\d+)_.*\.sql$/.exec(name)?.[1];
    const path = `${MIGRATIONS_DIR}/${name}`;
    return stamp === undefined ? [] : [{ path, stamp, text: readText(rootDir, path) ?? "" }];
  });
}

/** The newest one, not applied to the database yet, that registers the view or ends that; null where there is none. */
export async function findPending(
  query: Query,
  migrations: Migration[],
  view: string,
): Promise<Migration | null> {
  const about = migrations.filter(({ text }) => isAbout(text, view));
  const applied = about.length === 0 ? [] : ((await readApplied(query)) ?? []);
  return about.findLast(({ stamp }) => !applied.includes(stamp)) ?? null;
}

/** Whether a migration calls manage or unmanage for it. */
export function isAbout(text: string, view: string): boolean {
  return new RegExp(`dashboard_refresh\\.(un)?manage\\(\\s*${escapePattern(quoteLiteral(view))}`).test(text);
}

/** Whether one of them makes the view, in some schema: then it is there wherever the migrations have run. */
export function createsView(migrations: Migration[], view: string): boolean {
  // What is quoted in the registry has to be quoted wherever it is written; what is not may be.
  const name = /(?:"(?:[^"]|"")*"|[^."]+)$/.exec(view)?.[0] ?? view;
  const written = name.startsWith('"')
    ? escapePattern(name)
    : `(?:"${escapePattern(name)}"|${escapePattern(name)}(?![\\w$]))`;
  const create = new RegExp(
    `create\\s+materialized\\s+view\\s+(?:if\\s+not\\s+exists\\s+)?(?:(?:"(?:[^"]|"")*"|[\\w$]+)\\s*\\.\\s*)?${written}`,
    "i",
  );
  return migrations.some(({ text }) => create.test(text));
}

/** A file that runs after all that are there. */
export function newMigration(
  rootDir: string,
  now: Date,
  verb: string,
  view: string,
  text: string,
): FileChange {
  const stamp = nextStamp(listMigrations(rootDir), now);
  const slug = view
    .replace(/^public\./, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replaceAll(/^_|_$/g, "");
  return {
    path: `${MIGRATIONS_DIR}/${stamp}_${verb}_${slug.slice(0, 60) || "view"}.sql`,
    before: null,
    after: text,
  };
}

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
