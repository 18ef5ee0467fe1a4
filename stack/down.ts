// Stops all of the stack, and for `reset` removes its data too.
import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "./config.ts";
import { withLock } from "./lock.ts";
import { removeDataDirectory } from "./postgres/data-directory.ts";
import { stopPostgres } from "./postgres/server.ts";
import { type Progress, printProgress } from "./progress.ts";
import { stopParts } from "./supervisor/lifecycle.ts";
import { up } from "./up.ts";

export async function down(config: StackConfig, progress: Progress = printProgress): Promise<void> {
  await withLock(config, progress, () => stopAll(config));
  progress("down");
}

export async function reset(config: StackConfig, progress: Progress = printProgress): Promise<void> {
  await withLock(config, progress, async () => {
    await stopAll(config);
    removeDataDirectory(config);
    for (const entry of readdirSync(config.dir)) {
      if (entry !== "lock.json") rmSync(path.join(config.dir, entry), { recursive: true, force: true });
    }
  });
  progress("all data removed");
  await up(config, progress);
}

async function stopAll(config: StackConfig): Promise<void> {
  await stopParts(config);
  await stopPostgres(config, "fast");
  rmSync(config.socketDir, { recursive: true, force: true });
}
