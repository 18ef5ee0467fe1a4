// One workload, with all strategies at work over the same sources, and one session that is asked for nothing.
import { repeat } from "../support/clock.ts";
import type { Session } from "../support/session.ts";
import { INTERVAL_SECONDS } from "./plan.ts";
import type { Effort, Runner } from "./runner.ts";
import { type StalenessSamples, type Stamps, watchStaleness } from "./staleness.ts";
import type { Workload } from "./workloads.ts";
import { work } from "./writers.ts";

export interface Stretch {
  workload: Workload;
  transactions: number;
  staleness: StalenessSamples;
  efforts: Effort[];
}

export async function runStretch(
  workload: Workload,
  runners: readonly Runner[],
  reader: Session,
  pool: readonly Session[],
): Promise<Stretch> {
  const stamps: Stamps = { committedAtMs: [] };
  for (const runner of runners) runner.takeEffort();
  // Time for what has to be ready at the first firing.
  const firstMs = performance.now() + 200;
  const endMs = firstMs + workload.intervals * INTERVAL_SECONDS * 1000;

  const [staleness] = await Promise.all([
    watchStaleness(reader, stamps, { firstMs, endMs }),
    work(pool, workload.writes, stamps, firstMs),
    ...runners.map((runner) =>
      repeat(
        { firstMs: firstMs + runner.firing.offsetMs, everyMs: runner.firing.intervalMs, endMs },
        runner.fire,
      ),
    ),
  ]);
  return {
    workload,
    transactions: stamps.committedAtMs.length,
    staleness,
    efforts: runners.map((runner) => runner.takeEffort()),
  };
}
