// Where this stack lives, which project it serves and how, read once from the environment: STACK_PORT, STACK_DIR,
// STACK_PROJECT_DIR and STACK_LIKE_HOSTED.
import { createHash } from "node:crypto";
import path from "node:path";
import { UsageError } from "../terminal/errors.ts";
import { findRepository } from "./repository.ts";

/** Ports that a stack takes, counted from STACK_PORT. */
const PORTS_PER_STACK = 4;

export type StackConfig = ReturnType<typeof readConfig>;

export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  const repoDir = findRepository();
  const projectDir = path.resolve(repoDir, env.STACK_PROJECT_DIR || ".");
  const supabaseDir = path.join(projectDir, "supabase");
  const functionName = "refresh-dashboard";
  const port = parsePort(env.STACK_PORT || "54321");
  const dir = path.resolve(repoDir, env.STACK_DIR || ".stack");
  const id = createHash("sha256").update(dir).digest("hex").slice(0, 10);
  return {
    id,
    /** Whether STACK_PORT says so; a running stack's own port counts otherwise. */
    isPortChosen: Boolean(env.STACK_PORT),
    repoDir,
    stackSourceDir: path.join(repoDir, "stack"),
    /** The folder whose `supabase/` is served: this repository, or any other project. */
    projectDir,
    supabaseDir,
    functionDir: path.join(supabaseDir, "functions", functionName),
    dir,
    logsDir: path.join(dir, "logs"),
    // A socket's path may have 107 bytes at most, and STACK_DIR may be longer than that.
    socketDir: `/tmp/refresh-dashboard-${id}`,
    // Shared by all stacks of this clone and kept by `reset`: downloads are no data.
    cacheDir: path.join(repoDir, "node_modules", ".cache", "refresh-dashboard"),
    functionName,
    /** Whether the database is as strict as a hosted project's, old ones included. */
    isLikeHosted: env.STACK_LIKE_HOSTED === "1",
    ...addresses(port),
  };
}

export function withPort(config: StackConfig, port: number): StackConfig {
  return { ...config, ...addresses(port) };
}

function addresses(port: number) {
  return {
    url: `http://127.0.0.1:${port}`,
    ports: { gateway: port, database: port + 1, rest: port + 2, functions: port + 3 },
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1024 || port > 65536 - PORTS_PER_STACK) {
    throw new UsageError(
      `STACK_PORT must be a number from 1024 to ${65536 - PORTS_PER_STACK}, not "${text}"`,
    );
  }
  return port;
}
