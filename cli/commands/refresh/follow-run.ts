// Waits for the end of a run by asking again and again, later and later; what may pass by itself meanwhile is passed over.

import type { Run } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import type { Backend } from "../../connection/backend.ts";
import { mayPassBySql } from "../../connection/translate-problem.ts";
import type { Deps } from "../../deps.ts";
import { statusOf } from "../../show/runs.ts";
import { secondsWords } from "../../show/words.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { Json } from "../../terminal/outcome.ts";

const FIRST_DELAY_MS = 150;
const LONGEST_DELAY_MS = 2_000;

export interface Patience {
  /** By the monotonic clock. */
  startMs: number;
  timeoutMs: number;
}

/** The run, final. Throws `still_running` when the time is up, and what interrupted it: the run goes on. */
export async function followRun(
  backend: Backend,
  first: Run,
  { startMs, timeoutMs }: Patience,
  deps: Deps,
): Promise<Run> {
  let run = first;
  for (
    let delayMs = FIRST_DELAY_MS;
    run.status === "queued";
    delayMs = Math.min(delayMs * 1.5, LONGEST_DELAY_MS)
  ) {
    const leftMs = startMs + timeoutMs - deps.monotonic();
    if (leftMs <= 0) throw leave(backend, run, timeoutMs);
    await deps.sleep(Math.min(delayMs, leftMs), deps.signal);
    if (deps.signal.aborted) throw interruptedAt(backend, run, deps.signal.reason);
    try {
      run = (await backend.call("run", { id: run.id })).data;
    } catch (error) {
      if (deps.signal.aborted) throw interruptedAt(backend, run, deps.signal.reason);
      if (!mayPassBySql(error)) throw error;
    }
    if (deps.terminal.showsProgress)
      deps.progress(`${run.view}: ${statusOf(run)}, ${secondsWords((deps.monotonic() - startMs) / 1000)}`);
  }
  return run;
}

const askLater = ({ id }: Run): string => `npx refresh-dashboard run ${id}`;

function leave(backend: Backend, run: Run, timeoutMs: number): CliError {
  backend.leave();
  return new CliError(
    "still_running",
    `the run of ${run.view} is not over after ${secondsWords(timeoutMs / 1000)}, and goes on`,
    {
      hint: askLater(run),
      exitCode: EXIT.waiting,
      partly: { data: run as Json },
    },
  );
}

function interruptedAt(backend: Backend, run: Run, reason: unknown): unknown {
  if (!(reason instanceof CliError)) return reason;
  backend.leave();
  return new CliError(reason.code, `${reason.message}; the run of ${run.view} goes on`, {
    hint: askLater(run),
    exitCode: reason.exitCode,
    partly: { data: run as Json },
  });
}
