// What the Management API does with a project's database: queries, and a role for the CLI to log in with.
import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { z } from "zod";

const querySchema = z.strictObject({ query: z.string().min(1), read_only: z.boolean().optional() });
const roleSchema = z.strictObject({ read_only: z.boolean() });

export async function runQuery(url: string, body: unknown): Promise<{ status: number; body: unknown }> {
  const { query, read_only } = querySchema.parse(body);
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    if (read_only) await sql.unsafe("set default_transaction_read_only = on");
    return { status: 201, body: await sql.unsafe(query) };
  } catch (error) {
    return { status: 400, body: { message: `Failed to run sql query: ${String(error)}` } };
  } finally {
    await sql.end();
  }
}

/** As of the session pooler, which takes the project's ref out of the role's name. There is none here: see createLoginRole. */
export function poolerConfig(url: string, ref: string) {
  const port = Number(new URL(url).port);
  const connection_string = `postgresql://postgres.${ref}:[YOUR-PASSWORD]@localhost:${port}/postgres`;
  return [
    {
      identifier: ref,
      database_type: "PRIMARY",
      is_using_scram_auth: true,
      db_user: `postgres.${ref}`,
      db_host: "localhost",
      db_port: port,
      db_name: "postgres",
      connection_string,
      connectionString: connection_string,
      default_pool_size: null,
      max_client_conn: null,
      pool_mode: "session",
    },
  ];
}

/** The role has the ref in its name, as the CLI gives it to a pooler. */
export async function createLoginRole(adminUrl: string, ref: string, body: unknown) {
  roleSchema.parse(body);
  const role = "cli_login_postgres";
  const password = randomBytes(16).toString("hex");
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    const [found] = await sql`select 1 from pg_roles where rolname = ${`${role}.${ref}`}`;
    const verb = found === undefined ? "create" : "alter";
    await sql.unsafe(`${verb} role "${role}.${ref}" login noinherit password '${password}'`);
    await sql.unsafe(`grant postgres to "${role}.${ref}"`);
  } finally {
    await sql.end();
  }
  return { role, password, ttl_seconds: 300 };
}
