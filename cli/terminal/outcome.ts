// What a command has done, or with --dry-run would do: said in one place, as text or as JSON.
import type { FileChange } from "../files/plan.ts";

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Outcome {
  /** Sentences. */
  done: string[];
  /** Commands or sentences: what comes next. */
  next: string[];
  /** Written; with --dry-run, to be written. */
  files: FileChange[];
  /** Run; with --dry-run, to be run. Never with a secret in it. */
  commands: string[][];
  /** The same facts for scripts. */
  data?: Json;
}

export const NOTHING: Outcome = { done: [], next: [], files: [], commands: [] };
