// Runs refresh-dashboard as a terminal would: a process of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { buildCli } from "./build-cli.ts";

export interface Finished {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  end: Promise<Finished>;
}

let program: string | undefined;

export function startCli(words: string[], cwd: string, env: Record<string, string | undefined>): Running {
  program ??= buildCli();
  const child = spawn(process.execPath, [program, ...words], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const finished: Finished = { exitCode: null, stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    finished.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    finished.stderr += text;
  });
  const end = new Promise<Finished>((resolve) =>
    child.once("close", (exitCode) => resolve({ ...finished, exitCode })),
  );
  return { child, end };
}

export const runCli = (words: string[], cwd: string, env: Record<string, string | undefined> = {}) =>
  startCli(words, cwd, env).end;
