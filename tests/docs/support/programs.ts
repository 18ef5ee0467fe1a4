// What the programs that documents call can do, as they say themselves.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { COMMANDS } from "../../../cli/commands/index.ts";
import { openAssets } from "../../../cli/package/assets.ts";
import { runProgram } from "../../../cli/program.ts";
import { ROOT } from "./documents.ts";

const execute = promisify(execFile);

/** Programs of the system, whose options are not looked at. */
const SYSTEM = [
  "bash",
  "cat",
  "cd",
  "cp",
  "curl",
  "echo",
  "eval",
  "export",
  "git",
  "mkdir",
  "openssl",
  "psql",
  "rm",
  "sed",
];

const manifest: { scripts: Record<string, string> } = JSON.parse(
  readFileSync(path.join(ROOT, "package.json"), "utf8"),
);

/** Why a command cannot be run; null where it can. */
export async function findFault(words: string[]): Promise<string | null> {
  const [program = "", ...rest] = words;
  if (program === "npx") return findFault(rest);
  if (program === "npm") return findNpmFault(rest);
  if (program === "vitest") return findVitestFault(rest);
  if (program === "supabase") return findSupabaseFault(rest);
  if (program === "refresh-dashboard") return findOwnFault(rest);
  return SYSTEM.includes(program) ? null : `no such program: ${program}`;
}

function findNpmFault(words: string[]): string | null {
  const [verb = "", ...rest] = words;
  if (["ci", "init", "install", "pack", "publish"].includes(verb)) return null;
  const script = verb === "run" ? (rest.find((word) => !word.startsWith("-")) ?? "") : verb;
  if (!(script in manifest.scripts)) return `no such npm script: ${script}`;
  const [, command] = rest.slice(rest.indexOf("--"));
  return script === "stack" && command !== undefined ? findStackFault(command) : null;
}

function findStackFault(command: string): string | null {
  const usage = readFileSync(path.join(ROOT, "stack/main.ts"), "utf8");
  return new RegExp(`^  ${command} `, "m").test(usage) ? null : `no such command of the stack: ${command}`;
}

function findVitestFault(words: string[]): string | null {
  const projects = readFileSync(path.join(ROOT, "vitest.config.ts"), "utf8");
  const project = words[words.indexOf("--project") + 1];
  return words.includes("--project") && !projects.includes(`name: "${project}"`)
    ? `no such vitest project: ${project}`
    : null;
}

const helps = new Map<string, Promise<string>>();

/** What `--help` prints, asked once for each subcommand. */
function help(file: string, args: string[]): Promise<string> {
  const key = [file, ...args].join(" ");
  const known = helps.get(key);
  if (known) return known;
  const asked = execute(file, [...args, "--help"], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: "1" },
  }).then(
    ({ stdout, stderr }) => stdout + stderr,
    ({ stdout, stderr }) => String(stdout) + String(stderr),
  );
  helps.set(key, asked);
  return asked;
}

/** Down the subcommands as far as the words name any; then each option must be listed. */
async function findSupabaseFault(words: string[]): Promise<string | null> {
  const supabase = path.join(ROOT, "node_modules/.bin/supabase");
  const called: string[] = [];
  let text = await help(supabase, called);
  for (const word of words.filter((each) => !each.startsWith("-"))) {
    const listed = text.split(/^SUBCOMMANDS$/m)[1]?.split(/^\S/m)[0];
    if (listed === undefined) break;
    if (!new RegExp(`^  (?:[\\w-]+, )*${word}\\b`, "m").test(listed))
      return `no such command: supabase ${[...called, word].join(" ")}`;
    called.push(word);
    text = await help(supabase, called);
  }
  return findOptionFault(words, text, `supabase ${called.join(" ")}`);
}

async function findOwnFault(words: string[]): Promise<string | null> {
  const command = words.find((word) => !word.startsWith("-"));
  if (command === undefined) return findOptionFault(words, await ownHelp([]), "refresh-dashboard");
  if (!COMMANDS.some(({ name }) => name === command)) return `no such command: refresh-dashboard ${command}`;
  return findOptionFault(words, await ownHelp([command]), `refresh-dashboard ${command}`);
}

async function ownHelp(words: string[]): Promise<string> {
  let text = "";
  const writeOut = (part: string) => {
    text += part;
  };
  const none = () => Promise.reject(new Error("help needs nothing from outside"));
  await runProgram([...words, "--help"], COMMANDS, {
    cwd: ROOT,
    env: {},
    now: () => new Date(),
    monotonic: () => 0,
    sleep: none,
    terminal: { columns: null, isScreen: false, showsProgress: false, hasColor: false },
    fetch: none,
    progress: () => {},
    ask: none,
    assets: openAssets(),
    runSupabase: none,
    connect: none,
    signal: new AbortController().signal,
    writeOut,
    writeErr: writeOut,
  });
  return text;
}

function findOptionFault(words: string[], text: string, command: string): string | null {
  const options = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.split("=")[0] ?? "");
  const unknown = options.filter(
    (option) => !new RegExp(`(?:^|[\\s,])${option}(?=[\\s,=\\[]|$)`, "m").test(text),
  );
  return unknown.length > 0 ? `${command} has no option ${unknown.join(", ")}` : null;
}
