// How pg_cron logs in to run its jobs: through libpq, as it does on Supabase, with the password from a file. Its other way,
// background workers, runs one job at a time in pg_cron 1.4, so that a long one would hold up every tick and the watchdog.
import { chownSync, writeFileSync } from "node:fs";
import path from "node:path";
import type postgres from "postgres";
import type { StackConfig } from "../place/config.ts";
import { readSecrets } from "../place/secrets.ts";
import type { OsUser } from "./os-user.ts";

export const CRON_HOST = "127.0.0.1";

/** Writes the password file that libpq is pointed at by PGPASSFILE, readable by the server alone; returns its path. */
export function writeCronPassword(dataDir: string, config: StackConfig, user: OsUser): string {
  const file = path.join(dataDir, "cron.pgpass");
  const { postgres: password } = readSecrets(config.dir).passwords;
  writeFileSync(file, `*:*:*:postgres:${password}\n`, { mode: 0o600 });
  chownSync(file, user.uid, user.gid);
  return file;
}

/** A job keeps the address it was made with; the stack may have moved to other ports since. */
export async function pointJobsHere(sql: postgres.TransactionSql, config: StackConfig): Promise<void> {
  await sql`
    update cron.job set nodename = ${CRON_HOST}, nodeport = ${config.ports.database}
    where (nodename, nodeport) is distinct from (${CRON_HOST}, ${config.ports.database}::integer)`;
}
