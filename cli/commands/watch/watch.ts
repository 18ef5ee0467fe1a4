// refresh-dashboard watch: the views as they are, again and again, until Ctrl-C.
import type { Overview } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import type { Backend } from "../../connection/backend.ts";
import { readOverview } from "../../connection/read-overview.ts";
import { mayPassBySql } from "../../connection/translate-problem.ts";
import { defineVerb, READS } from "../../connection/verb.ts";
import type { Deps } from "../../deps.ts";
import { showViews } from "../../show/views.ts";
import { timeWords } from "../../show/words.ts";
import { CliError } from "../../terminal/errors.ts";
import { harmless, harmlessJson } from "../../terminal/harmless.ts";
import { READER_GONE } from "../../terminal/interrupts.ts";
import { renderText } from "../../terminal/table.ts";
import { describeEvent, eventsBetween } from "./watch-events.ts";

/** While a view is being refreshed. */
const BUSY_DELAY_MS = 2_000;
/** Where the server sets no pace. */
const USUAL_DELAY_S = 10;
const CLEAR = "\u001b[H\u001b[2J\u001b[3J";

export const watch = defineVerb({
  name: "watch",
  summary: "show the views as they change, until Ctrl-C",
  description:
    "Shows all views on one screen that is drawn anew as they change. Where the output is no terminal, it is a line for " +
    "each change; with --json each line is one JSON document.",
  examples: ["watch", "watch --json"],
  arguments: [],
  input: {},
  ...READS,
  run: async (backend, given, deps) => {
    let last: Overview | null = null;
    for (;;) {
      const seen: Overview | CliError = await look(backend, deps);
      if (deps.signal.aborted) return ended(deps);
      if (seen instanceof CliError) deps.progress(harmless(seen.message));
      else {
        write(last, seen, given.json, deps);
        last = seen;
      }
      await deps.sleep(delayOf(last), deps.signal);
      if (deps.signal.aborted) return ended(deps);
    }
  },
});

/** What may pass by itself is told of, and asked again. */
async function look(backend: Backend, deps: Deps): Promise<Overview | CliError> {
  try {
    return await readOverview(backend);
  } catch (error) {
    if (error instanceof CliError && (mayPassBySql(error) || deps.signal.aborted)) return error;
    throw error;
  }
}

function write(last: Overview | null, seen: Overview, isJson: boolean, deps: Deps): void {
  const { terminal, writeOut } = deps;
  if (terminal.isScreen && !isJson) {
    const foot = renderText(`${timeWords(seen.now)} · Ctrl-C ends this`, terminal, "", "quiet");
    writeOut(`${CLEAR}${[...showViews(seen, terminal), "", ...foot].join("\n")}\n`);
    return;
  }
  for (const event of eventsBetween(last, seen))
    writeOut(`${isJson ? harmlessJson(JSON.stringify(event)) : harmless(describeEvent(event))}\n`);
}

function delayOf(seen: Overview | null): number {
  if (seen?.views.some(({ refreshing }) => refreshing !== null)) return BUSY_DELAY_MS;
  return (seen?.poll_after_seconds ?? USUAL_DELAY_S) * 1000;
}

/** Where the reader has gone, as head does, there is nobody to be told; Ctrl-C is how this ends. */
function ended({ signal }: Deps): never {
  const reason: unknown = signal.reason;
  if (!(reason instanceof CliError) || reason.exitCode === READER_GONE) throw reason;
  throw new CliError("interrupted", "watched until it was interrupted", { exitCode: reason.exitCode });
}
