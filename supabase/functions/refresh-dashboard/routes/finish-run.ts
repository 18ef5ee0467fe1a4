// Starts the work on a run and logs its end, whether or not anybody still waits for it.

import type { Run } from "../contract/answers.ts";
import { RUN_BUDGET_MS, waitForRun } from "../database/wait-for-run.ts";
import type { Deps } from "../deps.ts";

/**
 * Works on a run in the background.
 *
 * @param runId the run.
 * @param waitMs how long the caller wants to wait, in milliseconds: the work goes on for at least that long.
 * @returns the work, for a caller who waits. Its failure is logged in any case, so it need not be awaited.
 */
export function finishRun(runId: string, deps: Deps, waitMs = 0): Promise<Run> {
  const { database, now, sleep } = deps;
  const budgetMs = Math.max(RUN_BUDGET_MS, waitMs);
  const work = waitForRun(
    runId,
    { runRefresh: database.runRefresh, readRun: database.readRun, now, sleep },
    budgetMs,
  );
  const noted = work.then((run) => {
    const { id, view, trigger, status, duration_ms } = run;
    const event = status === "queued" ? "run_left_to_watchdog" : "run_ended";
    deps.log(status === "succeeded" ? "info" : "warn", event, {
      run_id: id,
      view,
      trigger,
      status,
      duration_ms,
    });
  });
  deps.background(noted, { run_id: runId });
  return work;
}
