// A Supabase project of a test's own, in which the command line runs as a process of its own, as a user's does.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findRepository } from "../../../stack/index.ts";
import { buildCli } from "./build-cli.ts";

const repoDir = findRepository();
const programs = path.join(repoDir, "node_modules/.bin");

export interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  json: any;
}

export interface CliProject {
  dir: string;
  /** refresh-dashboard with these words; `json` is its stdout where the words ask for that. */
  run: (words: string[], env?: Record<string, string>) => Promise<Ran>;
  /** The same, and Ctrl-C once `when` says so. */
  interrupt: (words: string[], when: () => Promise<unknown>) => Promise<Ran>;
  migrations: () => string[];
  read: (file: string) => string;
  addMigration: (name: string, sql: string) => void;
  /** The real `supabase db push`. */
  push: (url: string) => Promise<void>;
  remove: () => void;
}

/** `url`: of its database. Puts what the package has of the database part where the command line looks for it. */
export function makeProject(url: string): CliProject {
  const program = buildCli();
  const dir = mkdtempSync(path.join(tmpdir(), "cli-"));
  mkdirSync(path.join(dir, "supabase/migrations"), { recursive: true });
  writeFileSync(path.join(dir, "supabase/config.toml"), 'project_id = "cli"\n');
  const start = (words: string[], env: Record<string, string> = {}) =>
    startProgram([process.execPath, program, ...words], dir, { SUPABASE_DB_URL: url, ...env });
  const ended = async (started: Started, words: string[]): Promise<Ran> => {
    const ran = await started.ended;
    return { ...ran, json: words.includes("--json") ? JSON.parse(ran.stdout) : undefined };
  };
  const migrations = () => readdirSync(path.join(dir, "supabase/migrations")).sort();
  return {
    dir,
    run: async (words, env = {}) => ended(start(words, env), words),
    interrupt: async (words, when) => {
      const started = start(words);
      await when();
      started.child.kill("SIGINT");
      return ended(started, words);
    },
    migrations,
    read: (file) => readFileSync(path.join(dir, file), "utf8"),
    addMigration: (name, sql) => writeFileSync(path.join(dir, "supabase/migrations", name), sql),
    push: async (target) => {
      const words = [
        path.join(programs, "supabase"),
        "db",
        "push",
        `--remote=${target}?sslmode=disable`,
        "--yes",
      ];
      const { code, stdout, stderr } = await startProgram(words, dir, {
        SUPABASE_HOME: path.join(dir, "home"),
        SUPABASE_TELEMETRY_DISABLED: "1",
        SUPABASE_NO_UPDATE_NOTIFIER: "1",
        SUPABASE_NO_KEYRING: "1",
      }).ended;
      if (code !== 0) throw new Error(`db push ended with ${code}: ${stdout}${stderr}`);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** The install of the sources as they are, as a migration. */
export function addInstall({ dir }: CliProject, stamp: string): void {
  const { version } = JSON.parse(readFileSync(path.join(repoDir, "package.json"), "utf8"));
  const target = path.join(dir, `supabase/migrations/${stamp}_refresh_dashboard_${version}.sql`);
  cpSync(path.join(repoDir, "dist/database/install.sql"), target);
}

interface Started {
  child: ChildProcess;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

function startProgram([command = "", ...words]: string[], cwd: string, env: Record<string, string>): Started {
  const child = spawn(command, words, {
    cwd,
    env: { ...process.env, NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    texts.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    texts.stderr += text;
  });
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...texts }));
  return { child, ended };
}
