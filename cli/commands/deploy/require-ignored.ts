// A secret is written only where git will not take it along.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { CliError } from "../../terminal/errors.ts";

/** `file` is below the project. Throws where the project is under git, and git does not ignore the file. */
export function requireIgnored(rootDir: string, file: string): void {
  if (!isUnderGit(rootDir)) return;
  const { status, stderr, error } = spawnSync("git", ["check-ignore", "--quiet", file], {
    cwd: rootDir,
    encoding: "utf8",
  });
  if (status === 0) return;
  const reason = error?.message ?? stderr.trim();
  throw new CliError("secret_not_ignored", `git does not ignore ${file}, where the secret has to go`, {
    detail: reason === "" ? "It would be committed with the next git add." : reason,
    hint: `Add the line .env to ${path.posix.dirname(file)}/.gitignore (and git rm --cached ${file}, if it is committed already), or set REFRESH_DASHBOARD_TRIGGER_SECRET in the environment.`,
  });
}

function isUnderGit(rootDir: string): boolean {
  for (let dir = rootDir; ; dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, ".git"))) return true;
    if (dir === path.dirname(dir)) return false;
  }
}
