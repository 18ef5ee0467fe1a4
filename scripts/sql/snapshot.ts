// The installed product as text: pg_dump of its schema, without what differs from one PostgreSQL to the next, and what
// pg_dump cannot pick out, the wrappers in public and the jobs.
import path from "node:path";
import postgres, { type Sql } from "postgres";
import { findInstallation, runCommand } from "../../stack/index.ts";

export const SNAPSHOT_FILE = "supabase/snapshots/dashboard_refresh.sql";

/** Of the snapshot that is checked in. Others print the columns of views and the kinds of what has an owner otherwise. */
export const SNAPSHOT_POSTGRES = 15;

const HEAD = `/*
What an install gives, so that a review sees every change of it. Written by \`npm run build:snapshot\` on PostgreSQL ${SNAPSHOT_POSTGRES},
compared by a test.

The schema is as pg_dump (--schema-only) writes it, without its settings and its comments. The wrappers and the view in public,
which pg_dump cannot pick out, and the jobs follow, as the catalogs give them.
*/
`;

/** @param adminUrl a superuser's: of a database that has nothing of its own in public. */
export async function takeSnapshot(adminUrl: string): Promise<string> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {}, connection: { search_path: "pg_catalog" } });
  try {
    return [
      HEAD,
      await dumpSchema(adminUrl),
      ...(await describeWrappers(sql)),
      ...(await describePublicViews(sql)),
      ...(await describeJobs(sql)),
    ].join("\n");
  } finally {
    await sql.end();
  }
}

async function dumpSchema(adminUrl: string): Promise<string> {
  const pgDump = path.join(findInstallation().binDir, "pg_dump");
  const dump = await runCommand([
    pgDump,
    "--schema-only",
    "--schema=dashboard_refresh",
    `--dbname=${adminUrl}`,
  ]);
  const start = dump.indexOf("--\n-- Name:");
  const end = dump.lastIndexOf("--\n-- PostgreSQL database dump complete");
  return dump
    .slice(start, end)
    .replace(/^--\n-- Name: .*\n--\n/gm, "")
    .replace(/^SET default_.*\n/gm, "")
    .replace(/\n{3,}/g, "\n\n");
}

async function describeWrappers(sql: Sql): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select concat_ws(
      e'\n',
      '-- Wrapper: ' || oid::regprocedure,
      pg_get_functiondef(oid) || ';',
      format('ALTER FUNCTION %s OWNER TO %s;', oid::regprocedure, proowner::regrole),
      format('COMMENT ON FUNCTION %s IS %L;', oid::regprocedure, obj_description(oid, 'pg_proc')),
      (
        select string_agg(
          format(
            'GRANT %s ON FUNCTION %s TO %s;',
            privilege_type, oid::regprocedure, case grantee when 0 then 'PUBLIC' else grantee::regrole::text end
          ),
          e'\n' order by grantee::regrole::text, privilege_type
        )
        from aclexplode(coalesce(proacl, acldefault('f', proowner)))
      )
    ) || e'\n' as text
    from pg_proc
    where pronamespace = 'public'::regnamespace
    order by oid::regprocedure::text`;
  return rows.map(({ text }) => text);
}

async function describePublicViews(sql: Sql): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select concat_ws(
      e'\n',
      '-- View: ' || oid::regclass,
      format(
        'CREATE VIEW %s WITH (%s) AS%s', oid::regclass, array_to_string(reloptions, ', '), e'\n' || pg_get_viewdef(oid)
      ),
      format('ALTER VIEW %s OWNER TO %s;', oid::regclass, relowner::regrole),
      format('COMMENT ON VIEW %s IS %L;', oid::regclass, obj_description(oid, 'pg_class')),
      (
        select string_agg(
          format('COMMENT ON COLUMN %s.%I IS %L;', oid::regclass, attname, col_description(oid, attnum)),
          e'\n' order by attnum
        )
        from pg_attribute
        where attrelid = pg_class.oid and attnum > 0
      ),
      (
        select string_agg(
          format('GRANT %s ON %s TO %s;', privilege_type, oid::regclass, grantee::regrole),
          e'\n' order by grantee::regrole::text, privilege_type
        )
        from aclexplode(relacl)
      )
    ) || e'\n' as text
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'v'
    order by oid::regclass::text`;
  return rows.map(({ text }) => text);
}

/** Not those of managed views: they are data. */
async function describeJobs(sql: Sql): Promise<string[]> {
  const rows = await sql<{ text: string }[]>`
    select format(e'-- Job: %s\n%s  %s\n', jobname, schedule, command) as text
    from cron.job
    where command not like '%dashboard\_refresh.tick(%'
    order by jobname`;
  return rows.map(({ text }) => text);
}
