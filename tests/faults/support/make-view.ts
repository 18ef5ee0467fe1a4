// The materialized view under a managed name, taken away and made again by hand.
import type { Scene } from "./fault.ts";

export async function dropView({ sql, view }: Scene): Promise<string> {
  const [row] = await sql<[{ definition: string }]>`
    select pg_get_viewdef(${view.name}::regclass) as definition`;
  await sql.unsafe(`drop materialized view ${view.name}`);
  return row.definition.replace(/;\s*$/, "");
}

interface Shape {
  unique?: boolean;
  withData?: boolean;
}

export async function createView(
  { sql, view }: Scene,
  definition: string,
  { unique = true, withData = true }: Shape = {},
): Promise<void> {
  const data = withData ? "with data" : "with no data";
  await sql.unsafe(`create materialized view ${view.name} as ${definition} ${data}`);
  if (unique) await sql.unsafe(`create unique index on ${view.name} (id)`);
}

export async function dropIndexes({ sql, view }: Scene): Promise<void> {
  const indexes = await sql<{ name: string }[]>`
    select indexrelid::regclass::text as name from pg_index where indrelid = ${view.name}::regclass`;
  for (const { name } of indexes) await sql.unsafe(`drop index ${name}`);
}
