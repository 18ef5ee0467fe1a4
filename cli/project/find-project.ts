// The user's Supabase project: the folder that has supabase/config.toml.
import { existsSync } from "node:fs";
import path from "node:path";
import { finishJournal } from "../files/finish-journal.ts";
import { CliError } from "../terminal/errors.ts";

export const CONFIG_FILE = "supabase/config.toml";

/** Where to look from. */
export interface Where {
  cwd: string;
  /** As the Supabase CLI has it: that folder, and none above it. */
  workdir?: string | undefined;
}

/** The project's folder. Ends first what a command that was killed has left there, unless it is a dry run. */
export function openProject(where: Where, { dryRun }: { dryRun: boolean }): string {
  const rootDir = findProject(where);
  if (!dryRun) finishJournal(rootDir);
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
