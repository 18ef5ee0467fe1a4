// Makes this stack's own PostgreSQL cluster.
import { appendFileSync, chownSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { runCommand } from "../process/run-command.ts";
import { createDataDirectory, dataDirectory } from "./data-directory.ts";
import type { Installation } from "./installation.ts";
import { findOsUser, type OsUser } from "./os-user.ts";
import { SETTINGS_FILE } from "./settings.ts";

/** True when a cluster was made, false when there was one. */
export async function ensureCluster(
  config: StackConfig,
  secrets: Secrets,
  installation: Installation,
): Promise<boolean> {
  const existing = dataDirectory(config);
  if (existing !== undefined && isInitialized(existing)) return false;
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
  writeOwned(vaultKeyPath(dataDir), secrets.vaultKey, user);
  return true;
}

/** The Vault's key lies beside the database, not in it, as on Supabase. */
function vaultKeyPath(dataDir: string): string {
  return path.join(dataDir, "vault.key");
}

function isInitialized(dataDir: string): boolean {
  return existsSync(vaultKeyPath(dataDir));
}

export function clusterVersion(dataDir: string): number | undefined {
  try {
    return Number(readFileSync(path.join(dataDir, "PG_VERSION"), "utf8"));
  } catch {
    return undefined;
  }
}

function writeOwned(file: string, content: string, user: OsUser): void {
  writeFileSync(file, content, { mode: 0o600 });
  chownSync(file, user.uid, user.gid);
}
