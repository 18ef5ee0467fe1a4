// Puts this stack's own URL and trigger secret into Vault when they differ: `db push` does so only when it has
// something to push, and the ports may have moved since.
import postgres from "postgres";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { databaseUrl } from "../postgres/connect.ts";

export async function ensureVaultSecrets(config: StackConfig, secrets: Secrets): Promise<void> {
  const wanted = { project_url: config.url, refresh_dashboard_trigger_secret: secrets.triggerSecret };
  const sql = postgres(databaseUrl(config, secrets, "postgres"), { max: 1, onnotice: () => {} });
  try {
    for (const [name, secret] of Object.entries(wanted)) {
      const [stored] =
        await sql`select id, decrypted_secret from vault.decrypted_secrets where name = ${name}`;
      if (stored === undefined) await sql`select vault.create_secret(${secret}, ${name})`;
      else if (stored.decrypted_secret !== secret)
        await sql`select vault.update_secret(${stored.id}, ${secret})`;
    }
  } finally {
    await sql.end();
  }
}
