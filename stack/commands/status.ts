// What runs, where, and what stands in for what.
import type { StackConfig } from "../place/config.ts";
import { findInstallation } from "../postgres/installation.ts";
import { postgresPid } from "../postgres/server.ts";
import { isPaused } from "../process/identity.ts";
import { hasFunction } from "../project/functions.ts";
import { queryState } from "../supervisor/client.ts";
import type { PartState } from "../supervisor/supervise.ts";

export async function status(config: StackConfig) {
  const installation = findInstallation();
  const state = await queryState(config);
  const pg = postgresPid(config);
  return {
    dir: config.dir,
    isUp: pg !== undefined && (state?.parts.every((part) => part.process !== null) ?? false),
    urls: { gateway: config.url, database: `127.0.0.1:${config.ports.database}` },
    postgres: { version: installation.version, pid: pg },
    pgNet: installation.hasPgNet ? "real" : "stand-in",
    vault: installation.hasVault ? "real" : "stand-in",
    supervisor: state?.supervisor.pid,
    parts: state?.parts ?? [],
  };
}

export async function describeStatus(config: StackConfig): Promise<string> {
  const now = await status(config);
  return [
    `${now.isUp ? "up" : "not up"}: ${now.urls.gateway} (database ${now.urls.database}), data in ${now.dir}`,
    `  PostgreSQL ${now.postgres.version}  ${now.postgres.pid ?? "stopped"}`,
    `  supervisor     ${now.supervisor ?? "stopped"}`,
    ...now.parts.map((part) => `  ${part.name.padEnd(13)}  ${describePart(part)}`),
    ...(hasFunction(config) ? [] : [`  functions      there is no ${config.functionName}/index.ts`]),
    `  pg_net: ${now.pgNet}, Vault: ${now.vault}`,
  ].join("\n");
}

function describePart(part: PartState): string {
  const running = part.process === null ? (part.wanted ? "restarting" : "stopped") : String(part.process.pid);
  const paused = part.process !== null && isPaused(part.process) ? ", paused" : "";
  return `${running}${paused}${part.restarts > 0 ? `, restarted ${part.restarts} time(s)` : ""}`;
}
