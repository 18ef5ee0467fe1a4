// Stops all of the stack; the caller holds its lock.
import { rmSync } from "node:fs";
import type { StackConfig } from "../place/config.ts";
import { stopPostgres } from "../postgres/server.ts";
import { stopParts } from "../supervisor/lifecycle.ts";
import type { Progress } from "../terminal/progress.ts";

export async function stopAll(config: StackConfig, progress: Progress): Promise<void> {
  await stopParts(config);
  await stopPostgres(config, "fast", progress);
  rmSync(config.socketDir, { recursive: true, force: true });
}
