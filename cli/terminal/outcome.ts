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
  /** What a command that reads has found, as lines made for the terminal: they come first, and are no part of the JSON. */
  report?: string[];
  /** Over which way it was asked, where there are several: for scripts. */
  via?: Json;
  /** EXIT.done by default. A command may do all that it was asked and still tell of something that is not as it should be. */
  exitCode?: number;
}

export const NOTHING: Outcome = { done: [], next: [], files: [], commands: [] };
