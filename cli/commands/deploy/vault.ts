// The values in Vault that the database needs to reach the Edge Function. `supabase db push` sets them only when it has a
// migration to push, and by what somebody's supabase/.env says, so they are compared and set here.
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Query } from "../../database/connect.ts";
import { CliError } from "../../terminal/errors.ts";

const vaultRow = z.object({ has_vault: z.boolean() });
const storedRow = z.object({ id: z.string(), name: z.string(), sha256: z.string() });

/** Answers the names of those that were set. No value is read: what is stored is compared by its checksum. */
export async function ensureVault(query: Query, wanted: Record<string, string>): Promise<string[]> {
  await requireVault(query);
  const stored = await readStored(query);
  const set: string[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const found = stored.find((each) => each.name === name);
    if (found?.sha256 === sha256Of(value)) continue;
    if (found === undefined)
      await query("select vault.create_secret($1::text, $2::text) as id", [value, name]);
    else await query("select vault.update_secret($1::uuid, $2::text) as done", [found.id, value]);
    set.push(name);
  }
  return set;
}

async function requireVault(query: Query): Promise<void> {
  const [row] = await query("select to_regclass('vault.decrypted_secrets') is not null as has_vault");
  if (vaultRow.parse(row).has_vault) return;
  throw new CliError(
    "vault_missing",
    "the database has no Vault, where the database's part finds the function",
    {
      detail:
        "Without it all views are refreshed in the database, which needs neither the function nor this command.",
      hint: "Run: create extension supabase_vault cascade; then run the same command again.",
    },
  );
}

async function readStored(query: Query) {
  const rows = await query(`
    select id::text, name, encode(sha256(convert_to(decrypted_secret, 'UTF8')), 'hex') as sha256
    from vault.decrypted_secrets
    where name in ('project_url', 'refresh_dashboard_trigger_secret')`);
  return z.array(storedRow).parse(rows);
}

function sha256Of(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
