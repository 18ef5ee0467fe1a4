// Whether the Supabase CLI is there and new enough.
import { CliError } from "../terminal/errors.ts";
import { callSupabase } from "./call-supabase.ts";
import type { RunSupabase } from "./run-supabase.ts";

/** The first that takes a project or a database by `--remote=`. */
const OLDEST = [3, 0, 0] as const;

/** Answers its version. */
export async function requireSupabase(runSupabase: RunSupabase, cwd: string): Promise<string> {
  const { stdout } = await callSupabase(runSupabase, ["--version"], { cwd });
  const found = /(\d+)\.(\d+)\.(\d+)\S*/.exec(stdout);
  if (found === null) {
    throw new CliError("supabase_cli_too_old", "the Supabase CLI does not say its version", {
      detail: `supabase --version wrote: ${stdout.trim().slice(0, 200)}`,
      hint: "Install it in the project: npm install --save-dev supabase",
    });
  }
  if (isOlder(found.slice(1, 4).map(Number))) {
    throw new CliError(
      "supabase_cli_too_old",
      `the Supabase CLI is ${found[0]}; ${OLDEST.join(".")} is the oldest that will do`,
      { hint: "Install a newer one in the project: npm install --save-dev supabase@latest" },
    );
  }
  return found[0];
}

function isOlder(version: number[]): boolean {
  for (const [index, oldest] of OLDEST.entries()) {
    const part = version[index] ?? 0;
    if (part !== oldest) return part < oldest;
  }
  return false;
}
