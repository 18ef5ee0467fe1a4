// A command that asks the dashboard: it takes the options of the connection, and says over which way it went.
import { z } from "zod";
import { type Command, type Common, defineCommand } from "../command.ts";
import type { Deps } from "../deps.ts";
import { CliError } from "../terminal/errors.ts";
import { NOTHING, type Outcome } from "../terminal/outcome.ts";
import type { Backend } from "./backend.ts";
import { CONNECTION, CONNECTION_OPTIONS, type ConnectionInput, viaOf, withBackend } from "./with-backend.ts";

export type VerbInput<Shape extends z.ZodRawShape> = z.output<z.ZodObject<Shape>> & ConnectionInput & Common;

type Verb<Shape extends z.ZodRawShape> = Omit<Command, "input" | "run" | "options"> & {
  options?: Command["options"];
  input: Shape;
  /** What is left out of the outcome is nothing. */
  run(backend: Backend, input: VerbInput<Shape>, deps: Deps): Promise<Partial<Outcome>>;
};

export function defineVerb<Shape extends z.ZodRawShape>({
  options = [],
  input,
  run,
  ...verb
}: Verb<Shape>): Command {
  return defineCommand({
    ...verb,
    options: [...options, ...CONNECTION_OPTIONS],
    input: z.object({ ...input, ...CONNECTION }),
    run: (deps, given) =>
      withBackend(deps, given as never, async (backend) => {
        try {
          const outcome = await run(backend, given as never, deps);
          tell(backend, deps);
          return { ...NOTHING, ...outcome, via: viaOf(backend) };
        } catch (error) {
          if (error instanceof CliError) error.partly.via = viaOf(backend);
          throw error;
        }
      }),
  });
}

/** On stderr: which way is no part of the result. The usual one is told of only where somebody watches. */
function tell({ kind, source }: Backend, { progress, terminal }: Deps): void {
  if (kind === "sql") progress(`Over SQL: ${source}.`);
  else if (terminal.showsProgress) progress(`Over HTTP: ${source}.`);
}

/** Of the verbs that only read. */
export const READS = { without: ["--dry-run", "--yes"] as const };

/** The one managed view where none is given. */
export const VIEW_ARGUMENT = {
  name: "VIEW",
  summary: "its name as in SQL; may be left out where one view is managed",
  isOptional: true,
};

export const view = z.string().min(1, "is empty").optional();

/** How many rows of a list: no more than the contract allows. */
export const limit = z
  .string()
  .regex(/^([1-9]\d?|1\d\d|200)$/, "is no number from 1 to 200")
  .default("20");
