// What the commands need from outside, as plain functions, so that a test can give others.
import type { Connect } from "./database/connect.ts";
import type { Assets } from "./package/assets.ts";
import type { RunSupabase } from "./supabase/run-supabase.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface Deps {
  /** Where the command was called. */
  cwd: string;
  env: Record<string, string | undefined>;
  now(): Date;
  /** Milliseconds by a clock that is never set: for durations. */
  monotonic(): number;
  /** Resolves after so many milliseconds, or at once when the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A line of progress, to stderr. */
  progress(line: string): void;
  /** To stdout, at once: for what goes on, as `watch` does. What a command has done in the end is its outcome. */
  writeOut(text: string): void;
  terminal: Terminal;
  /** Null where there is no terminal. Most want confirm() of terminal/confirm.ts. */
  ask(question: string): Promise<string | null>;
  /** The files of this package. */
  assets: Assets;
  /** The Supabase CLI. */
  runSupabase: RunSupabase;
  /** A database. */
  connect: Connect;
  fetch: typeof globalThis.fetch;
  /** The commands there are, in words: for completion. */
  listCommands(): Promise<CommandWords[]>;
  /** Aborted by Ctrl-C, with a CliError as its reason: throwIfAborted() before a step, and hand it to what takes long. */
  signal: AbortSignal;
}

/** How a command is called. */
export interface CommandWords {
  name: string;
  summary: string;
  /** Each with its dashes, and whether a value follows. */
  options: { flag: string; takesValue: boolean; summary: string }[];
  /** What its first argument may be, where that is known. */
  choices: string[];
}
