// Starts the work on a run and logs its end, whether or not anybody still waits for it.

import type { Run } from "../contract/answers.ts";
import { RUN_BUDGET_MS, waitForRun } from "../database/wait-for-run.ts";
import type { Deps } from "../deps.ts";
import { type Log, withFields } from "../runtime/log.ts";

/**
 * Works on a run in the background.
 *
 * @param runId the run.
 * @param log hears of its end.
 * @param waitMs how long the caller wants to wait, in milliseconds: the work goes on for at least that long.
 * @returns the work, for a caller who waits. Its failure is logged in any case, so it need not be awaited.
 */
export function finishRun(
  runId: string,
  { database, monotonic, sleep, background }: Deps,
  log: Log,
  waitMs = 0,
): Promise<Run> {
  const budgetMs = Math.max(RUN_BUDGET_MS, waitMs);
  const work = waitForRun(
    runId,
    { runRefresh: database.runRefresh, readRun: database.readRun, monotonic, sleep },
    budgetMs,
  );
  const logOfRun = withFields(log, { run_id: runId });
  const noted = work.then(({ view, trigger, status, duration_ms }) => {
    const event = status === "queued" ? "run_left_to_watchdog" : "run_ended";
    logOfRun(status === "succeeded" ? "info" : "warn", event, { view, trigger, status, duration_ms });
  });
  background(noted, logOfRun);
  return work;
}
