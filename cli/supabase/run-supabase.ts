// Runs the Supabase CLI of the user's project. Secrets never go into its words: a process list shows them to everybody.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { CliError, EXIT } from "../terminal/errors.ts";
import { findSupabase } from "./find-supabase.ts";

export interface SupabaseResult {
  /** Null where a signal has ended it. */
  exitCode: number | null;
  /** That signal. */
  endedBy: string | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string;
  /** Beside the environment of this process, and before it. */
  env?: Record<string, string>;
  /** The project's folder. */
  cwd?: string;
}

export type RunSupabase = (words: string[], options?: RunOptions) => Promise<SupabaseResult>;

const hasGroups = process.platform !== "win32";

/** How long it may go on after it was told to stop. */
const STOP_TIMEOUT_MS = 10_000;

/** Throws where there is no CLI, and the signal's reason where it was interrupted: then the CLI has ended too. */
export function createRunSupabase(
  cwd: string,
  env: Record<string, string | undefined>,
  signal: AbortSignal,
  stopTimeoutMs = STOP_TIMEOUT_MS,
): RunSupabase {
  return async (words, options = {}) => {
    signal.throwIfAborted();
    const projectDir = options.cwd ?? cwd;
    const program = findSupabase(projectDir, env);
    if (program === null) throw missing();
    const child = spawn(program.command, [...program.words, ...words], {
      cwd: projectDir,
      // What it says of newer versions is not about the project.
      env: { SUPABASE_NO_UPDATE_NOTIFIER: "1", ...env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own, so that nothing of it goes on without this process.
      detached: hasGroups,
    });
    const stop = () => stopChild(child, stopTimeoutMs);
    const kill = () => tell(child, "SIGKILL");
    signal.addEventListener("abort", stop);
    // Where this process ends without coming back here: a second Ctrl-C.
    process.once("exit", kill);
    try {
      const result = await collect(child, options.input ?? "");
      signal.throwIfAborted();
      return result;
    } finally {
      signal.removeEventListener("abort", stop);
      process.off("exit", kill);
    }
  };
}

async function collect(child: ChildProcess, input: string): Promise<SupabaseResult> {
  const result: SupabaseResult = { exitCode: null, endedBy: null, stdout: "", stderr: "" };
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    result.stdout += chunk;
  });
  child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    result.stderr += chunk;
  });
  // It may end without reading.
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  try {
    [result.exitCode, result.endedBy] = await once(child, "close");
  } catch (cause) {
    throw new CliError("supabase_cli_missing", "the Supabase CLI cannot be started", {
      detail: cause instanceof Error ? cause.message : String(cause),
      hint: "Install it anew in the project: npm install --save-dev supabase",
      cause,
    });
  }
  return result;
}

/** As Ctrl-C at a terminal does; what does not listen is ended. */
function stopChild(child: ChildProcess, timeoutMs: number): void {
  tell(child, "SIGINT");
  const timer = setTimeout(() => tell(child, "SIGKILL"), timeoutMs);
  child.once("close", () => clearTimeout(timer));
}

/** The program that npm puts before the CLI too, and the CLI behind it. */
function tell(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (hasGroups) process.kill(-child.pid, name);
    else child.kill(name);
  } catch {
    // It has ended meanwhile.
  }
}

function missing(): CliError {
  return new CliError("supabase_cli_missing", "the Supabase CLI is not there", {
    detail: "It is neither in the project's node_modules nor in the PATH.",
    hint: "Install it in the project: npm install --save-dev supabase",
    exitCode: EXIT.failed,
  });
}
