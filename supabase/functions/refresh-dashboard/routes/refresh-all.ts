// POST /refresh of all views: asks for their runs, answers at once and works through them in the background.

import type { Run } from "../contract/answers.ts";
import { waitForRun } from "../database/wait-for-run.ts";
import type { Deps } from "../deps.ts";
import { describeError, type Log, withFields } from "../runtime/log.ts";
import type { Handler } from "./endpoint.ts";

/** How long the function goes on, in milliseconds: less than an instance lives. What is left then is the watchdog's. */
const BUDGET_MS = 130_000;
/** How long one run may hold up those behind it, in milliseconds. */
const RUN_BUDGET_MS = 55_000;

/** Makes the handler: 202 `{ runs, skipped }`. */
export function createRefreshAllHandler(deps: Deps): Handler<"refreshAll"> {
  return async ({ caller, body: { force = false }, log }) => {
    const body = await deps.database.requestAll(force, caller.name);
    deps.background(workThrough(body.runs, deps, log), log);
    return { status: 202, body };
  };
}

// One after the other, in the order of dependencies: a view that reads another one is refreshed after it.
async function workThrough(runs: readonly Run[], deps: Deps, log: Log): Promise<void> {
  const { database, monotonic, sleep } = deps;
  const deadline = monotonic() + BUDGET_MS;
  for (const { id, view } of runs.filter(({ status }) => status === "queued")) {
    const logOfRun = withFields(log, { run_id: id, view });
    const leftMs = deadline - monotonic();
    if (leftMs <= 0) {
      logOfRun("warn", "run_left_to_watchdog");
      continue;
    }
    try {
      const waitDeps = { runRefresh: database.runRefresh, readRun: database.readRun, monotonic, sleep };
      const { status, trigger, duration_ms } = await waitForRun(
        id,
        waitDeps,
        Math.min(RUN_BUDGET_MS, leftMs),
      );
      const event = status === "queued" ? "run_left_to_watchdog" : "run_ended";
      logOfRun(status === "succeeded" ? "info" : "warn", event, { trigger, status, duration_ms });
    } catch (error) {
      // A branch that fails leaves the others.
      logOfRun("error", "background_failed", { error: describeError(error) });
    }
  }
}
