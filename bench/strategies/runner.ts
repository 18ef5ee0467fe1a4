// A strategy, or nothing, at work: its own database session, fired by the benchmark's clock as pg_cron would fire it.
import { cpuSeconds } from "../support/cpu.ts";
import { openSession, type Session } from "../support/session.ts";
import type { Ask, Firing } from "./plan.ts";

export interface Effort {
  cpuSeconds: number;
  refreshes: number;
  skips: number;
}

/** After as many, PostgreSQL keeps the plan of a statement instead of making it anew (choose_custom_plan). */
const FIRINGS_UNTIL_WARM = 6;

export interface Runner<Fired extends Ask = Firing> {
  firing: Fired;
  fire: () => Promise<void>;
  /** The first firings of a session that stays pay for its caches and plans: they are not part of what it costs. */
  warmUp: () => Promise<void>;
  /** What it has cost since the last call. */
  takeEffort: () => Effort;
  end: () => Promise<void>;
}

export async function startRunner<Fired extends Ask>(
  databaseUrl: string,
  firing: Fired,
): Promise<Runner<Fired>> {
  const session: Session = await openSession(databaseUrl, firing.name);
  // Parallel workers are processes of their own: without them all that a refresh costs is in this one.
  await session.sql`set max_parallel_workers_per_gather = 0`;
  let cpuBefore = cpuSeconds(session.pid);
  let refreshes = 0;
  let skips = 0;

  const fire = async () => {
    const [row] = await session.sql.unsafe<{ said?: string }[]>(firing.statement);
    if (row?.said === undefined || row.said === "succeeded") refreshes += 1;
    else if (row.said === "unchanged" || row.said === "paced") skips += 1;
    else throw new Error(`${firing.statement} said ${row.said}`);
  };
  const takeEffort = () => {
    const cpuNow = cpuSeconds(session.pid);
    const effort = { cpuSeconds: cpuNow - cpuBefore, refreshes, skips };
    cpuBefore = cpuNow;
    refreshes = 0;
    skips = 0;
    return effort;
  };

  return {
    firing,
    fire,
    warmUp: async () => {
      for (let fired = 0; fired < FIRINGS_UNTIL_WARM; fired += 1) await fire();
      takeEffort();
    },
    takeEffort,
    end: session.end,
  };
}
