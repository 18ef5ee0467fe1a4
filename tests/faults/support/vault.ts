// Secrets in Vault, changed for a while.
import type { Sql } from "postgres";

type Name = "project_url" | "refresh_dashboard_trigger_secret";

export async function setVaultSecret(sql: Sql, name: Name, value: string): Promise<string> {
  const [stored] = await sql<[{ id: string; decrypted_secret: string }]>`
    select id, decrypted_secret from vault.decrypted_secrets where name = ${name}`;
  await sql`select vault.update_secret(${stored.id}, ${value})`;
  return stored.decrypted_secret;
}

/** Puts what was there back however `during` ends. */
export async function withVaultSecret(
  sql: Sql,
  name: Name,
  value: string,
  during: () => Promise<void>,
): Promise<void> {
  const before = await setVaultSecret(sql, name, value);
  try {
    await during();
  } finally {
    await setVaultSecret(sql, name, before);
  }
}
