// A Supabase CLI and a project of the platform in the test's own process: what a deploy's calls change there, and Ctrl-C at
// any of them. It answers as the real one does when it is called by createRunSupabase.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import type { RunOptions, RunSupabase } from "../../../cli/supabase/run-supabase.ts";

export interface Platform {
  /** Stamps of migrations. */
  applied: string[];
  vault: Record<string, string>;
  secrets: Record<string, string>;
  functions: string[];
  /** Those that the database manages. */
  views: string[];
}

/** Before the call has done its work, or after it, when it is about to end. */
export type Moment = "before" | "after";

export interface QuickSupabase {
  run: RunSupabase;
  /** The words of every call, as a process list shows them. */
  calls: string[][];
  platform: Platform;
}

const SECRET = "REFRESH_DASHBOARD_TRIGGER_SECRET";
const RUN_ID = "6f1d8ad0-0000-4000-8000-000000000001";

/** `interrupt` is told each call by its number, from 1, and each of its moments: it may press Ctrl-C. */
export function makeQuickSupabase(
  rootDir: string,
  platform: Platform,
  signal: AbortSignal,
  interrupt: (call: number, moment: Moment) => void = () => {},
): QuickSupabase {
  const calls: string[][] = [];
  const run: RunSupabase = async (words, options = {}) => {
    signal.throwIfAborted();
    calls.push(words);
    const call = calls.length;
    interrupt(call, "before");
    // It has listened, and ended without doing anything.
    signal.throwIfAborted();
    const stdout = answer(rootDir, platform, words, options);
    interrupt(call, "after");
    signal.throwIfAborted();
    return { exitCode: 0, endedBy: null, stdout, stderr: "" };
  };
  return { run, calls, platform };
}

function answer(rootDir: string, platform: Platform, words: string[], options: RunOptions): string {
  switch (words.slice(0, 2).join(" ")) {
    case "--version":
      return "3.1.0\n";
    case "db query":
      return JSON.stringify(query(platform, readPrivate(wordAfter(words, "--file"))));
    case "db push":
      push(rootDir, platform, options.env ?? {});
      return "";
    case "secrets set":
      Object.assign(platform.secrets, parseEnv(readPrivate(wordAfter(words, "--env-file"))));
      return "";
    case "secrets list":
      return JSON.stringify(Object.keys(platform.secrets).map((name) => ({ name, value: "a digest" })));
    case "secrets unset":
      delete platform.secrets[words[2] ?? ""];
      return "";
    case "functions deploy":
      platform.functions = [words[2] ?? ""];
      return "";
    case "functions list":
      return JSON.stringify(platform.functions.map((slug) => ({ slug })));
    case "functions delete":
      platform.functions = platform.functions.filter((slug) => slug !== words[2]);
      return "";
    default:
      throw new Error(`supabase ${words.join(" ")} is not known here`);
  }
}

const wordAfter = (words: string[], name: string) => words[words.indexOf(name) + 1] ?? "";

/** What only its owner can read. */
function readPrivate(file: string): string {
  const modes = [file, path.dirname(file)].map((each) => statSync(each).mode & 0o777);
  if (modes.some((mode) => (mode & 0o077) !== 0)) throw new Error(`others may read ${file}`);
  return readFileSync(file, "utf8");
}

/** Vault takes what `[db.vault]` of config.toml reads from the environment; an uninstall takes it away again. */
function push(rootDir: string, platform: Platform, env: Record<string, string>): void {
  const dir = path.join(rootDir, "supabase/migrations");
  const pending = readdirSync(dir)
    .sort()
    .filter((name) => !platform.applied.includes(name.split("_")[0] ?? ""));
  for (const name of pending) {
    platform.applied.push(name.split("_")[0] ?? "");
    if (name.endsWith("_uninstall.sql")) platform.vault = {};
    else if (env[SECRET]) platform.vault.refresh_dashboard_trigger_secret = env[SECRET];
  }
}

function query(platform: Platform, sql: string): Record<string, unknown>[] {
  const answers: [RegExp, (...groups: string[]) => Record<string, unknown>[]][] = [
    [/as has_history/, () => [{ has_history: platform.applied.length > 0 }]],
    [/schema_migrations order by/, () => platform.applied.map((version) => ({ version }))],
    [/as has_vault/, () => [{ has_vault: true }]],
    [/from vault\.decrypted_secrets/, () => storedIn(platform)],
    [
      /vault\.create_secret\('([^']*)'::text, '([^']*)'/,
      (_, value = "", name = "") => {
        platform.vault[name] = value;
        return [{ id: name }];
      },
    ],
    [
      /vault\.update_secret\('([^']*)'::uuid, '([^']*)'/,
      (_, name = "", value = "") => {
        platform.vault[name] = value;
        return [{ done: "" }];
      },
    ],
    [/select view from dashboard_refresh\.views/, () => platform.views.map((view) => ({ view }))],
    [/try_chain\(/, () => [{ run_id: RUN_ID }]],
    [/dashboard_refresh\.status\(/, () => [{ status: { last_runs: [runOf(platform)] } }]],
  ];
  for (const [pattern, rows] of answers) {
    const found = pattern.exec(sql);
    if (found) return rows(...found);
  }
  throw new Error(`the statement is not known here: ${sql}`);
}

function storedIn({ vault }: Platform) {
  return Object.entries(vault).map(([name, value]) => ({
    id: name,
    name,
    sha256: createHash("sha256").update(value).digest("hex"),
  }));
}

/** It comes through where all of it is there, and fails at the function where not. */
function runOf({ vault, secrets, functions }: Platform) {
  const isWhole = functions.length === 1 && secrets[SECRET] === vault.refresh_dashboard_trigger_secret;
  return {
    id: RUN_ID,
    status: isWhole ? "succeeded" : "failed",
    path: "edge",
    requested_at: "2026-03-04T05:06:07.000Z",
    started_at: "2026-03-04T05:06:07.300Z",
    finished_at: "2026-03-04T05:06:07.500Z",
    served_by: "a worker",
    error: null,
    chain: {
      request: {
        state: "answered",
        status_code: isWhole ? 202 : 401,
        error: null,
        sent_at: "2026-03-04T05:06:07.100Z",
      },
    },
  };
}
