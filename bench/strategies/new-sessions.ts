// What a firing costs with nothing to do when each has a session of its own, as pg_cron makes one for each run of a job:
// logging in and filling the session's caches are then part of the price, of a refresh and of a tick alike. A session that
// logs in and asks for nothing tells how much of it that is: no strategy can cost less.
import { cpuSeconds } from "../support/cpu.ts";
import { percentile } from "../support/percentiles.ts";
import { openSession } from "../support/session.ts";

const FIRINGS = 10;

/** Median CPU of a whole session, in milliseconds. */
export async function measureNewSessions(databaseUrl: string, statement: string): Promise<number> {
  const cpuMs: number[] = [];
  while (cpuMs.length < FIRINGS) {
    const session = await openSession(databaseUrl, "new");
    await session.sql.unsafe("set max_parallel_workers_per_gather = 0");
    await session.sql.unsafe(statement);
    cpuMs.push(cpuSeconds(session.pid) * 1000);
    await session.end();
  }
  return percentile(cpuMs, 0.5);
}
