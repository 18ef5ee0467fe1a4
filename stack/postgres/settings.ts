// The cluster's configuration file, written anew at each start since the ports may have moved.
import { chownSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../config.ts";
import type { Installation } from "./installation.ts";
import type { OsUser } from "./os-user.ts";

export const SETTINGS_FILE = "stack.conf";

export function writeSettings(
  dataDir: string,
  config: StackConfig,
  installation: Installation,
  user: OsUser,
): void {
  const preload = [
    "pg_cron",
    ...(installation.hasPgNet ? ["pg_net"] : []),
    ...(installation.hasVault ? ["supabase_vault"] : []),
  ];
  const settings: Record<string, string | number> = {
    listen_addresses: "127.0.0.1",
    port: config.ports.database,
    unix_socket_directories: config.socketDir,
    // The REST API's pool alone may take 60.
    max_connections: 150,
    shared_preload_libraries: preload.join(","),
    "cron.database_name": "postgres",
    // Otherwise pg_cron logs in through libpq and needs a password in a file.
    "cron.use_background_workers": "on",
    // Each running cron job takes one, beside the parallel and replication workers.
    max_worker_processes: 32,
    wal_level: "logical",
    timezone: "UTC",
    log_timezone: "UTC",
    log_line_prefix: "%m [%p] %q%u ",
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'`);
  const file = path.join(dataDir, SETTINGS_FILE);
  writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
  chownSync(file, user.uid, user.gid);
}
