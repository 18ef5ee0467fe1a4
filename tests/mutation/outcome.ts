// What became of a mutation.
import type { Mutation } from "./mutation.ts";

export interface TestRun {
  /** Whether all ran and passed. */
  passed: boolean;
  /** The names of those that failed. */
  failed: string[];
  /** Said where nothing failed and nothing passed either. */
  output: string;
}

/** Either the test that noticed, or a sentence on what is to be done. */
export type Outcome = { mutation: Mutation } & ({ killedByTest: string } | { fault: string });

export function judge(mutation: Mutation, { passed, failed, output }: TestRun): Outcome {
  const { name, file, killedBy } = mutation;
  if (passed) {
    const fault = `SURVIVED "${name}" (${file}): ${killedBy} passes with it; let that test notice it, or name the one that does`;
    return { mutation, fault };
  }
  const [killedByTest] = failed;
  if (killedByTest !== undefined) return { mutation, killedByTest };
  return { mutation, fault: `"${name}" (${file}): ${killedBy} did not run: ${output.trim().slice(-500)}` };
}

/** Of a test that fails without any mistake: it notices nothing. */
export const unsound = (mutation: Mutation): Outcome => ({
  mutation,
  fault: `${mutation.killedBy} fails without any mutation; mend it first (for "${mutation.name}")`,
});
