// POST /refresh from the database, signed. Answers at once, because pg_net holds its whole batch, and vacuum with it,
// until the slowest answer is there; the refresh goes on in the background.

import type { Deps, Handler } from "../deps.ts";
import { parseRequest } from "../parse-request.ts";
import { Problem } from "../problem.ts";
import { parseJson, readBody } from "../read-body.ts";
import { TriggerRequest } from "../schemas.ts";
import { invalidSignature } from "../verify-trigger.ts";
import { finishRun } from "./finish-run.ts";

/**
 * Makes the handler of triggers.
 *
 * @returns a handler that answers 202 `{ accepted, run_id }` without asking the database anything.
 */
export function createTriggerHandler(deps: Deps): Handler {
  return async (request) => {
    try {
      const { runId, view } = await accept(request, deps);
      deps.log("info", "trigger_accepted", { run_id: runId, view });
      finishRun(runId, deps);
      return Response.json({ accepted: true, run_id: runId }, { status: 202 });
    } catch (error) {
      if (error instanceof Problem) deps.log("warn", "trigger_refused", { code: error.code });
      throw error;
    }
  };
}

async function accept(request: Request, deps: Deps): Promise<{ runId: string; view: string }> {
  const bytes = await readBody(request);
  const { id, expiresAtMs } = deps.verifyTrigger(request.headers, bytes);
  const body = parseRequest(TriggerRequest, parseJson(bytes, request.headers.get("content-type")));
  if (body.run_id !== id) throw invalidSignature();
  if (!deps.acceptOnce(id, expiresAtMs)) {
    throw new Problem("trigger_replayed", "This trigger was accepted before.", {
      hint: "Nothing is lost: the first one is at work or done.",
    });
  }
  return { runId: body.run_id, view: body.view };
}
