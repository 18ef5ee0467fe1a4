// Brings a run to its end. While the view is busy with another run it asks again, later and later, holding no database
// connection in between. When a call breaks, the outcome is unknown, never "failed": the ledger is read to find out.

import type { Run } from "../contract/answers.ts";
import type { Sleep } from "../runtime/sleep.ts";
import type { Database } from "./database.ts";
import { outcomeIsUnknown } from "./database-error.ts";

/** How long the function goes on asking, in milliseconds; then the watchdog takes over (it runs every minute). */
export const RUN_BUDGET_MS = 55_000;

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 1_000;
// Calls that break tend to break again at the same place, after the database did the work and threw it away.
const MAX_BROKEN_CALLS = 3;

export type WaitDeps = Pick<Database, "runRefresh" | "readRun"> & { monotonic: () => number; sleep: Sleep };

/**
 * Runs a run to its end, or until the budget is spent.
 *
 * @param runId a run that is in the ledger.
 * @param budgetMs no call is begun later than this, in milliseconds, but one read after a call that broke.
 * @returns the run: final, or still `queued` when the budget is spent.
 * @throws Problem what the database raises (`unknown_run`), or `database_unavailable` after three broken calls or when
 *   the budget is spent without the state being known.
 */
export async function waitForRun(runId: string, deps: WaitDeps, budgetMs = RUN_BUDGET_MS): Promise<Run> {
  const deadline = deps.monotonic() + budgetMs;
  let brokenCalls = 0;
  let ask: "runRefresh" | "readRun" = "runRefresh";

  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    const outOfTime = () => deps.monotonic() + delayMs > deadline;
    try {
      const run: Run = await deps[ask](runId);
      if (run.status !== "queued" || outOfTime()) return run;
      // Found running after a broken call: our own work may still be under way in the database, so only watch it.
      ask = ask === "readRun" && run.running ? "readRun" : "runRefresh";
    } catch (error) {
      if (!outcomeIsUnknown(error)) throw error;
      if (ask === "runRefresh" && ++brokenCalls >= MAX_BROKEN_CALLS) throw error;
      if (ask === "readRun" && outOfTime()) throw error;
      ask = "readRun";
    }
    await deps.sleep(delayMs);
  }
}
