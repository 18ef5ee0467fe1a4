// From the words of the command line to a command, its result, and an exit code.
import { CommanderError, Command as Program } from "commander";
import type { z } from "zod";
import { COMMON, COMMON_OPTIONS, type Command } from "./command.ts";
import type { Deps } from "./deps.ts";
import { CliError, EXIT } from "./terminal/errors.ts";
import { type Printing, printFailure, printOutcome } from "./terminal/print-outcome.ts";

const HELP_OPTION = ["-h, --help", "print this help"] as const;
const HELP = `
Exit codes: 0 done, 1 refused or failed, 2 wrong use, 3 could not tell, 130 interrupted.`;

export interface ProgramDeps extends Deps {
  writeOut(text: string): void;
  writeErr(text: string): void;
}

/** `words` are those after the program's name. Answers the exit code; throws nothing. */
export async function runProgram(words: string[], commands: Command[], deps: ProgramDeps): Promise<number> {
  const printing: Printing = {
    command: null,
    // Known before anything is parsed: a wrong use is told as JSON too.
    isJson: words.includes("--json"),
    isDryRun: words.includes("--dry-run"),
    writeOut: deps.writeOut,
    writeErr: deps.writeErr,
  };
  try {
    const called = parse(words, commands, deps);
    if (called === null) return EXIT.done;
    const { command, given } = called;
    printing.command = command.name;
    printOutcome(await command.run(deps, readInput(command, given)), printing);
    return EXIT.done;
  } catch (error) {
    return printFailure(error, printing);
  }
}

interface Called {
  command: Command;
  given: Record<string, unknown>;
}

/** Null where help or the version was asked for, which are written here. */
function parse(words: string[], commands: Command[], deps: ProgramDeps): Called | null {
  let called: Called | null = null;
  const program = new Program("refresh-dashboard")
    .description("Keeps materialized views on Supabase fresh.")
    .version(deps.assets.version, "--version", "print the version of this package")
    .helpOption(...HELP_OPTION)
    .helpCommand(false)
    .addHelpText("after", HELP);
  settle(program, deps);
  for (const command of commands) {
    const sub = program
      .command(command.name)
      .summary(command.summary)
      .helpOption(...HELP_OPTION);
    sub.description(
      command.description ?? `${command.summary[0]?.toUpperCase()}${command.summary.slice(1)}.`,
    );
    settle(sub, deps);
    for (const { name, summary, isOptional } of command.arguments)
      sub.argument(isOptional ? `[${name}]` : `<${name}>`, summary);
    for (const { flags, summary, isRepeatable } of [...command.options, ...COMMON_OPTIONS]) {
      if (isRepeatable) sub.option(flags, summary, (value: string, all: string[] = []) => [...all, value]);
      else sub.option(flags, summary);
    }
    sub.action(() => {
      const names = command.arguments.map(({ name }) => name.toLowerCase());
      const values = Object.fromEntries(names.map((name, index) => [name, sub.args[index]]));
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
    const command = commands.find(({ name }) => words.includes(name));
    throw usageError(message, command);
  }
  return called;
}

/** Wrong use is an error of ours, and said in one place. */
function settle(program: Program, { writeOut }: ProgramDeps): void {
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

function usageError(message: string, command: Command | undefined): CliError {
  const help = ["npx refresh-dashboard", command?.name, "--help"]
    .filter((word) => word !== undefined)
    .join(" ");
  return new CliError("usage", message, { hint: help, exitCode: EXIT.usage });
}
