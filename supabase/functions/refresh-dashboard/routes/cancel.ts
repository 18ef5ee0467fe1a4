// POST /runs/{id}/cancel: stops a run.

import type { Deps } from "../deps.ts";
import { Problem } from "../request/problem.ts";
import type { Handler } from "./endpoint.ts";

/**
 * Makes the handler.
 *
 * @returns a handler that answers 200 with the run that is `cancelled`, 202 while its session has not let go. The problem
 *   `run_finished` carries the run.
 */
export function createCancelHandler({ database }: Deps): Handler<"cancel"> {
  return async ({ caller, params: { id }, body: { reason } }) => {
    try {
      const run = await database.cancelRun(id, caller.name, reason);
      return { status: run.status === "cancelled" ? 200 : 202, body: run };
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "run_finished") throw error;
      const run = await database.readRun(id).catch(() => null);
      throw new Problem(error.code, error.message, { hint: error.hint, members: run ? { run } : {} });
    }
  };
}
