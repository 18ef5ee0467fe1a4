// Where the lines of an axis of durations stand: at durations that people use.

const STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800,
  3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
];
const MOST_LINES = 4;

/** The lines from 0 to the highest value, in seconds; four at most beside that at 0. */
export function splitSeconds(highest: number): number[] {
  const longest = STEPS.at(-1) ?? 1;
  const step =
    STEPS.find((each) => highest / each <= MOST_LINES) ?? longest * Math.ceil(highest / longest / MOST_LINES);
  return Array.from({ length: Math.floor(highest / step) + 1 }, (_, index) => index * step);
}
