// A program, run to its end, with what it wrote.
import { spawn } from "node:child_process";
import { once } from "node:events";

export interface Ran {
  /** Null where a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export async function runProgram(
  command: string,
  words: string[],
  cwd: string,
  env: Record<string, string>,
): Promise<Ran> {
  const child = spawn(command, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  const [code, signal] = await once(child, "close");
  return { code, signal, ...texts };
}
