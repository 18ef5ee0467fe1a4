// The conversaciones demo once more in a schema `bench`, from the same seeds: what is written and refreshed here is
// gone afterwards.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Sql } from "postgres";
import { findRepository } from "../../stack/index.ts";

const VIEW = "mv_conversaciones_dashboard";

/** Of the seeds: the conversation that carries what the benchmark looks for, and the ejecutivo of the story. */
export const PROBE_CONVERSATION = "md5('conversacion 1')::uuid";
export const STORY_EJECUTIVO = "d7847ffa-0758-4eb2-a97b-f80e54886531";

/** Makes the tables with their rows, and a copy of the view for each name. */
export async function createDemoCopy(sql: Sql, viewNames: readonly string[]): Promise<void> {
  await dropBenchSchema(sql);
  await sql.unsafe("create schema bench");
  await sql.unsafe(seed("01_conversaciones_tables.sql"));
  await sql.unsafe(seed("02_conversaciones_rows.sql"));
  await createViewCopies(sql, viewNames);
}

/** Makes a copy of the view for each name, over the tables there are. */
export async function createViewCopies(sql: Sql, names: readonly string[]): Promise<void> {
  const view = seed("03_conversaciones_view.sql");
  for (const name of names) await sql.unsafe(view.replaceAll(VIEW, name));
}

/** Registers a view without a job: the benchmark is the clock. */
export async function manageView(sql: Sql, view: string): Promise<void> {
  await sql`select dashboard_refresh.manage(${view}, settings => '{"scheduled": false, "path": "database"}')`;
  const [row] = await sql<[{ said: string }]>`select dashboard_refresh.tick(${view}) as said`;
  if (row.said !== "succeeded") throw new Error(`the first tick of ${view} said ${row.said}`);
}

export async function dropBenchSchema(sql: Sql): Promise<void> {
  await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where schema_name = 'bench'`;
  await sql.unsafe("drop schema if exists bench cascade");
}

function seed(file: string): string {
  return readFileSync(path.join(findRepository(), "supabase", "seeds", file), "utf8").replaceAll(
    "public.",
    "bench.",
  );
}
