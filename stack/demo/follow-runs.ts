// Prints one line for each run that ends, until it is told to stop.
import { setTimeout as sleep } from "node:timers/promises";
import type { Database } from "./database.ts";
import { describeRun } from "./describe-run.ts";

interface Following {
  database: Database;
  say: (line?: string) => void;
  signal: AbortSignal;
}

export async function followRuns({ database, say, signal }: Following): Promise<void> {
  let since = await database.now();
  for (;;) {
    const runs = await database.runsFinishedAfter(since);
    for (const run of runs) say(describeRun(run));
    since = runs.at(-1)?.finished ?? since;
    await sleep(1000, undefined, { signal });
  }
}
