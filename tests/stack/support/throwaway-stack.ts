// A stack that one test file starts for itself and throws away: its own folder and ports, and how its processes are found.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { readConfig, type StackConfig, stopPostgres } from "../../../stack/index.ts";
import { requireFreePorts } from "../../../stack/place/ports.ts";
import { removeDataDirectory } from "../../../stack/postgres/data-directory.ts";
import { clusterName } from "../../../stack/postgres/processes.ts";

export const quiet = () => {};

/** Nothing is started yet. Give it back with `removeStack`. */
export async function makeStack(): Promise<StackConfig> {
  const dir = mkdtempSync(path.join(tmpdir(), "stack-test-"));
  // PostgreSQL's own user has to reach it.
  chmodSync(dir, 0o755);
  for (;;) {
    // Below the ports that the kernel gives to outgoing connections.
    const port = 20_000 + 4 * Math.floor(Math.random() * 3_000);
    const config = readConfig({ STACK_PORT: String(port), STACK_DIR: dir });
    if (
      await requireFreePorts(Object.values(config.ports)).then(
        () => true,
        () => false,
      )
    )
      return config;
  }
}

/** Whatever state the tests left it in. */
export async function removeStack(config: StackConfig): Promise<void> {
  for (const pid of processesOf(config)) kill(pid);
  await stopPostgres(config, "immediate", quiet);
  removeDataDirectory(config);
  for (const dir of [config.dir, config.socketDir]) rmSync(dir, { recursive: true, force: true });
}

/** Everything on this machine that names the stack's folder, its cluster or its function's port. */
export function processesOf(config: StackConfig): number[] {
  const marks = [config.dir, `postgres: ${clusterName(config)}:`, `--port\0${config.ports.functions}\0`];
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((entry) => {
      const text = read(`/proc/${entry}/cmdline`) + read(`/proc/${entry}/environ`);
      return marks.some((mark) => text.includes(mark));
    })
    .map(Number);
}

export interface Program {
  child: ChildProcess;
  /** Both streams, as far as they have come. */
  output: () => string;
  exitCode: Promise<number | null>;
}

/** Runs a file of stack/ as a terminal would: a process group of its own. */
export function runProgram(config: StackConfig, args: string[], port = config.ports.gateway): Program {
  const child = spawn(process.execPath, ["--import", "tsx", ...args], {
    cwd: config.repoDir,
    env: { ...process.env, STACK_PORT: String(port), STACK_DIR: config.dir },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const exitCode = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, output: () => output, exitCode };
}

export async function runToEnd(config: StackConfig, args: string[], port?: number) {
  const program = runProgram(config, args, port);
  return { code: await program.exitCode, output: program.output() };
}

/** As Ctrl-C does: to every process of the group. */
export function pressCtrlC({ child }: Program): void {
  if (child.pid !== undefined) process.kill(-child.pid, "SIGINT");
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
