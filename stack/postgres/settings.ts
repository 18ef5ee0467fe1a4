// The cluster's configuration file, written anew at each start since the ports may have moved.
import { chownSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import { CRON_HOST } from "./cron-login.ts";
import type { Installation } from "./installation.ts";
import type { OsUser } from "./os-user.ts";
import { clusterName } from "./processes.ts";
import { writeVaultKeyProgram } from "./vault-key.ts";

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
    // In the title of each process, where stopping finds those that a dead postmaster left.
    cluster_name: clusterName(config),
    "cron.database_name": "postgres",
    // An older pg_cron runs one job at a time in them, which no hosted project has to suffer.
    "cron.use_background_workers": config.isLikeHosted && installation.isCronParallel ? "on" : "off",
    // Each job that runs takes one then, beside pg_net and what parallel queries take.
    ...(config.isLikeHosted ? { max_worker_processes: 32 } : {}),
    "cron.host": CRON_HOST,
    ...(installation.hasPgNet ? { "pg_net.database_name": "postgres" } : {}),
    ...(installation.hasVault ? { "vault.getkey_script": writeVaultKeyProgram(dataDir, user) } : {}),
    // None on Supabase; the property test has prepared transactions among its writers.
    max_prepared_transactions: 16,
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
