// POST /refresh from the database, signed. Answers at once, because pg_net holds its whole batch, and vacuum with it,
// until the slowest answer is there; the refresh goes on in the background.

import { invalidSignature } from "../auth/signature.ts";
import type { Deps } from "../deps.ts";
import { Problem } from "../request/problem.ts";
import { within } from "../runtime/sleep.ts";
import type { Handler } from "./endpoint.ts";
import { finishRun } from "./finish-run.ts";

/** How long the look at the run may delay the answer, in milliseconds: it is due within a second. */
const LOOK_MS = 500;

/**
 * Makes the handler of triggers.
 *
 * @returns a handler that answers 202 `{ accepted, run_id }`, also while the database does not; 409 `unknown_run` when
 *   the run is not in this project's database, which is how a copy of the database learns that it is one.
 */
export function createTriggerHandler(deps: Deps): Handler<"trigger"> {
  return async ({ caller, body: { run_id, view }, log }) => {
    if (run_id !== caller.id) throw invalidSignature();
    if (!deps.acceptOnce(caller.id, caller.expiresAtMs)) {
      throw new Problem("trigger_replayed", "This trigger was accepted before.", {
        hint: "Nothing is lost: the first one is at work or done.",
      });
    }
    await requireKnownRun(run_id, deps);
    log("info", "trigger_accepted", { run_id, view });
    finishRun(run_id, deps, log);
    return { status: 202, body: { accepted: true, run_id } };
  };
}

async function requireKnownRun(runId: string, { database, sleep }: Deps): Promise<void> {
  await within(database.readRun(runId), LOOK_MS, sleep).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "unknown_run") {
      throw new Problem("unknown_run", error.message, {
        status: 409,
        hint: "The trigger was sent by another database than the one that this function works for: a copy of it, or one restored to an earlier time. Or the view was unmanaged meanwhile.",
      });
    }
  });
}
