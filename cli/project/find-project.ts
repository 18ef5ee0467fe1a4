// The user's Supabase project: the folder that has supabase/config.toml.
import { existsSync } from "node:fs";
import path from "node:path";
import { finishJournal } from "../files/finish-journal.ts";
import { JOURNAL_FILE } from "../files/journal.ts";
import { CliError } from "../terminal/errors.ts";

export const CONFIG_FILE = "supabase/config.toml";

/** Where to look from. */
export interface Where {
  cwd: string;
  /** As the Supabase CLI has it: that folder, and none above it. */
  workdir?: string | undefined;
}

/**
 * The project's folder. Ends first what a command that was killed has left there; a dry run only says that it is there.
 * `progress` is told about it.
 */
export function openProject(
  where: Where,
  { dryRun, progress = () => {} }: { dryRun: boolean; progress?: (line: string) => void },
): string {
  const rootDir = findProject(where);
  if (dryRun) {
    if (existsSync(path.join(rootDir, JOURNAL_FILE)))
      progress(
        "An earlier command was killed while it wrote: the next one that may write ends its work first.",
      );
    return rootDir;
  }
  const finished = finishJournal(rootDir);
  if (finished === "finished")
    progress("An earlier command was killed while it wrote: its files are in place now.");
  if (finished === "undone")
    progress("An earlier command was killed before it changed anything: its traces are gone.");
  return rootDir;
}

export function findProject({ cwd, workdir }: Where): string {
  const start = path.resolve(cwd, workdir ?? ".");
  for (let dir = start; ; dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, CONFIG_FILE))) return dir;
    if (existsSync(path.join(dir, "supabase")) && path.basename(dir) !== "supabase") throw withoutConfig(dir);
    if (workdir !== undefined || dir === path.dirname(dir)) break;
  }
  throw new CliError(
    "no_project",
    `there is no Supabase project in ${start}${workdir ? "" : " or above it"}`,
    {
      detail: `A project is a folder with ${CONFIG_FILE}.`,
      hint: "Make one with supabase init, or name its folder with --workdir.",
    },
  );
}

function withoutConfig(dir: string): CliError {
  return new CliError("no_project", `${path.join(dir, "supabase")} has no config.toml`, {
    hint: "Make one with supabase init.",
  });
}
