// What `supabase db push` is about to apply, and which of it is not ours.
import path from "node:path";
import { z } from "zod";
import type { Query } from "../../database/connect.ts";
import { listMigrations, readOwnMigrations } from "../../project/own-migrations.ts";

export interface Pending {
  /** Names of files, in the order in which they are applied. */
  ours: string[];
  others: string[];
  /** `db push` refuses these: something newer is applied already. */
  outOfOrder: string[];
}

export interface LocalMigrations {
  /** Names of the files in supabase/migrations. */
  names: string[];
  /** Those of ours among them. */
  ours: Set<string>;
}

const historyRow = z.object({ has_history: z.boolean() });
const versionRow = z.object({ version: z.string() });

export async function findPending(query: Query, rootDir: string): Promise<Pending> {
  return comparePending(await readApplied(query), {
    names: listMigrations(rootDir),
    ours: new Set(readOwnMigrations(rootDir).map((migration) => path.posix.basename(migration.path))),
  });
}

async function readApplied(query: Query): Promise<string[]> {
  const [row] = await query(
    "select to_regclass('supabase_migrations.schema_migrations') is not null as has_history",
  );
  if (!historyRow.parse(row).has_history) return [];
  const rows = await query("select version from supabase_migrations.schema_migrations order by version");
  return z
    .array(versionRow)
    .parse(rows)
    .map(({ version }) => version);
}

export function comparePending(applied: string[], { names, ours }: LocalMigrations): Pending {
  const known = new Set(applied);
  const newest = applied.toSorted().at(-1) ?? "";
  const pending = names.filter((name) => {
    const stamp = stampOf(name);
    return stamp !== null && !known.has(stamp);
  });
  return {
    ours: pending.filter((name) => ours.has(name)),
    others: pending.filter((name) => !ours.has(name)),
    outOfOrder: pending.filter((name) => (stampOf(name) ?? "") < newest),
  };
}

function stampOf(name: string): string | null {
  return /^(\d+)_.*\.sql$/.exec(name)?.[1] ?? null;
}
