// Checks that starting the API granted nothing: what the migrations say is what holds.
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { StackError } from "../terminal/errors.ts";
import { asSuperuser } from "./connect.ts";

/**
 * Who may do what with anything of somebody else's, one a line: the database, every schema, and all relations, columns
 * and functions in them, the ones that PUBLIC has by default too; further default privileges, memberships and the
 * attributes of roles. Not covered: types, languages, large objects.
 */
export function readPrivileges(config: StackConfig, secrets: Secrets): Promise<Set<string>> {
  return asSuperuser(config, secrets, async (sql) => {
    // So that every name is written with its schema.
    await sql`set search_path = ''`;
    const rows = await sql<{ line: string }[]>`
      with objects (kind, name, schema, owner, acl) as (
        select 'database', datname, null, datdba, coalesce(datacl, acldefault('d', datdba))
        from pg_database where datname = current_database()
        union all
        select 'schema', nspname, nspname, nspowner, coalesce(nspacl, acldefault('n', nspowner)) from pg_namespace
        union all
        select 'relation', oid::regclass::text, relnamespace::regnamespace::text, relowner,
          coalesce(relacl, acldefault(case relkind when 'S' then 's' else 'r' end::"char", relowner))
        from pg_class where relkind in ('r', 'p', 'v', 'm', 'f', 'S')
        union all
        select 'column', attrelid::regclass || '.' || attname, relnamespace::regnamespace::text, relowner, attacl
        from pg_attribute join pg_class on pg_class.oid = attrelid
        union all
        select 'function', oid::regprocedure::text, pronamespace::regnamespace::text, proowner,
          coalesce(proacl, acldefault('f', proowner))
        from pg_proc
      )
      select format(
        '%s %s: %s to %s%s',
        kind, name, privilege_type,
        case grantee when 0 then 'PUBLIC' else grantee::regrole::text end,
        case when is_grantable then ' with grant option' end
      ) as line
      from objects cross join aclexplode(acl)
      where grantee <> owner
        -- Auth's own tables and functions appear at the first start, with what the platform's defaults give them.
        and not (schema = 'auth' and kind = 'relation' and grantee = 'postgres'::regrole)
        and not (schema = 'auth' and kind = 'function' and grantee = 0)
      union all
      select format('default privileges of %s in %s for %s: %s',
        defaclrole::regrole, defaclnamespace::regnamespace, defaclobjtype, defaclacl)
      from pg_default_acl
      union all
      select format('membership of %s in %s%s',
        member::regrole, roleid::regrole, case when admin_option then ' with admin option' end)
      from pg_auth_members
      union all
      select format('role %s: superuser %s, inherit %s, createrole %s, createdb %s, login %s, bypassrls %s',
        rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls)
      from pg_roles
    `;
    return new Set(rows.map((row) => row.line));
  });
}

export async function requireSamePrivileges(
  config: StackConfig,
  secrets: Secrets,
  before: Set<string>,
): Promise<void> {
  const after = await readPrivileges(config, secrets);
  const given = [...after].filter((line) => !before.has(line)).map((line) => `+ ${line}`);
  const taken = [...before].filter((line) => !after.has(line)).map((line) => `- ${line}`);
  if (given.length + taken.length === 0) return;
  throw new StackError(`starting the API changed privileges:\n${[...given, ...taken].join("\n")}`);
}
