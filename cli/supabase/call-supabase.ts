// One call of the Supabase CLI that has to succeed.
import { CliError } from "../terminal/errors.ts";
import { redact } from "./redact.ts";
import type { RunOptions, RunSupabase, SupabaseResult } from "./run-supabase.ts";

/** Of what it wrote last, shown when it fails. */
const SHOWN_LINES = 12;

export interface CallOptions extends RunOptions {
  /** Values that must not be shown. */
  secrets?: string[];
}

export async function callSupabase(
  runSupabase: RunSupabase,
  words: string[],
  { secrets = [], ...options }: CallOptions = {},
): Promise<SupabaseResult> {
  const result = await runSupabase(words, options);
  if (result.exitCode === 0) return result;
  const called = `supabase ${words.filter((word) => !word.startsWith("-")).join(" ")}`;
  const how =
    result.exitCode === null
      ? `ended in the middle, by ${result.endedBy}`
      : `failed with exit code ${result.exitCode}`;
  const lines = `${result.stdout}\n${result.stderr}`.split("\n").filter((line) => line.trim() !== "");
  const detail = redact(lines.slice(-SHOWN_LINES).join("\n"), secrets);
  throw new CliError("supabase_cli_failed", `${called} ${how}`, {
    ...(detail === "" ? {} : { detail }),
    hint: hintFor(result, detail),
  });
}

function hintFor({ exitCode }: SupabaseResult, detail: string): string {
  if (exitCode !== null && /access token/i.test(detail))
    return "Sign in by supabase login, or set SUPABASE_ACCESS_TOKEN; then run the same command again.";
  return "Mend what it says, and run the same command again: what was done stays, and the rest follows.";
}
