// From the words of the command line to a command, its result, and an exit code.
import { CommanderError, Command as Program } from "commander";
import type { z } from "zod";
import { COMMON, type Command, type CommandEntry, optionsOf } from "./command.ts";
import type { CommandWords, Deps } from "./deps.ts";
import { CliError, EXIT } from "./terminal/errors.ts";
import { type Printing, printFailure, printOutcome } from "./terminal/print-outcome.ts";

const HELP_OPTION = ["-h, --help", "print this help"] as const;
const HELP = `
Exit codes: 0 done, 1 known to be bad, refused or failed, 2 wrong use, 3 could not tell, 4 the wait ran out and the run
goes on, 130 interrupted.`;

export interface ProgramDeps extends Omit<Deps, "listCommands"> {
  writeErr(text: string): void;
}

/** `words` are those after the program's name. Answers the exit code; throws nothing. */
export async function runProgram(
  words: string[],
  commands: CommandEntry[],
  outside: ProgramDeps,
): Promise<number> {
  const deps = { ...outside, listCommands: async () => (await loadAll(commands)).map(wordsOf) };
  const printing: Printing = {
    command: null,
    // Known before anything is parsed: a wrong use is told as JSON too.
    isJson: words.includes("--json"),
    isDryRun: words.includes("--dry-run"),
    writeOut: deps.writeOut,
    writeErr: outside.writeErr,
  };
  try {
    const called = await parse(words, commands, deps);
    if (called === null) return EXIT.done;
    const { command, given } = called;
    printing.command = command.name;
    return printOutcome(await command.run(deps, readInput(command, given)), printing);
  } catch (error) {
    return printFailure(error, printing);
  }
}

interface Called {
  command: Command;
  given: Record<string, unknown>;
}

/** Null where help or the version was asked for, which are written here. */
async function parse(words: string[], commands: CommandEntry[], deps: Deps): Promise<Called | null> {
  let called: Called | null = null;
  const program = new Program("refresh-dashboard")
    .description("Keeps materialized views on Supabase fresh.")
    .version(deps.assets.version, "--version", "print the version of this package")
    .helpOption(...HELP_OPTION)
    .helpCommand(false)
    .addHelpText("after", HELP);
  settle(program, deps);
  // The others are known by their names alone, for what is nearly one of them. The list of all is for who asks for help.
  const named = commands.find(({ name }) => name === words.find((word) => !word.startsWith("-")));
  const isOne = named !== undefined || words.includes("--version");
  const loaded = isOne ? await loadAll(named === undefined ? [] : [named]) : await loadAll(commands);
  for (const { name } of commands) {
    const command = loaded.find((each) => each.name === name);
    const sub = program.command(name);
    settle(sub, deps);
    if (command === undefined) continue;
    describe(sub, command);
    sub.action(() => {
      const names = command.arguments.map(({ name }) => name.toLowerCase());
      const values = Object.fromEntries(names.map((name, index) => [name, sub.processedArgs[index]]));
      called = { command, given: { ...sub.opts(), ...values } };
    });
  }
  try {
    program.parse(words, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    // Without a command commander shows its help as an error, and has no message of its own.
    const message =
      error.code === "commander.help"
        ? "which command?"
        : error.message.replace(/^error: /, "").replaceAll("\n", " ");
    throw usageError(message, named);
  }
  return called;
}

const loadAll = (commands: CommandEntry[]): Promise<Command[]> =>
  Promise.all(commands.map(({ load }) => load()));

/** A command's arguments, options and help. */
function describe(sub: Program, command: Command): void {
  const { summary, description, examples = [] } = command;
  sub.summary(summary).helpOption(...HELP_OPTION);
  sub.description(description ?? `${summary[0]?.toUpperCase()}${summary.slice(1)}.`);
  for (const { name, summary, isOptional, isRepeatable } of command.arguments) {
    const word = isRepeatable ? `${name}...` : name;
    sub.argument(isOptional ? `[${word}]` : `<${word}>`, summary);
  }
  for (const { flags, summary, isRepeatable } of optionsOf(command)) {
    if (isRepeatable) sub.option(flags, summary, (value: string, all: string[] = []) => [...all, value]);
    else sub.option(flags, summary);
  }
  if (examples.length === 0) return;
  const lines = examples.map((words) => `  npx refresh-dashboard ${words}`);
  sub.addHelpText("after", `\nExample${lines.length > 1 ? "s" : ""}:\n${lines.join("\n")}`);
}

function wordsOf(command: Command): CommandWords {
  return {
    name: command.name,
    summary: command.summary,
    options: optionsOf(command).map(({ flags, summary }) => ({
      flag: flags.split(/[ ,]/)[0] ?? "",
      takesValue: flags.includes("<"),
      summary,
    })),
    choices: [...(command.arguments[0]?.choices ?? [])],
  };
}

/** Wrong use is an error of ours, and said in one place. */
function settle(program: Program, { writeOut }: Pick<Deps, "writeOut">): void {
  program
    .exitOverride()
    .allowExcessArguments(false)
    .configureOutput({ writeOut, writeErr: () => {}, outputError: () => {} });
}

function readInput(command: Command, given: Record<string, unknown>) {
  const { data, error } = command.input.extend(COMMON.shape).safeParse(given);
  if (error === undefined) return data as z.output<typeof COMMON> & Record<string, unknown>;
  const words = error.issues.map(({ path, message }) => `${wordOf(command, String(path[0]))} ${message}`);
  throw usageError(words.join("; "), command);
}

/** As it is written on the command line. */
function wordOf(command: Command, key: string): string {
  const argument = command.arguments.find(({ name }) => name.toLowerCase() === key);
  return argument?.name ?? `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function usageError(message: string, command: { name: string } | undefined): CliError {
  const help = ["npx refresh-dashboard", command?.name, "--help"]
    .filter((word) => word !== undefined)
    .join(" ");
  return new CliError("usage", message, { hint: help, exitCode: EXIT.usage });
}
