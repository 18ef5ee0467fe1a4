// POST /refresh of a view that has to be as fresh as a time: without a refresh where it is, otherwise with one that is
// waited for.

import type { FreshAsOf, RequestedAsOf, Run } from "../contract/answers.ts";
import type { Deps } from "../deps.ts";
import { within } from "../runtime/sleep.ts";
import type { Handler } from "./endpoint.ts";
import { finishRun } from "./finish-run.ts";
import { withRetryTime } from "./suspended.ts";
import { unsuccessful } from "./unsuccessful.ts";

/** How many runs are waited for: a view that reads another one may need that one's first. */
const MOST_RUNS = 3;

/**
 * Makes the handler.
 *
 * @returns a handler that answers 200 once the view is known to be as fresh as `as_of`, 202 with the run that goes on
 *   after `wait_seconds`, counted from the call's arrival.
 */
export function createRefreshAsOfHandler(deps: Deps): Handler<"refreshAsOf"> {
  const { database, monotonic, sleep } = deps;
  return async ({ caller, body: { view, as_of, wait_seconds }, arrivedAtMs, log }) => {
    const waitMs = wait_seconds * 1000;
    const ask = () =>
      database
        .requestAsOf(view, as_of, caller.name)
        .catch(async (error: unknown) => Promise.reject(await withRetryTime(error, view, deps)));
    let asked = await ask();
    let done: Run | null = null;
    for (let runs = 0; !asked.is_fresh && asked.run && runs < MOST_RUNS; runs += 1) {
      const work = finishRun(asked.run.id, deps, log, waitMs);
      const finished = await within(work, waitMs - (monotonic() - arrivedAtMs), sleep);
      if (!finished || finished.status === "queued") break;
      if (finished.status !== "succeeded") throw unsuccessful(finished);
      done = finished;
      asked = await ask();
    }
    return { status: asked.is_fresh ? 200 : 202, body: answerOf(asked, done) };
  };
}

const answerOf = ({ view, fresh_as_of, run }: RequestedAsOf, done: Run | null): FreshAsOf => ({
  view,
  fresh_as_of,
  run: run ?? done,
});
