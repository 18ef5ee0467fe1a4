// What a part of the benchmark is given.
import type { stackEnv } from "../../stack/index.ts";

export type BenchEnv = ReturnType<typeof stackEnv>;

export interface BenchRun {
  coldUpSeconds: number;
  warmUpSeconds: number;
  /** The git ref that this tree is compared with, where somebody has named one. */
  against: string | undefined;
}
