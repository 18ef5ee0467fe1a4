// The Supabase CLI's commands of a deploy, in their order: run, and shown by --dry-run.
import { splitPassword } from "../../supabase/split-password.ts";
import type { Target } from "./choose-target.ts";

export const FUNCTION_NAME = "refresh-dashboard";

export const pushWords = (remote: string) => ["db", "push", remote, "--yes"];
export const secretsWords = (remote: string, file: string) => [
  "secrets",
  "set",
  "--env-file",
  file,
  remote,
  "--yes",
];
export const functionWords = (remote: string) => [
  "functions",
  "deploy",
  FUNCTION_NAME,
  "--use-api",
  remote,
  "--yes",
];

/** Where the CLI is sent: to the project of the platform, and to its database. Empty where there is none. */
export function remoteWords(target: Target): { project: string; database: string } {
  const named = target.kind === "platform" ? target.database : target;
  const project = target.kind === "platform" ? `--remote=${target.ref}` : "";
  return { project, database: named === null ? project : `--remote=${splitPassword(named.url).url}` };
}

/** As they would be called. The file is one that is made for the call. */
export function deployCommands(target: Target): string[][] {
  const { project, database } = remoteWords(target);
  const platform = project === "" ? [] : [secretsWords(project, "…/function.env"), functionWords(project)];
  return [pushWords(database), ...platform].map((words) => ["supabase", ...words]);
}
