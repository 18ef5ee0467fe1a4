// refresh-dashboard cancel [RUN]: stops a run, and says so only once it has stopped.
import { z } from "zod";
import type { Run } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import type { Backend } from "../../connection/backend.ts";
import { span } from "../../connection/times.ts";
import { defineVerb } from "../../connection/verb.ts";
import { secondsWords } from "../../show/words.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { Json } from "../../terminal/outcome.ts";

const DELAY_MS = 500;

export const cancel = defineVerb({
  name: "cancel",
  summary: "stop a run",
  description:
    "Stops a run that is queued or running. It counts as no failure, and the schedule goes on; pause ends that.\n\n" +
    "The exit code is 4 when the run has not let go in time: it is cancelled as soon as it does.",
  examples: ["cancel public.mv_sales --reason 'the import first'"],
  arguments: [
    {
      name: "RUN",
      summary:
        "the run's id, or a view whose present run is meant; may be left out where one view is managed",
      isOptional: true,
    },
  ],
  options: [
    { flags: "--reason <text>", summary: "kept with the run, for people" },
    { flags: "--timeout <span>", summary: "how long to wait until it has stopped; 30s by default" },
  ],
  input: {
    run: z.string().min(1, "is empty").optional(),
    reason: z.string().min(1, "is empty").optional(),
    timeout: span.prefault("30s"),
  },
  without: ["--dry-run", "--yes"],
  run: async (backend, given, deps) => {
    const id = await findRun(backend, given.run);
    if (id === null) {
      const done = [
        `no run${given.run ? ` of ${given.run}` : ""} is queued or running: nothing was cancelled`,
      ];
      return { done, data: null };
    }
    const endMs = deps.monotonic() + given.timeout * 1000;
    for (;;) {
      const { status, data: run } = await backend.call("cancel", { id, reason: given.reason });
      if (status === 200) return { done: [`${run.view}: run ${id} is cancelled`], data: run as Json };
      if (deps.monotonic() >= endMs) throw notYet(run, given.timeout);
      await deps.sleep(DELAY_MS, deps.signal);
      deps.signal.throwIfAborted();
    }
  },
});

/** The run that works, else the one that waits longest. */
async function findRun(backend: Backend, word: string | undefined): Promise<string | null> {
  if (word !== undefined && z.guid().safeParse(word).success) return word;
  const { data } = await backend.call("status", { view: word, runs: 20 });
  const waiting = data.last_runs.filter(({ status }) => status === "queued");
  return data.refreshing?.run_id ?? waiting.at(-1)?.id ?? null;
}

const notYet = (run: Run, timeoutSeconds: number): CliError =>
  new CliError(
    "still_running",
    `the run of ${run.view} has not let go within ${secondsWords(timeoutSeconds)}: it is cancelled when it does`,
    { hint: `npx refresh-dashboard run ${run.id}`, exitCode: EXIT.waiting, partly: { data: run as Json } },
  );
