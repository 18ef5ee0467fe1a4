// The two that are compared, and how: one measurement of each in turn, so that whatever else goes on here meets both alike.
import { type Percentiles, percentile, percentiles, round } from "../support/percentiles.ts";

export const SIDES = ["here", "against"] as const;
export type Side = (typeof SIDES)[number];
export type OfBoth<T> = Record<Side, T>;

export async function ofBoth<T>(work: (side: Side) => Promise<T>): Promise<OfBoth<T>> {
  return { here: await work("here"), against: await work("against") };
}

/** Measures both `rounds` times; which of them is first changes with each round. */
export async function alternate<T>(
  rounds: number,
  measure: (side: Side, round: number) => Promise<T>,
): Promise<OfBoth<T[]>> {
  const measured: OfBoth<T[]> = { here: [], against: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? SIDES : SIDES.toReversed();
    for (const side of order) measured[side].push(await measure(side, round));
  }
  return measured;
}

export interface Comparison extends OfBoth<Percentiles> {
  /** Of here to against; below 1, here is quicker. */
  ratio: Percentiles;
}

export function compare({ here, against }: OfBoth<readonly number[]>): Comparison {
  const ratio = (share: number) => round(percentile(here, share) / percentile(against, share), 2);
  return {
    here: percentiles(here, 2),
    against: percentiles(against, 2),
    ratio: { p50: ratio(0.5), p95: ratio(0.95) },
  };
}
