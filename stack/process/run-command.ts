// Runs a command to its end and returns what it printed; a failure carries the last lines of its output.
import { spawn } from "node:child_process";
import { StackError } from "../terminal/errors.ts";

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Where stdout and stderr go instead of being returned. */
  outputFd?: number;
  timeoutMs?: number;
}

export async function runCommand(command: string[], options: CommandOptions = {}): Promise<string> {
  const { code, output } = await tryCommand(command, options);
  if (code === 0) return output;
  const tail = output.trimEnd().split("\n").slice(-15).join("\n");
  throw new StackError(`${command[0]} failed (exit ${code})${tail ? `:\n${tail}` : ""}`);
}

export function tryCommand(
  command: string[],
  options: CommandOptions = {},
): Promise<{ code: number | null; output: string }> {
  const [file = "", ...args] = command;
  const sink = options.outputFd ?? "pipe";
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", sink, sink],
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
    });
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr?.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
