// One `up`, `down` or `reset` of a stack at a time: the second waits for the first.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { StackConfig } from "../place/config.ts";
import { identify, isAlive, type ProcessIdentity } from "../process/identity.ts";
import { StackError } from "../terminal/errors.ts";
import type { Progress } from "../terminal/progress.ts";

const LONGEST_WAIT_MS = 300_000;

export async function withLock<T>(
  config: StackConfig,
  progress: Progress,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(config.dir, { recursive: true });
  const file = path.join(config.dir, "lock.json");
  const start = performance.now();
  let announced = false;
  while (!tryTake(file)) {
    const holder = readHolder(file);
    if (!isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!announced) progress(`waiting for process ${holder.pid}, which is starting or stopping this stack`);
    announced = true;
    if (performance.now() - start > LONGEST_WAIT_MS)
      throw new StackError(`process ${holder.pid} holds ${file}`);
    await sleep(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function tryTake(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify(identify(process.pid)), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): ProcessIdentity | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
