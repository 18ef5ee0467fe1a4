// How long `refresh-dashboard status` takes to its first line, over HTTP, as somebody at a terminal waits for it.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { findRepository } from "../../stack/index.ts";
import type { BenchEnv } from "../support/env.ts";

const TIMES = 15;

/** Milliseconds from the start of the program as it is published (npm run build:cli) to its first byte. */
export async function timeFirstLine(env: BenchEnv): Promise<number[]> {
  const program = path.join(findRepository(), "dist/cli/main.js");
  const times: number[] = [];
  for (let time = 0; time <= TIMES; time += 1) {
    const start = performance.now();
    const child = spawn(process.execPath, [program, "status"], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const closed = once(child, "close");
    const first = await Promise.race([once(child.stdout, "data").then(() => performance.now()), closed]);
    child.stdout.resume();
    await closed;
    if (typeof first !== "number")
      throw new Error("refresh-dashboard status wrote nothing: npm run build:cli");
    // The first fills caches.
    if (time > 0) times.push(first - start);
  }
  return times;
}
