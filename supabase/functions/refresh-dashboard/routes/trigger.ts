// POST /refresh from the database, signed. Answers at once, because pg_net holds its whole batch, and vacuum with it,
// until the slowest answer is there; the refresh goes on in the background.

import { invalidSignature } from "../auth/verify-trigger.ts";
import type { Deps } from "../deps.ts";
import { Problem } from "../request/problem.ts";
import type { Handler } from "./endpoint.ts";
import { finishRun } from "./finish-run.ts";

/**
 * Makes the handler of triggers.
 *
 * @returns a handler that answers 202 `{ accepted, run_id }` without asking the database anything.
 */
export function createTriggerHandler(deps: Deps): Handler<"trigger"> {
  return async ({ caller, body: { run_id, view } }) => {
    if (run_id !== caller.id) throw invalidSignature();
    if (!deps.acceptOnce(caller.id, caller.expiresAtMs)) {
      throw new Problem("trigger_replayed", "This trigger was accepted before.", {
        hint: "Nothing is lost: the first one is at work or done.",
      });
    }
    deps.log("info", "trigger_accepted", { run_id, view });
    finishRun(run_id, deps);
    return Response.json({ accepted: true, run_id }, { status: 202 });
  };
}
