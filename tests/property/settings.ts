// How much the property tests do, and from which seed. All of it can be overridden by the environment, to look longer
// (another PROPERTY_SEED, more PROPERTY_HISTORIES) or to repeat a failure: with each counterexample its path and its seed,
// which is SEED + lane, are printed. For lane 2: PROPERTY_PATH=… npx vitest run --project property -t "in lane 2".
import type fc from "fast-check";

const number = (name: string, byDefault: number) => Number(process.env[name] ?? byDefault);

/** The same in CI every time, so that a red run is red again. */
export const SEED = number("PROPERTY_SEED", 20261124);

/** Histories that run at the same time, each in a schema of its own. */
export const LANES = number("PROPERTY_LANES", 3);
export const HISTORIES_PER_LANE = number("PROPERTY_HISTORIES", 100);
export const COMMANDS_PER_HISTORY = number("PROPERTY_COMMANDS", 32);
export const CRASH_HISTORIES = number("PROPERTY_CRASHES", 10);

/** Random views, and the changes that are made to what they depend on: each kind once. */
export const VIEWS = number("PROPERTY_VIEWS", 300);
export const VIEW_ROUNDS = number("PROPERTY_ROUNDS", 44);

/** Shrinking stops here: a large counterexample in time is better than a small one never. */
const LONGEST_MS = number("PROPERTY_LIMIT_MS", 240_000);

/** fast-check's parameters for one lane. */
export function parametersOf<T>(lane: number, numRuns: number): fc.Parameters<T> {
  return {
    seed: SEED + lane,
    numRuns,
    interruptAfterTimeLimit: LONGEST_MS,
    markInterruptAsFailure: true,
    ...(process.env.PROPERTY_PATH === undefined ? {} : { path: process.env.PROPERTY_PATH }),
  };
}
