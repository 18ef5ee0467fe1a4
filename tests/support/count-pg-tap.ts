// pg_prove's summary as numbers.

/** Of the output of pg_prove: tests that ran, less those its report lists as failed. */
export function countPgTap(output: string): { passed: number; failed: number } {
  const total = Number(/^Files=\d+, Tests=(\d+),/m.exec(output)?.[1] ?? 0);
  const failed = [...output.matchAll(/\(Wstat: .* Tests: \d+ Failed: (\d+)\)/g)].reduce(
    (sum, match) => sum + Number(match[1]),
    0,
  );
  return { passed: total - failed, failed };
}
