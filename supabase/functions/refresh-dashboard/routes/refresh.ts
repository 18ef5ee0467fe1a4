// POST /refresh by an administrator: asks for a refresh and waits for it, as long as the caller likes.

import type { Run } from "../contract/answers.ts";
import type { Deps } from "../deps.ts";
import { within } from "../runtime/sleep.ts";
import type { Handler } from "./endpoint.ts";
import { finishRun } from "./finish-run.ts";
import { withRetryTime } from "./suspended.ts";
import { unsuccessful } from "./unsuccessful.ts";

/** How long a last look at the run may delay the 202, in milliseconds. */
const LAST_LOOK_MS = 300;

/**
 * Makes the handler of refreshes asked for by a person or a program.
 *
 * @returns a handler that answers 200 with the finished run, or 202 with the run still going after `wait_seconds`,
 *   counted from the call's arrival. `refresh_failed` and `refresh_lost` carry the run.
 */
export function createRefreshHandler(deps: Deps): Handler<"refresh"> {
  return async ({ caller, body: { view, force = false, wait_seconds }, arrivedAtMs, log }) => {
    const requested = await deps.database
      .requestRefresh(view, force, caller.name)
      .catch(async (error: unknown) => Promise.reject(await withRetryTime(error, view, deps)));
    const waitMs = wait_seconds * 1000;
    const work = finishRun(requested.id, deps, log, waitMs);
    const finished = await within(work, waitMs - (deps.monotonic() - arrivedAtMs), deps.sleep);
    if (finished || waitMs === 0) return answer(finished ?? requested);
    const seen = await within(deps.database.readRun(requested.id), LAST_LOOK_MS, deps.sleep).catch(
      () => null,
    );
    return answer(seen ?? requested);
  };
}

function answer(run: Run): { status: 200 | 202; body: Run } {
  if (run.status === "succeeded") return { status: 200, body: run };
  if (run.status === "queued") return { status: 202, body: run };
  throw unsuccessful(run);
}
