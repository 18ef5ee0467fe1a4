// Finds the newest PostgreSQL ≥ 15 on this machine that has pg_cron, and which Supabase extensions it packages.
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { StackError } from "../terminal/errors.ts";

const OLDEST_VERSION = 15;

export interface Installation {
  version: number;
  binDir: string;
  /** Whether the real extension is installed; a stand-in takes its place otherwise. */
  hasPgNet: boolean;
  hasVault: boolean;
}

export function findInstallation(
  root = "/usr/lib/postgresql",
  shareRoot = "/usr/share/postgresql",
): Installation {
  const versions = existsSync(root) ? readdirSync(root).map(Number) : [];
  const version = versions
    .filter((candidate) => candidate >= OLDEST_VERSION && hasExtension(shareRoot, candidate, "pg_cron"))
    .sort((a, b) => b - a)[0];
  if (version === undefined) {
    throw new StackError(
      `no PostgreSQL ≥ ${OLDEST_VERSION} with pg_cron under ${root}; run: bash stack/install.sh`,
    );
  }
  return {
    version,
    binDir: path.join(root, String(version), "bin"),
    hasPgNet: hasExtension(shareRoot, version, "pg_net"),
    hasVault: hasExtension(shareRoot, version, "supabase_vault"),
  };
}

function hasExtension(shareRoot: string, version: number, name: string): boolean {
  return existsSync(path.join(shareRoot, String(version), "extension", `${name}.control`));
}
