// One command of the command line: what it is called, what it takes, what it does.
import { z } from "zod";
import type { Deps } from "./deps.ts";
import type { Outcome } from "./terminal/outcome.ts";

/** Given to every command. */
export const COMMON = z.object({
  workdir: z.string().min(1, "is empty").optional(),
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
  yes: z.boolean().default(false),
});

export type Common = z.output<typeof COMMON>;

const COMMON_OPTIONS: Option[] = [
  { flags: "--workdir <dir>", summary: "the project's folder, where it is not this one or one above it" },
  { flags: "--dry-run", summary: "print the files and commands, and do nothing" },
  { flags: "--json", summary: "print the result as one JSON document" },
  { flags: "--yes", summary: "do not ask" },
];

export interface Argument {
  /** As in the usage: VIEW. The input has it as `view`. */
  name: string;
  summary: string;
  isOptional?: boolean;
  /** The last one may be given several times; the input then is a list. */
  isRepeatable?: boolean;
  /** What it may be, where that is known: for completion. */
  choices?: readonly string[];
}

export interface Option {
  /** As commander has them: `--max-staleness <interval>` is `maxStaleness` in the input. */
  flags: string;
  summary: string;
  /** May be given several times; the input then is a list. */
  isRepeatable?: boolean;
}

export interface Command {
  name: string;
  /** One line, lower case, for the list of commands. */
  summary: string;
  /** More, for its own help. */
  description?: string;
  /** Whole command lines without the program's name, for its own help. */
  examples?: readonly string[];
  arguments: Argument[];
  options: Option[];
  /** Those of the common options that it does not have. */
  without?: readonly ("--dry-run" | "--yes")[];
  /** Arguments and options by name, without the common ones. An issue's message reads after the name of what it is about. */
  input: z.ZodObject;
  run(deps: Deps, input: Record<string, unknown> & Common): Promise<Outcome>;
}

/** A command by its name. What it needs is read when it is called: starting is to take no longer than it must. */
export interface CommandEntry {
  name: string;
  load(): Promise<Command>;
}

/** All that may be given to a command, its own options first. */
export const optionsOf = ({ options, without = [] }: Command): Option[] => [
  ...options,
  ...COMMON_OPTIONS.filter(({ flags }) => !without.some((flag) => flag === flags)),
];

/** Gives `run` the type of its input. */
export function defineCommand<Schema extends z.ZodObject>(
  command: Omit<Command, "input" | "run"> & {
    input: Schema;
    run(deps: Deps, input: z.output<Schema> & Common): Promise<Outcome>;
  },
): Command {
  return command as unknown as Command;
}
