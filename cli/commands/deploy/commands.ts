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

/** As they would be called. The file is one that is made for the call. */
export function commandsOf(target: Target): string[][] {
  const named = target.kind === "platform" ? target.database : target;
  const remote = target.kind === "platform" ? `--remote=${target.ref}` : "";
  const database = named === null ? remote : `--remote=${splitPassword(named.url).url}`;
  const platform = remote === "" ? [] : [secretsWords(remote, "…/function.env"), functionWords(remote)];
  return [pushWords(database), ...platform].map((words) => ["supabase", ...words]);
}
