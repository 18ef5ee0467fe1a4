// Applies the project's migrations and seeds by the Supabase CLI, and skips that when nothing has changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { StackConfig } from "../place/config.ts";
import type { Secrets } from "../place/secrets.ts";
import { databaseUrl } from "../postgres/connect.ts";
import { runCommand } from "../process/run-command.ts";
import type { Progress } from "../terminal/progress.ts";

type Hashes = Record<string, string>;

/** Answers whether the CLI was run. */
export async function applyMigrations(
  config: StackConfig,
  secrets: Secrets,
  progress: Progress,
): Promise<boolean> {
  const applied = readApplied(config);
  const present = hashSources(config);
  warnOfEdits(applied, present, progress);
  const fresh = Object.keys(present).filter((file) => applied[file] === undefined);
  if (fresh.length === 0) return false;
  progress(`applying ${fresh.length} new file(s) by supabase db push`);
  await runCommand(pushCommand(config, secrets), {
    cwd: config.projectDir,
    env: cliEnvironment(config, secrets),
    timeoutMs: 300_000,
  });
  // An edited file keeps the hash it was applied with, so that the warning stays until a reset.
  writeFileSync(stampFile(config), JSON.stringify({ ...present, ...applied }, null, 2));
  return true;
}

function pushCommand(config: StackConfig, secrets: Secrets): string[] {
  const url = `${databaseUrl(config, secrets, "postgres")}?sslmode=disable`;
  const cli = path.join(config.repoDir, "node_modules", ".bin", "supabase");
  return [cli, "db", "push", `--remote=${url}`, "--include-seed", "--yes", "--workdir", config.projectDir];
}

/** What `[db.vault]` in config.toml reads, and what keeps the CLI at home and offline. */
function cliEnvironment(config: StackConfig, secrets: Secrets): NodeJS.ProcessEnv {
  const home = path.join(config.dir, "supabase-cli");
  mkdirSync(home, { recursive: true });
  return {
    ...process.env,
    REFRESH_DASHBOARD_PROJECT_URL: config.url,
    REFRESH_DASHBOARD_TRIGGER_SECRET: secrets.triggerSecret,
    SUPABASE_HOME: home,
    SUPABASE_TELEMETRY_DISABLED: "1",
    SUPABASE_NO_UPDATE_NOTIFIER: "1",
    SUPABASE_NO_KEYRING: "1",
  };
}

function warnOfEdits(applied: Hashes, present: Hashes, progress: Progress): void {
  const edited = Object.keys(applied).filter((file) => present[file] !== applied[file]);
  if (edited.length === 0) return;
  progress(`WARNING: already applied, but edited or removed since: ${edited.join(", ")}`);
  progress("WARNING: the database still has what was applied; to take the edits in: npm run stack -- reset");
}

function hashSources(config: StackConfig): Hashes {
  const { supabaseDir } = config;
  const files = ["migrations", "seeds"].flatMap((folder) => {
    const dir = path.join(supabaseDir, folder);
    const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith(".sql")) : [];
    return names.sort().map((name) => path.join(folder, name));
  });
  // Where the CLI looks when config.toml names no seeds.
  if (existsSync(path.join(supabaseDir, "seed.sql"))) files.push("seed.sql");
  return Object.fromEntries(files.map((file) => [file, hashOf(path.join(supabaseDir, file))]));
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

function readApplied(config: StackConfig): Hashes {
  return existsSync(stampFile(config)) ? JSON.parse(readFileSync(stampFile(config), "utf8")) : {};
}

function stampFile(config: StackConfig): string {
  return path.join(config.dir, "applied.json");
}
