// Makes this stack's own PostgreSQL cluster.
import { appendFileSync, chownSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { runCommand } from "../process/run-command.ts";
import { createDataDirectory, dataDirectory } from "./data-directory.ts";
import type { Installation } from "./installation.ts";
import { findOsUser } from "./os-user.ts";
import { SETTINGS_FILE } from "./settings.ts";
import { hasVaultKey, writeVaultKey } from "./vault-key.ts";

/** True when a cluster was made, false when there was one. */
export async function ensureCluster(
  config: StackConfig,
  secrets: Secrets,
  installation: Installation,
): Promise<boolean> {
  const existing = dataDirectory(config);
  if (existing !== undefined && hasVaultKey(existing)) return false;
  const user = findOsUser();
  const dataDir = existing ?? (await createDataDirectory(config, user));
  const passwordFile = path.join(dataDir, "..", `initdb-${config.id}.password`);
  writeFileSync(passwordFile, secrets.passwords.supabase_admin, { mode: 0o600 });
  chownSync(passwordFile, user.uid, user.gid);
  try {
    // initdb refuses a directory that an interrupted initdb left half full.
    await runCommand([...user.prefix, "find", dataDir, "-mindepth", "1", "-delete"], { cwd: "/" });
    const options = [
      "--username=supabase_admin",
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C.UTF-8",
    ];
    const initdb = [
      path.join(installation.binDir, "initdb"),
      "-D",
      dataDir,
      `--pwfile=${passwordFile}`,
      ...options,
    ];
    await runCommand([...user.prefix, ...initdb], { cwd: "/" });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  appendFileSync(path.join(dataDir, "postgresql.conf"), `\ninclude '${SETTINGS_FILE}'\n`);
  // Last, since it marks the cluster as complete.
  writeVaultKey(dataDir, secrets.vaultKey, user);
  return true;
}

export function clusterVersion(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(path.join(dataDir, "PG_VERSION"), "utf8"));
  } catch {
    return undefined;
  }
}
