// Checks that starting the API granted nothing: what the migrations say is what holds.
import type { StackConfig } from "../config.ts";
import { StackError } from "../errors.ts";
import type { Secrets } from "../secrets.ts";
import { asSuperuser } from "./connect.ts";

/** Every grant outside of the API's own schema, one a line. */
export function readPrivileges(config: StackConfig, secrets: Secrets): Promise<Set<string>> {
  return asSuperuser(config, secrets, async (sql) => {
    const rows = await sql<{ line: string }[]>`
      select format('schema %s: %s', nspname, nspacl) as line from pg_namespace
      union all
      select format('relation %s: %s', oid::regclass, relacl) from pg_class
      where relnamespace <> 'auth'::regnamespace and relnamespace <> 'pg_toast'::regnamespace
      union all
      select format('function %s: %s', oid::regprocedure, proacl) from pg_proc
      where pronamespace <> 'auth'::regnamespace
      union all
      select format('default privileges of %s in %s: %s', defaclrole::regrole, defaclnamespace, defaclacl)
      from pg_default_acl
      union all
      select format('membership of %s in %s', member::regrole, roleid::regrole) from pg_auth_members
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
  const changed = [...after].filter((line) => !before.has(line));
  if (changed.length > 0) throw new StackError(`starting the API changed privileges:\n${changed.join("\n")}`);
}
