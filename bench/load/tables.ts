// The tables that fill up: rows and bytes, and what retention takes out of them.
import type { Sql } from "postgres";

export interface TableSize {
  rows: number;
  bytes: number;
}

export type TableSizes = Record<string, TableSize>;

/** All of the engine, pg_cron's log, and pg_net's queue and answers; bytes with indexes and TOAST. */
export async function readTables(admin: Sql): Promise<TableSizes> {
  const sizes: TableSizes = {};
  for (const table of await listTables(admin)) {
    const [size] = await admin.unsafe<[TableSize]>(
      `select count(*)::integer as rows, pg_total_relation_size('${table}')::double precision as bytes from ${table}`,
    );
    sizes[table] = size;
  }
  return sizes;
}

/** As vacuum leaves them: what it finds to reuse is no growth, and the maps it makes are there in all figures alike. */
export async function readVacuumedTables(admin: Sql): Promise<TableSizes> {
  for (const table of await listTables(admin)) await admin.unsafe(`vacuum ${table}`);
  return readTables(admin);
}

/** Two weeks pass: the engine's retention, and pg_net's own, which its worker does when it next has work. */
export async function passTwoWeeks(admin: Sql): Promise<void> {
  await admin`select dashboard_refresh._delete_expired(clock_timestamp() + interval '15 days')`;
  await admin`update net._http_response set created = created - interval '15 days'`;
}

/** Answers that pg_net should have removed by now: it keeps them six hours. */
export async function countAnswersKeptTooLong(admin: Sql): Promise<number> {
  const [row] = await admin<[{ count: number }]>`
    select count(*)::integer as count from net._http_response where created < now() - interval '6 hours'`;
  return row.count;
}

async function listTables(admin: Sql): Promise<string[]> {
  const tables = await admin<{ name: string }[]>`
    select format('%I.%I', nspname, relname) as name
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r'
      and (
        nspname = 'dashboard_refresh'
        or (nspname = 'cron' and relname = 'job_run_details')
        or (nspname = 'net' and relname in ('_http_response', 'http_request_queue'))
      )
    order by name`;
  return tables.map(({ name }) => name);
}
