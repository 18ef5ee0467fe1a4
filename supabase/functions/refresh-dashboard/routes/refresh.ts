// POST /refresh by an administrator: asks for a refresh and waits for it, as long as the caller likes.

import type { Run } from "../contract/answers.ts";
import type { Deps } from "../deps.ts";
import { Problem } from "../request/problem.ts";
import { within } from "../runtime/sleep.ts";
import type { Handler } from "./endpoint.ts";
import { finishRun } from "./finish-run.ts";

/** How long a last look at the run may delay the 202, in milliseconds. */
const LAST_LOOK_MS = 300;

/**
 * Makes the handler of refreshes asked for with a secret key.
 *
 * @returns a handler that answers 200 with the finished run, or 202 with the run still going after `wait_seconds`,
 *   counted from the call's arrival. `refresh_failed` and `refresh_lost` carry the run.
 */
export function createRefreshHandler(deps: Deps): Handler<"refresh"> {
  return async ({ body: { view, force = false, wait_seconds }, arrivedAtMs }) => {
    const requested = await deps.database.requestRefresh(view, force);
    const waitMs = wait_seconds * 1000;
    const work = finishRun(requested.id, deps, waitMs);
    const finished = await within(work, waitMs - (deps.now() - arrivedAtMs), deps.sleep);
    if (finished || waitMs === 0) return answer(finished ?? requested);
    const seen = await within(deps.database.readRun(requested.id), LAST_LOOK_MS, deps.sleep).catch(
      () => null,
    );
    return answer(seen ?? requested);
  };
}

function answer(run: Run): Response {
  switch (run.status) {
    case "succeeded":
      return Response.json(run, { status: 200 });
    case "queued":
      return Response.json(run, { status: 202 });
    case "failed":
    case "lost":
      throw new Problem(`refresh_${run.status}`, run.error?.message ?? "The refresh did not succeed.", {
        hint: run.error?.hint ?? null,
        members: { run },
      });
  }
}
