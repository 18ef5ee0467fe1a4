// Runs the Supabase CLI of the user's project.
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface SupabaseResult {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export type RunSupabase = (
  words: string[],
  options?: { input?: string; env?: Record<string, string>; cwd?: string },
) => Promise<SupabaseResult>;

export function createRunSupabase(
  cwd: string,
  env: Record<string, string | undefined>,
  signal: AbortSignal,
): RunSupabase {
  return async (words, options = {}) => {
    signal.throwIfAborted();
    const child = spawn("supabase", words, {
      cwd: options.cwd ?? cwd,
      env: { ...env, ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const result: SupabaseResult = { exitCode: null, stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => {
      result.stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      result.stderr += chunk;
    });
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
    [result.exitCode] = await once(child, "close", { signal });
    return result;
  };
}
