// The other tree: what the repository was at a git ref, checked out beside this one, with a stack of its own. It is worked
// through its command line alone, which is the same in all trees, while its modules need not be.
import { execFile, execFileSync, spawn } from "node:child_process";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const execute = promisify(execFile);
const START_TIMEOUT_MS = 180_000;

export const treeEnv = z.object({ SUPABASE_DB_URL: z.string(), SUPABASE_ADMIN_DB_URL: z.string() });
export type TreeEnv = z.infer<typeof treeEnv>;

export interface Tree {
  dir: string;
  env: TreeEnv;
  /** Stops its stack and removes both. */
  remove: () => Promise<void>;
}

/** The commit that a ref names, as git abbreviates it; throws when there is none. */
export function resolveCommit(repoDir: string, ref: string): string {
  const full = git(repoDir, "rev-parse", "--verify", "--end-of-options", `${ref}^{commit}`);
  return git(repoDir, "rev-parse", "--short", full);
}

/** What lies in the repository now: a commit, and whether something has been changed since. */
export const describeTree = (repoDir: string): string =>
  git(repoDir, "describe", "--always", "--dirty", "--exclude=*");

/** Checks a commit out into `dir` and starts its stack there, with the packages of this tree. */
export async function startTree(
  { repoDir, dir, port }: { repoDir: string; dir: string; port: number },
  commit: string,
): Promise<Tree> {
  const sourceDir = path.join(dir, "tree");
  const variables = { ...process.env, STACK_PORT: String(port), STACK_DIR: path.join(dir, "stack") };
  const command = (...args: string[]) =>
    execute(path.join(sourceDir, "node_modules", ".bin", "tsx"), ["stack/main.ts", ...args], {
      cwd: sourceDir,
      env: variables,
      timeout: START_TIMEOUT_MS,
    });
  const remove = async () => {
    await command("down");
    rmSync(dir, { recursive: true, force: true });
  };

  rmSync(sourceDir, { recursive: true, force: true });
  mkdirSync(sourceDir, { recursive: true });
  const archive = path.join(dir, "tree.tar");
  git(repoDir, "archive", "--format=tar", `--output=${archive}`, commit);
  execFileSync("tar", ["-xf", archive, "-C", sourceDir]);
  rmSync(archive);
  symlinkSync(path.join(repoDir, "node_modules"), path.join(sourceDir, "node_modules"));

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // Outlives the benchmark, which is about to end.
    process.once(signal, () =>
      spawn("node_modules/.bin/tsx", ["stack/main.ts", "down"], {
        cwd: sourceDir,
        env: variables,
        detached: true,
        stdio: "ignore",
      }).unref(),
    );
  }
  try {
    await command("reset");
    const { stdout } = await command("env", "--all");
    const entries = stdout
      .trim()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
    return { dir: sourceDir, env: treeEnv.parse(Object.fromEntries(entries)), remove };
  } catch (error) {
    await remove().catch(() => {});
    throw error;
  }
}

function git(repoDir: string, ...args: string[]): string {
  return execFileSync("git", ["-C", repoDir, ...args], { encoding: "utf8" }).trim();
}
