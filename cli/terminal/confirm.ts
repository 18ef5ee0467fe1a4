// Asks before something that cannot be taken back, or that reaches further than the command's name says.
import type { Deps } from "../deps.ts";
import { CliError } from "./errors.ts";

/** Goes on when the answer is yes, or --yes was given; throws otherwise, and where nobody can be asked. */
export async function confirm(deps: Deps, input: { yes: boolean }, question: string): Promise<void> {
  if (input.yes) return;
  const answer = await deps.ask(`${question} [y/N] `);
  if (answer === null) {
    throw new CliError("needs_confirmation", "this has to be confirmed, and there is no terminal to ask at", {
      detail: question,
      hint: "Look at it with --dry-run, then give --yes.",
    });
  }
  if (!/^(y|yes)$/i.test(answer.trim())) {
    throw new CliError("needs_confirmation", "not confirmed: nothing of this was done", { detail: question });
  }
}
