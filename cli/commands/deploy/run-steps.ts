// Steps one after another. Each is told before it is done; when one fails, what was done is told, what was not, and how to
// go on.
import type { Deps } from "../../deps.ts";
import { CliError } from "../../terminal/errors.ts";
import { hearInterrupts } from "../../terminal/hear-interrupts.ts";
import type { Outcome } from "../../terminal/outcome.ts";

export interface Step {
  /** What it is about to do: "push the migrations". */
  title: string;
  /** Adds to the outcome what it did. */
  run(outcome: Outcome): Promise<void>;
}

/** `again` is the command that goes on after a failure. */
export async function runSteps(
  deps: Pick<Deps, "progress" | "signal">,
  steps: Step[],
  again: string,
): Promise<Outcome> {
  const outcome: Outcome = { done: [], next: [], files: [], commands: [] };
  for (const [index, step] of steps.entries()) {
    let hasBegun = false;
    try {
      await hearInterrupts(deps.signal);
      hasBegun = true;
      deps.progress(`${index + 1}/${steps.length} ${step.title}`);
      await step.run(outcome);
    } catch (error) {
      const left = steps.slice(index).map(({ title }) => title);
      const notDone = left.map((title, place) =>
        hasBegun && place === 0 ? `Not finished: ${title}.` : `Not done: ${title}.`,
      );
      throw withProgress(interruptOf(deps.signal) ?? error, outcome, notDone, again);
    }
  }
  return outcome;
}

/** What was cut short fails with an error of its own, which says less. */
function interruptOf(signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : undefined;
}

function withProgress(error: unknown, outcome: Outcome, notDone: string[], again: string): unknown {
  if (!(error instanceof CliError)) return error;
  const { message, detail, hint, exitCode, cause } = error;
  return new CliError(error.code, message, {
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    exitCode,
    cause,
    partly: { ...outcome, done: [...outcome.done, ...notDone], next: [again] },
  });
}
