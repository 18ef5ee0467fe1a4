// What the server and the database are, before anything is asked of them.
import { z } from "zod";
import type { Query } from "./database.ts";

const factsRow = z.object({
  server_version: z.number(),
  is_read_only: z.boolean(),
  role: z.string(),
  database: z.string(),
  cron_database: z.string().nullable(),
  has_cron: z.boolean(),
  cron_elsewhere: z.string().nullable(),
  cron_available: z.boolean(),
  has_net: z.boolean(),
  net_elsewhere: z.string().nullable(),
  schema_owner: z.string().nullable(),
  has_version: z.boolean(),
  has_examine: z.boolean(),
  missing_tables: z.number(),
  is_owner: z.boolean(),
});

export type DatabaseFacts = z.infer<typeof factsRow>;

/** Every column is read from catalogs that any role may read, on every PostgreSQL there is. */
const FACTS = `
  select
    current_setting('server_version_num')::integer as server_version,
    pg_is_in_recovery() or current_setting('transaction_read_only')::boolean as is_read_only,
    current_user::text as role,
    current_database()::text as database,
    current_setting('cron.database_name', true) as cron_database,
    to_regprocedure('cron.schedule(text, text, text)') is not null as has_cron,
    elsewhere.cron as cron_elsewhere,
    exists (select from pg_available_extensions where name = 'pg_cron') as cron_available,
    to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is not null as has_net,
    elsewhere.net as net_elsewhere,
    ours.owner as schema_owner,
    to_regprocedure('dashboard_refresh.version()') is not null as has_version,
    to_regprocedure('dashboard_refresh.examine(text, boolean)') is not null as has_examine,
    (
      select count(*)::integer
      from unnest(array['views', 'view_state', 'runs', 'config_changes']) as expected (name)
      where to_regclass('dashboard_refresh.' || expected.name) is null
    ) as missing_tables,
    coalesce(ours.owner = current_user, false) as is_owner
  from (
    select
      max(namespace.nspname) filter (where extension.extname = 'pg_cron' and procedure.proname = 'schedule') as cron,
      max(namespace.nspname) filter (where extension.extname = 'pg_net' and procedure.proname = 'http_post') as net
    from pg_catalog.pg_extension as extension
    join pg_catalog.pg_depend as dependency
      on dependency.refclassid = 'pg_catalog.pg_extension'::regclass
      and dependency.refobjid = extension.oid
      and dependency.deptype = 'e'
      and dependency.classid = 'pg_catalog.pg_proc'::regclass
    join pg_catalog.pg_proc as procedure on procedure.oid = dependency.objid
    join pg_catalog.pg_namespace as namespace on namespace.oid = procedure.pronamespace
    where extension.extname in ('pg_cron', 'pg_net')
  ) as elsewhere
  left join (
    select pg_get_userbyid(nspowner)::text as owner from pg_catalog.pg_namespace where nspname = 'dashboard_refresh'
  ) as ours on true`;

export async function readDatabaseFacts(query: Query): Promise<DatabaseFacts> {
  const [facts] = await query(FACTS);
  return factsRow.parse(facts);
}
