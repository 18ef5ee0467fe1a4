// One `up`, `down` or `reset` of a stack at a time: the second waits for the first. The lock is the kernel's, on a file that
// is never removed, and a child that ends with this process holds it: nobody sees it half taken, and no death leaves it behind.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StackConfig } from "../place/config.ts";
import { StackError } from "../terminal/errors.ts";
import type { Progress } from "../terminal/progress.ts";

/** In STACK_DIR. Removed, it would be two files to two processes. */
export const LOCK_FILE = "lock";

const LONGEST_WAIT_MS = 300_000;
/** What the taking of a free lock may last before somebody is told that it is not free. */
const ANNOUNCED_AFTER_MS = 500;

export async function withLock<T>(
  config: StackConfig,
  progress: Progress,
  work: () => Promise<T>,
  longestWaitMs = LONGEST_WAIT_MS,
): Promise<T> {
  mkdirSync(config.dir, { recursive: true });
  const release = await take(path.join(config.dir, LOCK_FILE), progress, longestWaitMs);
  try {
    return await work();
  } finally {
    await release();
  }
}

async function take(file: string, progress: Progress, longestWaitMs: number): Promise<() => Promise<void>> {
  // In a group of its own: Ctrl-C ends the work, which cleans up under the lock.
  const holder = spawn("flock", [file, "sh", "-c", "echo held; exec cat"], {
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  const ended = new Promise<never>((_resolve, reject) => {
    holder.once("error", reject);
    holder.once("exit", (code) => reject(new StackError(`flock ${file} ended (exit ${code})`)));
  });
  // Also when nobody looks at it any more.
  ended.catch(() => {});
  holder.stdin.on("error", () => {});
  const held = once(holder.stdout, "data").then(() => "held");
  const within = (ms: number) => Promise.race([held, ended, sleep(ms, "waits", { ref: false })]);
  if ((await within(ANNOUNCED_AFTER_MS)) !== "held") {
    progress(`waiting for process ${holderOf(file)}, which is starting or stopping this stack`);
    if ((await within(longestWaitMs)) !== "held") {
      holder.kill();
      throw new StackError(`process ${holderOf(file)} holds ${file}`);
    }
  }
  // For those who wait; the lock is not this.
  writeFileSync(file, `${process.pid}\n`);
  return async () => {
    holder.stdin.end();
    // It may have ended before, by somebody's kill.
    await ended.catch(() => {});
  };
}

function holderOf(file: string): string {
  return readFileSync(file, "utf8").trim() || "of somebody";
}
