// A stranger's Supabase project, in a folder outside of this repository: nothing of it is found from there.
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findRepository } from "../../../stack/index.ts";
import { strangersEnvironment } from "./environment.ts";
import type { Tarball } from "./package.ts";
import { type Ran, runProgram } from "./run-program.ts";

export interface Consumer {
  dir: string;
  install(tarball: Tarball): void;
  /** npx refresh-dashboard with these words. */
  npx(words: string[], env?: Record<string, string>): Promise<Ran>;
  /** The program itself, so that signals reach it and no other. `nodeOptions` go before it. */
  run(words: string[], nodeOptions?: string[], env?: Record<string, string>): Promise<Ran>;
  node(script: string): Promise<Ran>;
  /** The real Supabase CLI. */
  supabase(words: string[]): Promise<Ran>;
  /** Every file of supabase/, but for what the CLI keeps there. Migrations of this second have no stamp of their own. */
  files(): Record<string, string>;
  remove(): void;
}

/** Made by `supabase init`, which names it after its folder: all are called the same. */
export async function makeConsumer(
  parent = mkdtempSync(path.join(tmpdir(), "consumer-")),
): Promise<Consumer> {
  const dir = path.join(parent, "project");
  const tools = mkdtempSync(path.join(tmpdir(), "consumer-tools-"));
  // Alone of the repository's programs: the rest has to come with the package.
  symlinkSync(path.join(findRepository(), "node_modules/.bin/supabase"), path.join(tools, "supabase"));
  const environment = strangersEnvironment(tools);
  const bin = path.join(dir, "node_modules/.bin/refresh-dashboard");
  const start = (command: string, words: string[], env: Record<string, string> = {}) =>
    runProgram(command, words, dir, { ...environment, ...env });
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, "package.json"), '{ "name": "stranger", "private": true }\n');
  const consumer: Consumer = {
    dir,
    install: ({ file }) => {
      execFileSync(
        "npm",
        ["install", "--save-dev", "--prefer-offline", "--no-audit", "--no-fund", "--silent", file],
        { cwd: dir, env: environment, stdio: "pipe" },
      );
    },
    npx: (words, env) => start("npx", ["--no-install", "refresh-dashboard", ...words], env),
    run: (words, nodeOptions = [], env = {}) => start(process.execPath, [...nodeOptions, bin, ...words], env),
    node: (script) => start(process.execPath, ["--input-type=module", "--eval", script]),
    supabase: (words) => start("supabase", words),
    files: () => readProject(dir),
    remove: () => {
      for (const each of [parent, tools]) rmSync(each, { recursive: true, force: true });
    },
  };
  const made = await consumer.supabase(["init"]);
  if (made.code !== 0) throw new Error(`supabase init ended with ${made.code}: ${made.stdout}${made.stderr}`);
  return consumer;
}

function readProject(dir: string): Record<string, string> {
  const root = path.join(dir, "supabase");
  const files = existsSync(root)
    ? readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
        .filter((file) => !file.startsWith(".temp"))
    : [];
  const unstamped = (text: string) => text.replace(/\d{14}(?=_refresh_dashboard_)/g, "STAMP");
  return Object.fromEntries(
    files.sort().map((file) => [unstamped(file), unstamped(readFileSync(path.join(root, file), "utf8"))]),
  );
}
