// Starts and stops this stack's own PostgreSQL.
import { closeSync, readFileSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../config.ts";
import { StackError } from "../errors.ts";
import { openLog, tailOfLog } from "../logs.ts";
import { runCommand, tryCommand } from "../run-command.ts";
import { clusterVersion } from "./cluster.ts";
import { dataDirectory, ensureSocketDirectory } from "./data-directory.ts";
import { findInstallation } from "./installation.ts";
import { findOsUser } from "./os-user.ts";
import { writeSettings } from "./settings.ts";

export type StopMode = "fast" | "immediate";

export async function startPostgres(config: StackConfig): Promise<void> {
  if (await isPostgresRunning(config)) return;
  const dataDir = requireDataDirectory(config);
  const installation = findInstallation();
  const version = clusterVersion(dataDir);
  if (version !== installation.version) {
    throw new StackError(
      `the data is of PostgreSQL ${version}, installed is ${installation.version}; start afresh with: npm run stack -- reset`,
    );
  }
  const user = findOsUser();
  ensureSocketDirectory(config, user);
  writeSettings(dataDir, config, installation, user);
  // Opened here, since the OS user may have no way into the log directory.
  const outputFd = openLog(config, "postgres");
  try {
    const command = [...user.prefix, pgCtl(), "start", "-D", dataDir, "-w", "-s", "-t", "60"];
    await runCommand(command, { cwd: "/", outputFd });
  } catch (error) {
    throw new StackError(`PostgreSQL did not start: ${String(error)}\n${tailOfLog(config, "postgres")}`);
  } finally {
    closeSync(outputFd);
  }
}

export async function stopPostgres(config: StackConfig, mode: StopMode = "fast"): Promise<void> {
  if (!(await isPostgresRunning(config))) return;
  const command = [pgCtl(), "stop", "-D", requireDataDirectory(config), "-m", mode, "-w", "-s", "-t", "60"];
  await runCommand([...findOsUser().prefix, ...command], { cwd: "/" });
}

export async function isPostgresRunning(config: StackConfig): Promise<boolean> {
  const dataDir = dataDirectory(config);
  if (dataDir === undefined) return false;
  const { code } = await tryCommand([...findOsUser().prefix, pgCtl(), "status", "-D", dataDir], { cwd: "/" });
  return code === 0;
}

export function postgresPid(config: StackConfig): number | undefined {
  try {
    return Number(
      readFileSync(path.join(requireDataDirectory(config), "postmaster.pid"), "utf8").split("\n")[0],
    );
  } catch {
    return undefined;
  }
}

function pgCtl(): string {
  return path.join(findInstallation().binDir, "pg_ctl");
}

function requireDataDirectory(config: StackConfig): string {
  const dataDir = dataDirectory(config);
  if (dataDir === undefined)
    throw new StackError("this stack has no database yet; start it with: npm run stack -- up");
  return dataDir;
}
