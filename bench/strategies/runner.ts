// A strategy at work: its own database session, fired by the benchmark's clock as pg_cron would fire it.
import { cpuSeconds } from "../cpu.ts";
import { openSession, type Session } from "../session.ts";
import type { Strategy } from "./plan.ts";

export interface Effort {
  cpuSeconds: number;
  refreshes: number;
  skips: number;
}

export interface Runner {
  strategy: Strategy;
  fire: () => Promise<void>;
  /** What it has cost since the last call. */
  takeEffort: () => Effort;
  end: () => Promise<void>;
}

export async function startRunner(databaseUrl: string, strategy: Strategy): Promise<Runner> {
  const session: Session = await openSession(databaseUrl, strategy.name);
  // Parallel workers are processes of their own: without them all that a refresh costs is in this one.
  await session.sql`set max_parallel_workers_per_gather = 0`;
  let cpuBefore = cpuSeconds(session.pid);
  let refreshes = 0;
  let skips = 0;

  return {
    strategy,
    fire: async () => {
      const [row] = await session.sql.unsafe<{ said: string }[]>(strategy.statement);
      if (row === undefined || row.said === "succeeded") refreshes += 1;
      else if (row.said === "unchanged" || row.said === "paced") skips += 1;
      else throw new Error(`a tick of ${strategy.view} said ${row.said}`);
    },
    takeEffort: () => {
      const cpuNow = cpuSeconds(session.pid);
      const effort = { cpuSeconds: cpuNow - cpuBefore, refreshes, skips };
      cpuBefore = cpuNow;
      refreshes = 0;
      skips = 0;
      return effort;
    },
    end: session.end,
  };
}
