// Percentiles of a sample, by the nearest rank.

export interface Percentiles {
  p50: number;
  p95: number;
}

/** Of at least one value; rounded to a tenth. */
export function percentiles(values: number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return { p50: round(at(0.5)), p95: round(at(0.95)) };
}

export const ratio = (a: Percentiles, b: Percentiles): Percentiles => ({
  p50: round(a.p50 / b.p50),
  p95: round(a.p95 / b.p95),
});

const round = (value: number) => Math.round(value * 10) / 10;
