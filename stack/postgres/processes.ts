// This stack's PostgreSQL among the processes of the machine. Its pid file is not enough: the process it names may be
// dead, dead but never reaped, or somebody else's by now, and a killed postmaster leaves processes it does not name.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import { identify, type ProcessIdentity } from "../process/identity.ts";
import { dataDirectory } from "./data-directory.ts";

export function clusterName(config: StackConfig): string {
  return `refresh-dashboard-${config.id}`;
}

export function pidFile(dataDir: string): string {
  return path.join(dataDir, "postmaster.pid");
}

/** Of the pid file, whoever that is; undefined when there is no file. */
export function recordedPid(dataDir: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(pidFile(dataDir), "utf8"), 10);
  } catch {
    return undefined;
  }
}

export function findPostmaster(
  config: StackConfig,
  dataDir = dataDirectory(config),
): ProcessIdentity | undefined {
  const pid = dataDir === undefined ? undefined : recordedPid(dataDir);
  return pid !== undefined && isOurs(pid, config, dataDir) ? identify(pid) : undefined;
}

/** The postmaster and its children, or what is left of them. */
export function findPostgresProcesses(config: StackConfig, dataDir: string | undefined): ProcessIdentity[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry) && isOurs(Number(entry), config, dataDir))
    .map((entry) => identify(Number(entry)))
    .filter((process) => process !== undefined);
}

/** What a process of PostgreSQL says of itself. */
export function titleOf(pid: number): string {
  return commandLine(pid)[0] ?? "";
}

/** By its command line, which is readable where /proc/<pid>/cwd is not, as in a container. */
function isOurs(pid: number, config: StackConfig, dataDir: string | undefined): boolean {
  const words = commandLine(pid);
  const isPostmaster = path.basename(words[0] ?? "") === "postgres" && words[2] === dataDir;
  return isPostmaster || (words[0] ?? "").startsWith(`postgres: ${clusterName(config)}: `);
}

function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}
