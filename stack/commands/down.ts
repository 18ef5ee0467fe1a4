// Stops all of the stack, and for `reset` removes its data too.
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import { removeDataDirectory } from "../postgres/data-directory.ts";
import { type Progress, printProgress } from "../terminal/progress.ts";
import { LOCK_FILE, withLock } from "./lock.ts";
import { requireSamePort } from "./running.ts";
import { stopAll } from "./stop.ts";
import { up } from "./up.ts";

export async function down(config: StackConfig, progress: Progress = printProgress): Promise<void> {
  await withLock(config, progress, async () => {
    requireSamePort(config);
    await stopAll(config, progress);
  });
  progress("down");
}

export async function reset(config: StackConfig, progress: Progress = printProgress): Promise<void> {
  await withLock(config, progress, async () => {
    requireSamePort(config);
    await stopAll(config, progress);
    removeDataDirectory(config);
    for (const entry of readdirSync(config.dir)) {
      if (entry !== LOCK_FILE) rmSync(path.join(config.dir, entry), { recursive: true, force: true });
    }
  });
  progress("all data removed");
  await up(config, progress);
}
