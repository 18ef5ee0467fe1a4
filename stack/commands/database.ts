// The database alone, as a Supabase project is before its first migration: what the tests of the install and the snapshot
// of the schema begin with.
import { rmSync } from "node:fs";
import type { StackConfig } from "../place/config.ts";
import { requireFreePorts } from "../place/ports.ts";
import { ensureSecrets } from "../place/secrets.ts";
import { bootstrap } from "../postgres/bootstrap.ts";
import { ensureCluster } from "../postgres/cluster.ts";
import { databaseUrl } from "../postgres/connect.ts";
import { removeDataDirectory } from "../postgres/data-directory.ts";
import { findInstallation } from "../postgres/installation.ts";
import { startPostgres, stopPostgres } from "../postgres/server.ts";

export interface BareDatabase {
  /** Of the role postgres, which migrations run as. */
  url: string;
  /** Of the superuser. */
  adminUrl: string;
}

export async function startBareDatabase(config: StackConfig): Promise<BareDatabase> {
  await requireFreePorts([config.ports.database]);
  const secrets = ensureSecrets(config.dir);
  const installation = findInstallation();
  await ensureCluster(config, secrets, installation);
  await startPostgres(config, installation);
  await bootstrap(config, secrets, installation, () => {});
  return {
    url: databaseUrl(config, secrets, "postgres"),
    adminUrl: databaseUrl(config, secrets, "supabase_admin"),
  };
}

/** Without a trace. */
export async function removeBareDatabase(config: StackConfig): Promise<void> {
  await stopPostgres(config, "immediate", () => {});
  removeDataDirectory(config);
  for (const dir of [config.dir, config.socketDir]) rmSync(dir, { recursive: true, force: true });
}
