// Connection strings of this stack's database, and a short-lived superuser session.
import postgres from "postgres";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";

export function databaseUrl(config: StackConfig, secrets: Secrets, role: keyof Secrets["passwords"]): string {
  return `postgresql://${role}:${secrets.passwords[role]}@127.0.0.1:${config.ports.database}/postgres`;
}

export async function asSuperuser<T>(
  config: StackConfig,
  secrets: Secrets,
  work: (sql: postgres.Sql) => Promise<T>,
): Promise<T> {
  const sql = postgres(databaseUrl(config, secrets, "supabase_admin"), { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}
