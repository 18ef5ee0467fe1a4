// Puts this stack's own URL and trigger secret into Vault when they differ: `db push` does so only when it has
// something to push, and the ports may have moved since.
import { readFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { databaseUrl } from "../postgres/connect.ts";

export async function ensureVaultSecrets(config: StackConfig, secrets: Secrets): Promise<void> {
  const values = { project_url: config.url, refresh_dashboard_trigger_secret: secrets.triggerSecret };
  // As `db push` does: a project that names none of them has none.
  const wanted = Object.entries(values).filter(([name]) => namesVaultSecret(config, name));
  if (wanted.length === 0) return;
  const sql = postgres(databaseUrl(config, secrets, "postgres"), { max: 1, onnotice: () => {} });
  try {
    for (const [name, secret] of wanted) {
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

/** Whether the project's config.toml has a secret of this name under `[db.vault]`. */
function namesVaultSecret({ supabaseDir }: StackConfig, name: string): boolean {
  const text = readFileSync(path.join(supabaseDir, "config.toml"), "utf8");
  const [, section = ""] = text.split(/^\[db\.vault\].*$/m);
  const [own = ""] = section.split(/^\[/m);
  return new RegExp(`^\\s*"?${name}"?\\s*=`, "m").test(own);
}
