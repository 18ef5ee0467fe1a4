// What the commands need from outside, as plain functions, so that a test can give others.
import type { Connect } from "./database/connect.ts";
import type { Assets } from "./package/assets.ts";
import type { RunSupabase } from "./supabase/run-supabase.ts";

export interface Deps {
  /** Where the command was called. */
  cwd: string;
  env: Record<string, string | undefined>;
  now(): Date;
  /** A line of progress, to stderr. */
  progress(line: string): void;
  /** Null where there is no terminal. Most want confirm() of terminal/confirm.ts. */
  ask(question: string): Promise<string | null>;
  /** The files of this package. */
  assets: Assets;
  /** The Supabase CLI. */
  runSupabase: RunSupabase;
  /** A database. */
  connect: Connect;
  /** Aborted by Ctrl-C, with a CliError as its reason: throwIfAborted() before a step, and hand it to what takes long. */
  signal: AbortSignal;
}
