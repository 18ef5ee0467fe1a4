// Prints one line for each run that ends, until it is told to stop.
import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import { describeRun, type RunRow } from "./describe-run.ts";

interface Following {
  sql: Sql;
  say: (line?: string) => void;
  signal: AbortSignal;
}

export async function followRuns({ sql, say, signal }: Following): Promise<void> {
  // As text both ways: a Date would lose the microseconds, and the same run would be told again and again.
  let [{ now: since }] = await sql<[{ now: string }]>`select clock_timestamp()::text as now`;
  while (!signal.aborted) {
    const runs = await sql<(RunRow & { finished: string })[]>`
      select *, finished_at::text as finished
      from dashboard_refresh.runs
      where finished_at > ${since}::text::timestamptz
      order by finished_at`;
    for (const run of runs) say(describeRun(run));
    since = runs.at(-1)?.finished ?? since;
    await sleep(1000, undefined, { signal }).catch(() => {});
  }
}
