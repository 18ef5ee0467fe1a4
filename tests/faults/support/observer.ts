// Watches from a session of its own how many sessions refresh a view at the same time.
import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../support/stack.ts";

const EVERY_MS = 40;

export interface Observation {
  samples: number;
  /** The most sessions that were refreshing the view, or waiting to, at one moment. */
  most: number;
}

export interface Observer {
  stop: () => Promise<Observation>;
}

/**
 * Counts who holds, or waits for, the lock that REFRESH takes on the view: were the engine's own locks to fail, the
 * second refresh would wait there for the first.
 */
export function observe(view: string): Observer {
  const sql = connect(1);
  const seen: Observation = { samples: 0, most: 0 };
  let isWatching = true;

  const look = async () => {
    const [row] = await sql<[{ count: number }]>`
      select count(distinct pg_locks.pid)::integer as count
      from pg_locks join pg_stat_activity on pg_stat_activity.pid = pg_locks.pid
      where pg_locks.locktype = 'relation'
        and pg_locks.relation = to_regclass(${view})
        and pg_locks.mode in ('ExclusiveLock', 'AccessExclusiveLock')
        and pg_stat_activity.application_name like 'refresh-dashboard %'`;
    seen.samples += 1;
    seen.most = Math.max(seen.most, row.count);
  };
  const watch = async () => {
    while (isWatching) {
      // While the server is down there is nothing to see.
      await look().catch(() => {});
      await sleep(EVERY_MS);
    }
    await sql.end({ timeout: 1 });
  };
  const watching = watch();
  return {
    stop: async () => {
      isWatching = false;
      await watching;
      return seen;
    },
  };
}
