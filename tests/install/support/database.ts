// A database of a test file's own, as a project is before its first migration, and what the tests ask of it.
import postgres, { type Sql } from "postgres";
import { type BareDatabase, removeBareDatabase, startBareDatabase } from "../../../stack/index.ts";
import { makeStack } from "../../stack/support/throwaway-stack.ts";

export interface InstallDatabase extends BareDatabase {
  /** Of the superuser. */
  admin: Sql;
  /** A session of the role that migrations run as. Ended by `remove`. */
  connect: (settings?: Record<string, string>) => Sql;
  remove: () => Promise<void>;
}

export async function startDatabase(): Promise<InstallDatabase> {
  const config = await makeStack();
  const { url, adminUrl } = await startBareDatabase(config);
  const sessions: Sql[] = [];
  const open = (where: string, settings: Record<string, string> = {}) => {
    const sql = postgres(where, { max: 1, onnotice: () => {}, backoff: () => 0.1, connection: settings });
    sessions.push(sql);
    return sql;
  };
  return {
    url,
    adminUrl,
    admin: open(adminUrl),
    connect: (settings) => open(url, settings),
    remove: async () => {
      await Promise.all(sessions.map((sql) => sql.end({ timeout: 0 })));
      await removeBareDatabase(config);
    },
  };
}

/** Everything that installs and the tests have made; the extensions stay. */
export async function clear({ admin }: InstallDatabase): Promise<void> {
  await admin.unsafe(`
    drop schema if exists dashboard_refresh, supabase_migrations, app cascade;
    drop view if exists public.dashboard_freshness;
    alter role postgres reset all;
    alter role postgres set search_path = "$user", public, extensions;
    select cron.unschedule(jobid) from cron.job;
    do $$
    declare
      v_drops text;
    begin
      select 'drop routine ' || string_agg(oid::regprocedure::text, ', ') into v_drops
      from pg_proc where pronamespace = 'public'::regnamespace;
      if v_drops is not null then
        execute v_drops;
      end if;
    end;
    $$;
  `);
}

/** What must be as it was after an upgrade that did not happen: catalogs, jobs and rows, as text. */
export async function digest(sql: Sql): Promise<string> {
  const [row] = await sql<[{ digest: string }]>`
    with ours as (
      select oid from pg_class
      where relnamespace = 'dashboard_refresh'::regnamespace or oid = to_regclass('public.dashboard_freshness')
    ),
    lines (line) as (
      select pg_proc::text from pg_proc where pronamespace in ('dashboard_refresh'::regnamespace, 'public'::regnamespace)
      union all
      select concat(relname, relkind, relacl, reloptions, relrowsecurity) from pg_class where oid in (select oid from ours)
      union all
      select pg_attribute::text from pg_attribute where attrelid in (select oid from ours)
      union all
      select pg_constraint::text from pg_constraint where conrelid in (select oid from ours)
      union all
      select pg_get_viewdef(oid) from pg_class where relkind = 'v' and oid in (select oid from ours)
      union all
      select pg_description::text from pg_description
      where objoid in (select oid from ours)
        or (classoid = 'pg_proc'::regclass and objoid::regproc::text ~ '(^dashboard_|_dashboard_)')
      union all
      select job::text from cron.job
    )
    select md5(string_agg(line, e'\n' order by line))
      || md5(query_to_xml('select * from dashboard_refresh.views order by id', true, false, '')::text)
      || md5(query_to_xml('select * from dashboard_refresh.runs order by id', true, false, '')::text) as digest
    from lines`;
  return row.digest;
}

/** Of another session: that it waits for a lock. */
export async function isWaiting(admin: Sql, pid: number): Promise<boolean> {
  const rows = await admin`select from pg_locks where pid = ${pid} and not granted`;
  return rows.length > 0;
}

export async function pidOf(sql: Sql): Promise<number> {
  const [row] = await sql<[{ pid: number }]>`select pg_backend_pid() as pid`;
  return row.pid;
}
