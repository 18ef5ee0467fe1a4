// The loop test: a signed ping through pg_cron, pg_net, the function and the database, followed until its end.
import type { Loop } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import type { Backend } from "../../connection/backend.ts";
import type { Deps } from "../../deps.ts";
import { showLoop } from "../../show/doctor.ts";
import { secondsWords } from "../../show/words.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { Json, Outcome } from "../../terminal/outcome.ts";

const DELAY_MS = 1_000;

export async function runLoop(backend: Backend, timeoutMs: number, deps: Deps): Promise<Partial<Outcome>> {
  const startMs = deps.monotonic();
  let { data: loop }: { data: Loop } = await backend.call("startLoop", {});
  deps.progress("A ping is under way; pg_cron sends it with the next minute.");
  while (loop.status === "running") {
    const elapsedMs = deps.monotonic() - startMs;
    if (elapsedMs >= timeoutMs) throw tooLong(loop, timeoutMs);
    await deps.sleep(Math.min(DELAY_MS, timeoutMs - elapsedMs), deps.signal);
    deps.signal.throwIfAborted();
    loop = (await backend.call("loop", { id: loop.id })).data;
  }
  const isBroken = loop.status === "broken";
  return {
    report: showLoop(loop, deps.terminal),
    data: loop as Json,
    exitCode: isBroken ? EXIT.failed : EXIT.done,
  };
}

function tooLong(loop: Loop, timeoutMs: number): CliError {
  const missing = loop.legs.find(({ at }) => at === null)?.name;
  return new CliError("still_running", `the loop is not closed after ${secondsWords(timeoutMs / 1000)}`, {
    detail: missing === undefined ? "All legs are there." : `The first leg that is missing: ${missing}.`,
    hint: "The database goes on waiting; the same command shows this loop while it does.",
    exitCode: EXIT.waiting,
    partly: { data: loop as Json },
  });
}
