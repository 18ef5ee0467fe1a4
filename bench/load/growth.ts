// Whether memory and tables are flat: the last third of the samples against the middle one, a round after retention
// against the round before.
import { percentile, round } from "../support/percentiles.ts";
import { MEASURED, type Measured } from "./memory.ts";
import type { Sample } from "./minutes.ts";
import type { TableSizes } from "./tables.ts";

export interface MemoryGrowth {
  firstMib: number;
  middleThirdMib: number;
  lastThirdMib: number;
  /** Of the medians of the last third and the middle one. */
  ratio: number;
}

export type MemoryGrowths = Partial<Record<Measured, MemoryGrowth>>;

export function memoryGrowth(samples: readonly Sample[]): MemoryGrowths {
  const growths: MemoryGrowths = {};
  for (const name of MEASURED) {
    const mib = samples.flatMap(({ memory }) => memory[name] ?? []);
    const third = Math.floor(mib.length / 3);
    const [firstMib] = mib;
    if (firstMib === undefined) continue;
    const middleThirdMib = percentile(mib.slice(-2 * third, -third), 0.5);
    const lastThirdMib = percentile(mib.slice(-third), 0.5);
    growths[name] = {
      firstMib,
      middleThirdMib,
      lastThirdMib,
      ratio: round(lastThirdMib / middleThirdMib, 2),
    };
  }
  return growths;
}

/** The greatest ratio of any table's bytes to what it had, where it had some. */
export function greatestGrowth(from: TableSizes, to: TableSizes): number {
  const ratios = Object.entries(to).map(([table, { bytes }]) => {
    const before = from[table]?.bytes ?? 0;
    return before === 0 ? Number(bytes > 0) : bytes / before;
  });
  return round(Math.max(...ratios), 2);
}
