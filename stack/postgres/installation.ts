// Finds the newest PostgreSQL ≥ 15 on this machine that has pg_cron, or the one that STACK_PG_BIN names, and which Supabase
// extensions it packages.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { StackError } from "../terminal/errors.ts";

const OLDEST_VERSION = 15;

export interface Installation {
  version: number;
  binDir: string;
  /** Whether the real extension is installed; a stand-in takes its place otherwise. */
  hasPgNet: boolean;
  hasVault: boolean;
  /** Whether its background workers run jobs side by side, as they do since pg_cron 1.5. */
  isCronParallel: boolean;
  /** A library without an extension. */
  hasSafeupdate: boolean;
}

/** `binDir` is a directory of PostgreSQL's programs, for a version that the distribution does not package. */
export function findInstallation(binDir = process.env.STACK_PG_BIN): Installation {
  return binDir ? installationAt(binDir) : newestInstallation();
}

export function newestInstallation(
  root = "/usr/lib/postgresql",
  shareRoot = "/usr/share/postgresql",
): Installation {
  const shareDir = (version: number) => path.join(shareRoot, String(version));
  const versions = existsSync(root) ? readdirSync(root).map(Number) : [];
  const version = versions
    .filter((candidate) => candidate >= OLDEST_VERSION && hasExtension(shareDir(candidate), "pg_cron"))
    .sort((a, b) => b - a)[0];
  if (version === undefined) {
    throw new StackError(
      `no PostgreSQL ≥ ${OLDEST_VERSION} with pg_cron under ${root}; run: bash stack/install.sh`,
    );
  }
  const programs = path.join(root, String(version));
  return describe(version, path.join(programs, "bin"), shareDir(version), path.join(programs, "lib"));
}

/** Asks the programs themselves: they may lie anywhere. */
function installationAt(binDir: string): Installation {
  const [versionLine = "", shareDir = "", libDir = ""] = askPgConfig(binDir).split("\n");
  const version = Number(/(\d+)/.exec(versionLine)?.[1]);
  if (version < OLDEST_VERSION || !hasExtension(shareDir, "pg_cron")) {
    throw new StackError(
      `STACK_PG_BIN=${binDir} is PostgreSQL ${version}, its extensions in ${shareDir}; ` +
        `the stack needs ${OLDEST_VERSION} or newer, with pg_cron`,
    );
  }
  return describe(version, binDir, shareDir, libDir);
}

function askPgConfig(binDir: string): string {
  try {
    return execFileSync(path.join(binDir, "pg_config"), ["--version", "--sharedir", "--pkglibdir"], {
      encoding: "utf8",
    });
  } catch (error) {
    throw new StackError(`STACK_PG_BIN=${binDir} has no pg_config that runs: ${String(error)}`);
  }
}

function describe(version: number, binDir: string, shareDir: string, libDir: string): Installation {
  return {
    version,
    binDir,
    hasPgNet: hasExtension(shareDir, "pg_net"),
    hasVault: hasExtension(shareDir, "supabase_vault"),
    isCronParallel: isCronParallel(shareDir),
    hasSafeupdate: existsSync(path.join(libDir, "safeupdate.so")),
  };
}

function hasExtension(shareDir: string, name: string): boolean {
  return existsSync(controlFile(shareDir, name));
}

function controlFile(shareDir: string, name: string): string {
  return path.join(shareDir, "extension", `${name}.control`);
}

function isCronParallel(shareDir: string): boolean {
  const control = readFileSync(controlFile(shareDir, "pg_cron"), "utf8");
  const [, major = 0, minor = 0] = /^default_version = '(\d+)\.(\d+)/m.exec(control) ?? [];
  return Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 5);
}
