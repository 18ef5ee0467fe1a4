// What a part of the benchmark is given.
import type { stackEnv } from "../../stack/index.ts";

export type BenchEnv = ReturnType<typeof stackEnv>;

export interface StackTimes {
  coldUpSeconds: number;
  warmUpSeconds: number;
}
