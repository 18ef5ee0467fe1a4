// Starts and stops this stack's own PostgreSQL.
import { closeSync, rmSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import { openLog, tailOfLog } from "../place/logs.ts";
import { identify, isAlive, signal } from "../process/identity.ts";
import { pollUntil } from "../process/poll.ts";
import { runCommand } from "../process/run-command.ts";
import { StackError } from "../terminal/errors.ts";
import { type Progress, printProgress } from "../terminal/progress.ts";
import { clusterVersion } from "./cluster.ts";
import { writeCronPassword } from "./cron-login.ts";
import { dataDirectory, ensureSocketDirectory } from "./data-directory.ts";
import { findInstallation } from "./installation.ts";
import { findOsUser } from "./os-user.ts";
import { findPostgresProcesses, findPostmaster, pidFile, recordedPid } from "./processes.ts";
import { writeSettings } from "./settings.ts";

export type StopMode = "fast" | "immediate";

const STOP_DEADLINE_MS = 30_000;

export async function startPostgres(config: StackConfig, installation = findInstallation()): Promise<void> {
  const dataDir = dataDirectory(config);
  if (dataDir === undefined)
    throw new StackError("this stack has no database yet; start it with: npm run stack -- up");
  if (findPostmaster(config, dataDir) !== undefined) return;
  const version = clusterVersion(dataDir);
  if (version !== installation.version) {
    throw new StackError(
      `the data is of PostgreSQL ${version}, the programs in ${installation.binDir} are ${installation.version}: set STACK_PG_BIN ` +
        "to those of the data, or start afresh with: npm run stack -- reset",
    );
  }
  await killLeftovers(config, dataDir);
  const user = findOsUser();
  ensureSocketDirectory(config, user);
  writeSettings(dataDir, config, installation, user);
  const passwordFile = writeCronPassword(dataDir, config, user);
  // Opened here, since the OS user may have no way into the log directory.
  const outputFd = openLog(config, "postgres");
  try {
    const pgCtl = path.join(installation.binDir, "pg_ctl");
    const command = [...user.prefix, pgCtl, "start", "-D", dataDir, "-w", "-s", "-t", "60"];
    await runCommand(command, { cwd: "/", outputFd, env: { ...process.env, PGPASSFILE: passwordFile } });
  } catch (error) {
    throw new StackError(`PostgreSQL did not start: ${String(error)}\n${tailOfLog(config, "postgres")}`);
  } finally {
    closeSync(outputFd);
  }
}

/** Ends it within a deadline, whatever state it is in: what does not end by itself is killed, as a crash would. */
export async function stopPostgres(
  config: StackConfig,
  mode: StopMode = "fast",
  progress: Progress = printProgress,
): Promise<void> {
  const dataDir = dataDirectory(config);
  const postmaster = findPostmaster(config, dataDir);
  signal(postmaster, mode === "fast" ? "SIGINT" : "SIGQUIT");
  // A paused process takes the signal only once it goes on, and the postmaster waits for each of its children.
  for (const process of findPostgresProcesses(config, dataDir)) signal(process, "SIGCONT");
  const stops = async () => (isAlive(postmaster) ? `process ${postmaster.pid} is there` : undefined);
  await pollUntil("the stop of PostgreSQL", stops, { deadlineMs: STOP_DEADLINE_MS }).catch(() => {
    progress(
      `PostgreSQL did not stop within ${STOP_DEADLINE_MS / 1000} s and is killed; it recovers at its next start`,
    );
  });
  await killLeftovers(config, dataDir);
}

export function isPostgresRunning(config: StackConfig): boolean {
  return findPostmaster(config) !== undefined;
}

export function postgresPid(config: StackConfig): number | undefined {
  return findPostmaster(config)?.pid;
}

/** A postmaster that was killed leaves children, which may go on, and its pid file, which may keep the next from starting. */
async function killLeftovers(config: StackConfig, dataDir: string | undefined): Promise<void> {
  const gone = async () => {
    const left = findPostgresProcesses(config, dataDir);
    for (const process of left) signal(process, "SIGKILL");
    return left.length === 0 ? undefined : `still there: ${left.map((process) => process.pid).join(", ")}`;
  };
  await pollUntil("the end of PostgreSQL's processes", gone, { deadlineMs: 5_000 });
  if (dataDir === undefined) return;
  const pid = recordedPid(dataDir);
  if (pid !== undefined && identify(pid) === undefined) rmSync(pidFile(dataDir), { force: true });
}
