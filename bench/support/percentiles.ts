// Percentiles of a sample, by the nearest rank, and the rounding that all results get.

export interface Percentiles {
  p50: number;
  p95: number;
}

/** The value that this share of the sample does not exceed; NaN of an empty one. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Of at least one value; rounded to a tenth unless told otherwise. */
export const percentiles = (values: readonly number[], digits = 1): Percentiles => ({
  p50: round(percentile(values, 0.5), digits),
  p95: round(percentile(values, 0.95), digits),
});

export const ratio = (a: Percentiles, b: Percentiles): Percentiles => ({
  p50: round(a.p50 / b.p50, 1),
  p95: round(a.p95 / b.p95, 1),
});

/** To so many digits after the point. */
export const round = (value: number, digits: number): number => Number(value.toFixed(digits));

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
