// Starts the stack in the background and returns when all of it answers; repairs one that is half there.
import type { StackConfig } from "../place/config.ts";
import { requireFreePorts } from "../place/ports.ts";
import { ensureSecrets } from "../place/secrets.ts";
import { bootstrap } from "../postgres/bootstrap.ts";
import { ensureCluster } from "../postgres/cluster.ts";
import { findInstallation } from "../postgres/installation.ts";
import { readPrivileges, requireSamePrivileges } from "../postgres/privileges.ts";
import { isPostgresRunning, startPostgres } from "../postgres/server.ts";
import { cacheFunctionImports } from "../project/functions.ts";
import { applyMigrations } from "../project/migrations.ts";
import { requireProject } from "../project/require-project.ts";
import { ensureVaultSecrets } from "../project/vault.ts";
import { ensureParts } from "../supervisor/lifecycle.ts";
import { type Progress, printProgress } from "../terminal/progress.ts";
import { withLock } from "./lock.ts";
import { isRunning, isSupervised, rememberPort, requireSamePort } from "./running.ts";
import { stopAll } from "./stop.ts";

export async function up(config: StackConfig, progress: Progress = printProgress): Promise<void> {
  await withLock(config, progress, async () => {
    requireSamePort(config);
    const ranBefore = isRunning(config);
    try {
      await start(config, progress);
    } catch (error) {
      // A start that fails leaves things as it found them; the logs stay.
      if (!ranBefore) await stopAll(config, progress).catch((reason) => progress(String(reason)));
      throw error;
    }
  });
}

async function start(config: StackConfig, progress: Progress): Promise<void> {
  const startMs = performance.now();
  requireProject(config);
  const secrets = ensureSecrets(config.dir);
  const { database, gateway, rest, functions } = config.ports;
  // Before the database is touched, so that a taken port leaves nothing half started.
  if (!isSupervised(config)) await requireFreePorts([gateway, rest, functions]);
  if (!isPostgresRunning(config)) await requireFreePorts([database]);
  rememberPort(config);

  const installation = findInstallation();
  if (await ensureCluster(config, secrets, installation)) {
    progress(`made a PostgreSQL ${installation.version} cluster`);
    progress(`pg_net: ${describe(installation.hasPgNet)}, Vault: ${describe(installation.hasVault)}`);
  }
  await startPostgres(config, installation);
  await bootstrap(config, secrets, installation, progress);
  const schemaChanged = await applyMigrations(config, secrets, progress);
  await ensureVaultSecrets(config, secrets);

  await cacheFunctionImports(config);
  const granted = await readPrivileges(config, secrets);
  await ensureParts({ config, secrets, installation, progress }, schemaChanged);
  await requireSamePrivileges(config, secrets, granted);
  progress(`up at ${config.url} after ${((performance.now() - startMs) / 1000).toFixed(1)} s`);
}

function describe(isReal: boolean): string {
  return isReal ? "the real one" : "stand-in";
}
