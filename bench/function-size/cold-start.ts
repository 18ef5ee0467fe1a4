// How long a new process of Deno takes until the function in it answers, everything it imports being in Deno's cache.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import path from "node:path";
import { eventually } from "../../tests/support/eventually.ts";

export interface Served {
  /** A file that Deno serves. */
  entry: string;
  /** Whether the deno.json and deno.lock beside it count; a bundle needs neither. */
  isBundle: boolean;
}

/**
 * Starts Deno and waits for the first answer of /health, in milliseconds.
 *
 * @param denoDir Deno's cache, which a stack that comes up has filled.
 * @param served what Deno serves. The database is out of its reach, so that it takes no part.
 */
export async function coldStartMs(denoDir: string, { entry, isBundle }: Served): Promise<number> {
  const port = await freePort();
  const deno: string = createRequire(import.meta.url)("deno/install_api.cjs").runInstall();
  const permissions = ["--no-prompt", "--cached-only", "--allow-net", "--allow-env"];
  const settings = isBundle ? ["--no-config", "--no-lock"] : ["--frozen"];
  const address = ["--host", "127.0.0.1", "--port", String(port)];
  const start = performance.now();
  const server = spawn(deno, ["serve", ...permissions, ...settings, ...address, path.basename(entry)], {
    cwd: path.dirname(entry),
    env: { ...environment(), DENO_DIR: denoDir, DENO_NO_UPDATE_CHECK: "1" },
    stdio: "ignore",
  });
  const exited = once(server, "exit");
  try {
    await eventually(
      "an answer of the function",
      () => healthStatus(port),
      (status) => status === 503 || server.exitCode !== null,
      { everyMs: 2 },
    );
    if (server.exitCode !== null) throw new Error(`deno serve ${entry} ended with ${server.exitCode}`);
    return performance.now() - start;
  } finally {
    server.kill("SIGKILL");
    await exited;
  }
}

const healthStatus = async (port: number): Promise<number | string> => {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/refresh-dashboard/health`);
    await response.text();
    return response.status;
  } catch (error) {
    return String(error);
  }
};

// Port 1 refuses at once, so that the function answers `stale` without waiting for anybody.
const environment = () => ({
  SUPABASE_URL: "http://127.0.0.1:1",
  SUPABASE_PUBLISHABLE_KEYS: JSON.stringify({ default: "sb_publishable_none" }),
  SUPABASE_SECRET_KEYS: JSON.stringify({ default: "sb_secret_none" }),
  REFRESH_DASHBOARD_TRIGGER_SECRET: `whsec_${randomBytes(32).toString("base64")}`,
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port was given");
  return address.port;
}
