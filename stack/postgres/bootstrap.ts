// Turns a fresh cluster into what a Supabase project looks like before its first migration.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type postgres from "postgres";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import type { Progress } from "../terminal/progress.ts";
import { asSuperuser } from "./connect.ts";
import { pointJobsHere } from "./cron-login.ts";
import type { Installation } from "./installation.ts";

/** The SQL files that make the platform here, in order. */
function bootstrapFiles(config: StackConfig, installation: Installation): string[] {
  const net = installation.hasPgNet ? "pg-net.sql" : "pg-net-stand-in.sql";
  const vault = installation.hasVault ? "vault.sql" : "vault-stand-in.sql";
  const hosted = config.isLikeHosted ? ["like-hosted.sql"] : [];
  const safeupdate = config.isLikeHosted && installation.hasSafeupdate ? ["safeupdate.sql"] : [];
  const dir = path.join(config.stackSourceDir, "postgres", "sql");
  return ["roles.sql", "extensions.sql", "tools.sql", net, vault, ...hosted, ...safeupdate].map((file) =>
    path.join(dir, file),
  );
}

/** All or nothing, so an interrupted start can be tried again. */
export async function bootstrap(
  config: StackConfig,
  secrets: Secrets,
  installation: Installation,
  progress: Progress,
): Promise<void> {
  const scripts = bootstrapFiles(config, installation).map((file) => readFileSync(file, "utf8"));
  const version = createHash("sha256").update(scripts.join()).digest("hex");
  await asSuperuser(config, secrets, async (sql) => {
    await sql.begin(async (transaction) => {
      const existing = await readBootstrap(transaction);
      if (existing.isDone) {
        if (existing.version !== version)
          progress("WARNING: stack/postgres/sql or STACK_LIKE_HOSTED has changed: npm run stack -- reset");
        await pointJobsHere(transaction, config);
        return;
      }
      for (const script of scripts) await transaction.unsafe(script);
      await transaction.unsafe(`comment on schema extensions is '${version}'`);
      for (const [role, password] of Object.entries(secrets.passwords)) {
        await transaction.unsafe(`alter role ${role} password '${password}'`);
      }
    });
  });
}

/** The version is kept as a comment, a place that no migration looks at. */
async function readBootstrap(
  sql: postgres.TransactionSql,
): Promise<{ isDone: boolean; version: string | null }> {
  const [row] = await sql<[{ isDone: boolean; version: string | null }]>`
    select
      to_regnamespace('vault') is not null as "isDone",
      obj_description(to_regnamespace('extensions'), 'pg_namespace') as version
  `;
  return row;
}
