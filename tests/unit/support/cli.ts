// A project in a folder of its own, a package of few files, and the command line in this process.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { COMMANDS } from "../../../cli/commands/index.ts";
import type { Query } from "../../../cli/database/database.ts";
import type { Assets } from "../../../cli/package/assets.ts";
import { type ProgramDeps, runProgram } from "../../../cli/program.ts";
import { CliError } from "../../../cli/terminal/errors.ts";

export const FUNCTION_DIR = "supabase/functions/refresh-dashboard";
export const NOW = new Date("2026-03-04T05:06:07Z");
export const STAMP = "20260304050607";

/** Of a project as `supabase init` makes it, in short. */
export const CONFIG = '# Mine.\nproject_id = "mine"\n\n[api]\nenabled = true # and this\n';

export type Files = Record<string, string>;

export function makeProject(files: Files = { "supabase/config.toml": CONFIG }) {
  const rootDir = mkdtempSync(path.join(tmpdir(), "cli-project-"));
  writeAll(rootDir, files);
  return { rootDir, remove: () => rmSync(rootDir, { recursive: true, force: true }) };
}

export function writeAll(rootDir: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(rootDir, file)), { recursive: true });
    writeFileSync(path.join(rootDir, file), text);
  }
}

/** Every file below the folder. */
export function readAll(rootDir: string): Files {
  const files = readdirSync(rootDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(rootDir, path.join(entry.parentPath, entry.name)));
  return Object.fromEntries(
    files.sort().map((file) => [file, readFileSync(path.join(rootDir, file), "utf8")]),
  );
}

/** A function's files by version; each has one that others do not have. */
export function functionOf(version: string): Files {
  return {
    "deno.json": "{}\n",
    "index.ts": `export const VERSION = "${version}";\n`,
    [`only/${version}.ts`]: `// ${version}\n`,
  };
}

export function installOf(version: string): string {
  return `/*\nRefresh Dashboard ${version}: the full install.\n*/\n\nselect 1;\n`;
}

export function upgradeOf(from: string, to: string): string {
  return `/*\nRefresh Dashboard: the upgrade from ${from} to ${to}.\n*/\n\nselect 1;\n`;
}

export const UNINSTALL = "/*\nRefresh Dashboard 0.1.0: the uninstall.\n*/\n\nselect 1;\n";

/** The newest of these releases. */
export function assetsOf(versions: string[] = ["0.1.0"]): Assets {
  const version = versions.at(-1) ?? "";
  return {
    version,
    readFunction: () => Object.entries(functionOf(version)).map(([file, text]) => ({ path: file, text })),
    readInstall: () => installOf(version),
    readUpgrades: () =>
      versions.slice(1).map((to, index) => {
        const from = versions[index] ?? "";
        return { from, to, text: upgradeOf(from, to) };
      }),
    readUninstall: () => UNINSTALL,
    readEnvExample: () => "# Which?\nREFRESH_DASHBOARD_PROJECT_URL=http://kong:8000\n",
  };
}

export interface Called {
  exitCode: number;
  stdout: string;
  stderr: string;
  /** Where --json was given. */
  json: {
    ok: boolean;
    error?: { code: string; message: string; detail: string; hint: string };
    [key: string]: unknown;
  };
}

/** Runs the command line; the database does not answer unless `query` does. */
export async function call(
  cwd: string,
  words: string[],
  options: Partial<ProgramDeps> & { query?: Query } = {},
): Promise<Called> {
  const written = { stdout: "", stderr: "" };
  const { query, ...deps } = options;
  const exitCode = await runProgram(words, COMMANDS, {
    cwd,
    env: {},
    now: () => NOW,
    monotonic: () => performance.now(),
    sleep: async () => {},
    terminal: { columns: null, isScreen: false, showsProgress: false, hasColor: false },
    fetch: async () => {
      throw new TypeError("nobody answers");
    },
    progress: (line) => {
      written.stderr += `${line}\n`;
    },
    ask: async () => null,
    assets: assetsOf(),
    runSupabase: async () => {
      throw new Error("no test here runs the Supabase CLI");
    },
    connect: async () => ({
      query: query ?? unreachable,
      transaction: async (_end, work) => work(query ?? unreachable),
      cancel: () => {},
      end: async () => {},
    }),
    signal: new AbortController().signal,
    writeOut: (text) => {
      written.stdout += text;
    },
    writeErr: (text) => {
      written.stderr += text;
    },
    ...deps,
  });
  return {
    exitCode,
    ...written,
    json: words.includes("--json") ? JSON.parse(written.stdout) : { ok: false },
  };
}

async function unreachable(): Promise<never> {
  throw new CliError("database_unreachable", "nobody answers", { exitCode: 3 });
}

/** A database that has this version, and has applied these migrations. */
export function databaseOf(version: string | null, applied: string[] | null): Query {
  return async (sql) => {
    if (sql.includes("to_regprocedure")) return [{ is_there: version !== null }];
    if (sql.includes("dashboard_refresh.version()")) return [{ version }];
    if (sql.includes("to_regclass")) return [{ is_there: applied !== null }];
    return (applied ?? []).map((stamp) => ({ version: stamp }));
  };
}
