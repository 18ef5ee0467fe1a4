// refresh-dashboard refresh [VIEW]: asks for a refresh, and waits for it where that is wanted.
import { z } from "zod";
import type { Run } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import type { Backend } from "../../connection/backend.ts";
import { readTime, span } from "../../connection/times.ts";
import { problemError } from "../../connection/translate-problem.ts";
import { defineVerb, VIEW_ARGUMENT, view } from "../../connection/verb.ts";
import type { Deps } from "../../deps.ts";
import { timeWords } from "../../show/words.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";
import type { Json, Outcome } from "../../terminal/outcome.ts";
import { codeOfEnd, describeEnd } from "./end-of-run.ts";
import { followRun, type Patience } from "./follow-run.ts";

const input = {
  view,
  wait: z.boolean().default(false),
  timeout: span.prefault("10m"),
  force: z.boolean().default(false),
  all: z.boolean().default(false),
  asOf: z.string().min(1, "is empty").optional(),
};

type Asked = { view?: string | undefined; force: boolean; wait: boolean };

export const refresh = defineVerb({
  name: "refresh",
  summary: "refresh a view now, or all of them",
  description:
    "Asks for a refresh, which goes on by itself; with --wait says what came of it. Over SQL the refresh runs in this " +
    "command's session, so it is waited for in any case.\n\n" +
    "The exit code is 1 when the refresh failed, 4 when the wait ran out and the run goes on.",
  examples: [
    "refresh public.mv_sales --wait --timeout 2m",
    "refresh --all --wait",
    "refresh public.mv_sales --as-of 15m",
  ],
  arguments: [VIEW_ARGUMENT],
  options: [
    { flags: "--wait", summary: "wait for the end of the run" },
    { flags: "--timeout <span>", summary: "how long to wait, such as 90s or 10m, which it is by default" },
    { flags: "--force", summary: "also where the view is paused or suspended" },
    { flags: "--all", summary: "all managed views, in the order of their dependencies" },
    {
      flags: "--as-of <time>",
      summary: "only where the data is older than that time, or than so long ago; waits until it is not",
    },
  ],
  input,
  without: ["--dry-run", "--yes"],
  run: async (backend, given, deps) => {
    const patience = { startMs: deps.monotonic(), timeoutMs: given.timeout * 1000 };
    if (given.all) {
      if (given.view !== undefined || given.asOf !== undefined)
        throw new CliError("usage", "--all goes with neither a view nor --as-of", {
          hint: "npx refresh-dashboard refresh --help",
          exitCode: EXIT.usage,
        });
      return refreshAll(backend, given, patience, deps);
    }
    if (given.asOf !== undefined) return refreshAsOf(backend, { ...given, asOf: given.asOf }, patience, deps);
    return refreshOne(backend, given, patience, deps);
  },
});

async function refreshOne(
  backend: Backend,
  given: Asked,
  patience: Patience,
  deps: Deps,
): Promise<Partial<Outcome>> {
  const force = given.force || undefined;
  const { data: run } = await backend.call("refresh", { view: given.view, force, wait_seconds: 0 });
  if (!waits(backend, given) && run.status === "queued") return queued(run);
  return ended(await followRun(backend, run, patience, deps));
}

/** Nobody else works on what is asked for over SQL. */
const waits = ({ kind }: Backend, { wait }: Asked): boolean => wait || kind === "sql";

const queued = (run: Run): Partial<Outcome> => ({
  done: [`${run.view}: run ${run.id} is queued`],
  next: [`npx refresh-dashboard run ${run.id}`],
  data: run as Json,
});

function ended(run: Run): Partial<Outcome> {
  if (run.status === "succeeded") return { done: [describeEnd(run)], data: run as Json };
  throw withData(
    problemError({ code: codeOfEnd(run), detail: describeEnd(run), hint: run.error?.hint }),
    run as Json,
  );
}

function withData(error: CliError, data: Json): CliError {
  error.partly.data = data;
  return error;
}

async function refreshAll(
  backend: Backend,
  given: Asked,
  patience: Patience,
  deps: Deps,
): Promise<Partial<Outcome>> {
  const { data } = await backend.call("refreshAll", { force: given.force || undefined });
  const skipped = data.skipped.map(({ view, message }) => `${view} is left out: ${message}`);
  if (!waits(backend, given)) {
    const lines = data.runs.map((run) => `${run.view}: run ${run.id} is queued`);
    return { done: [...lines, ...skipped], next: ["npx refresh-dashboard watch"], data: data as Json };
  }
  const runs: Run[] = [];
  for (const run of data.runs) runs.push(await followRun(backend, run, patience, deps));
  const isBad = runs.some(({ status }) => status !== "succeeded");
  return {
    done: [...runs.map(describeEnd), ...skipped],
    data: { ...data, runs } as Json,
    exitCode: isBad ? EXIT.failed : EXIT.done,
  };
}

/** The answer may be that nothing has to be done. Otherwise it is asked again after each run, until it is. */
async function refreshAsOf(
  backend: Backend,
  given: Asked & { asOf: string },
  patience: Patience,
  deps: Deps,
): Promise<Partial<Outcome>> {
  const as_of = await readTime(backend, "--as-of", given.asOf, -1);
  for (let last: Run | null = null; ; ) {
    const { status, data } = await backend.call("refreshAsOf", { view: given.view, as_of, wait_seconds: 0 });
    if (status === 200) {
      const by = last === null ? "already" : "now";
      return {
        done: [`${data.view} is ${by} as fresh as ${timeWords(as_of)}: ${timeWords(data.fresh_as_of)}`],
        data: data as Json,
      };
    }
    if (data.run === null) throw new Error("a view that is not that fresh has a run");
    last = await followRun(backend, data.run, patience, deps);
    if (last.status !== "succeeded") return ended(last);
  }
}
