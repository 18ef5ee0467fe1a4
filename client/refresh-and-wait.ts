// Asks for a refresh and follows the run to its end: where the function answers 202, the run is read again and again.

import type { Run } from "../supabase/functions/refresh-dashboard/contract/answers.ts";
import { RefreshDashboardError } from "./error.ts";
import { failureOf } from "./read-answer.ts";
import type { Sleep } from "./sleep.ts";
import type { AnswerTo, Calls, Failure, InputOf, ResultOf } from "./types.ts";
import { withTimeout } from "./with-timeout.ts";

/** How long is waited by default, in milliseconds. */
const DEADLINE_MS = 10 * 60_000;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 5_000;
/** How long the function waits unless told otherwise, in seconds. */
const USUAL_WAIT_SECONDS = 30;
/** So much earlier than the deadline the function is to answer, so that the run is known by then. */
const MARGIN_MS = 1_000;
/** What may pass by itself while a run goes on. */
const PASSING = ["unreachable", "unexpected_answer", "database_unavailable", "timed_out"];

export type Wait = {
  /** Gives the waiting up. The run goes on. */
  signal?: AbortSignal | undefined;
  /** How long to wait altogether, in milliseconds; ten minutes by default. */
  deadlineMs?: number | undefined;
  /** Hears of the run each time that it is seen unfinished. */
  onRun?: ((run: Run) => void) | undefined;
};

type Deps = Pick<Calls, "refresh" | "run"> & {
  now: () => number;
  sleep: Sleep;
  /** No call may ask the function to wait longer, in seconds. */
  longestWaitSeconds: number;
};

/**
 * Refreshes a view and waits for the end of the run.
 *
 * @returns the run that succeeded; or an error: what `refresh` answers, `refresh_failed` and `refresh_lost` with the run
 *   in `problem.run`, `timed_out` and `aborted` with the run as it was last seen, if it was.
 */
export async function refreshAndWait(
  input: InputOf<"refresh">,
  { signal: outer, deadlineMs = DEADLINE_MS, onRun }: Wait,
  deps: Deps,
): Promise<ResultOf<"refresh">> {
  const limit = withTimeout(deadlineMs, outer);
  const end = deps.now() + deadlineMs;
  const left = () => end - deps.now();
  try {
    const wait_seconds = Math.min(
      input.wait_seconds ?? USUAL_WAIT_SECONDS,
      deps.longestWaitSeconds,
      Math.max(0, (deadlineMs - MARGIN_MS) / 1000),
    );
    const asked = await deps.refresh({ ...input, wait_seconds }, { signal: limit.signal });
    if (asked.error !== null) return limit.timedOut() ? failureOf(tooLate(null, deadlineMs)) : asked;
    if (asked.status === 200) return asked;
    return await follow(asked.data, limit.signal);
  } finally {
    limit.stop();
  }

  async function follow(queued: Run, signal: AbortSignal): Promise<ResultOf<"refresh">> {
    let run = queued;
    const cut = () => failureOf(outer?.aborted ? givenUp(run) : tooLate(run, deadlineMs));
    for (let delayMs = FIRST_DELAY_MS; ; ) {
      onRun?.(run);
      if (left() <= 0) return cut();
      await deps.sleep(Math.min(delayMs, left()), signal);
      if (signal.aborted) return cut();
      const seen = await deps.run({ id: run.id }, { signal });
      if (seen.error === null) {
        run = seen.data;
        if (run.status !== "queued") return endOf(run, seen);
      } else if (signal.aborted) {
        return cut();
      } else if (!PASSING.includes(seen.error.code)) {
        return seen;
      }
      delayMs = Math.max(Math.min(delayMs * 2, LONGEST_DELAY_MS), (seen.retry_after_seconds ?? 0) * 1000);
    }
  }
}

/** The end of a run as `refresh` itself would have answered it. */
function endOf(run: Run, seen: AnswerTo<"run">): ResultOf<"refresh"> {
  if (run.status === "succeeded") return seen;
  const isLost = run.status === "lost";
  return withRun(
    isLost ? "refresh_lost" : "refresh_failed",
    run.error?.message ?? `The run is ${run.status}.`,
    run,
    {
      status: !isLost && run.error?.kind === "lasting" ? 422 : 503,
      hint: run.error?.hint ?? null,
      request_id: seen.request_id,
    },
  );
}

const withRun = (
  code: string,
  detail: string,
  run: Run,
  details: { status?: number; hint: string | null; request_id?: string | null },
): Failure => failureOf(new RefreshDashboardError(code, detail, { ...details, problem: { run } }));

const tooLate = (run: Run | null, deadlineMs: number) =>
  new RefreshDashboardError("timed_out", `The run is not over after ${deadlineMs / 1000} s.`, {
    hint: run ? `It goes on: ask for run ${run.id} later.` : "It may have been begun: status and runs tell.",
    problem: run && { run },
  });

const givenUp = (run: Run) =>
  new RefreshDashboardError("aborted", "The waiting was given up.", {
    hint: `The run goes on: ask for run ${run.id} later.`,
    problem: { run },
  });
