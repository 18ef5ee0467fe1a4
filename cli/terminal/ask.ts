// One question at the terminal. The question goes to stderr: stdout is the result's.
import { createInterface } from "node:readline/promises";

/** Null where there is no terminal. Rejects with the signal's reason when interrupted. */
export async function ask(question: string, signal: AbortSignal): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // In a raw terminal Ctrl-C is a key, which the interface turns into its own event.
  terminal.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  try {
    return await terminal.question(question, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    terminal.close();
  }
}
