// A run that goes the whole way, as a tick's would: database → pg_net → Edge Function → database, with the time of each leg.
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Query } from "../../database/connect.ts";
import { CliError, EXIT } from "../../terminal/errors.ts";

const viewRow = z.object({ view: z.string() });
const startedRow = z.object({ run_id: z.string() });

const runSchema = z.object({
  id: z.string(),
  status: z.string(),
  path: z.string().nullable(),
  requested_at: z.string(),
  started_at: z.string().nullable(),
  finished_at: z.string().nullable(),
  served_by: z.string().nullable(),
  error: z.object({ message: z.string(), hint: z.string().nullish() }).nullable(),
  chain: z.object({
    request: z
      .object({
        state: z.string(),
        status_code: z.number().nullable(),
        error: z.string().nullable(),
        // When pg_net took it; it notes that with the answer.
        sent_at: z.string().nullish(),
      })
      .nullable(),
  }),
});
const statusRow = z.object({ status: z.object({ last_runs: z.array(runSchema) }) });

export type ChainRun = z.infer<typeof runSchema>;

export interface Leg {
  name: string;
  /** Null where it cannot be told. */
  duration_ms: number | null;
}

export interface Chain {
  view: string;
  run_id: string;
  legs: Leg[];
}

/** A function that nobody has called yet takes some seconds to start; the lost run's watchdog looks each minute. */
const DEADLINE_MS = 90_000;
const PAUSE_MS = 500;
/** pg_net writes its answers down when the slowest of a batch has come. */
const ANSWER_DEADLINE_MS = 10_000;

/** Null where no view is managed, so that there is nothing to refresh. */
export async function tryChain(query: Query, signal: AbortSignal): Promise<Chain | null> {
  const view = await findView(query);
  if (view === null) return null;
  const [row] = await query("select dashboard_refresh.try_chain($1::text)::text as run_id", [view]);
  const { run_id } = startedRow.parse(row);
  const read = () => readRun(query, view, run_id);
  let run = await readUntil(
    read,
    (each) => each !== undefined && (each.status !== "queued" || wasRefused(each)),
    DEADLINE_MS,
    signal,
  );
  if (run?.status === "succeeded")
    run = await readUntil(
      read,
      (each) => each?.chain.request?.state === "answered",
      ANSWER_DEADLINE_MS,
      signal,
    );
  if (run?.status === "succeeded" && run.path === "edge") return { view, run_id, legs: legsOf(run) };
  throw broken(view, run);
}

/** The run waits for what will not come; the watchdog finds that out a minute later. A request that failed in another way
 * may only have been slow to be answered, and the function goes on all the same. */
export function wasRefused({ chain: { request } }: ChainRun): boolean {
  return (request?.status_code ?? 0) >= 400;
}

/** One that goes through the function and whose job is active, where there is one. */
async function findView(query: Query): Promise<string | null> {
  const [row] = await query(`
    select view from dashboard_refresh.views order by path = 'database', not active, view limit 1`);
  return row === undefined ? null : viewRow.parse(row).view;
}

/** Answers the last one that was read, whether it was what was waited for or not. */
async function readUntil(
  read: () => Promise<ChainRun | undefined>,
  isEnough: (run: ChainRun | undefined) => boolean,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<ChainRun | undefined> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const run = await read();
    if (isEnough(run) || performance.now() > deadline) return run;
    await sleep(PAUSE_MS, undefined, { signal });
  }
}

async function readRun(query: Query, view: string, runId: string): Promise<ChainRun | undefined> {
  const [row] = await query("select dashboard_refresh.status($1::text, runs => 20) as status", [view]);
  return statusRow.parse(row).status.last_runs.find(({ id }) => id === runId);
}

/** Each from the end of the one before it. */
export function legsOf(run: ChainRun): Leg[] {
  const sent_at = run.chain.request?.sent_at ?? null;
  const start = sent_at ?? run.requested_at;
  return [
    { name: "the database queued it, and pg_net took it", duration_ms: between(run.requested_at, sent_at) },
    { name: "the function called the database back", duration_ms: between(start, run.started_at) },
    { name: "the view was refreshed", duration_ms: between(run.started_at, run.finished_at) },
    { name: "in all", duration_ms: between(run.requested_at, run.finished_at) },
  ];
}

export function describeLeg({ name, duration_ms }: Leg): string {
  return `  ${duration_ms === null ? "    ?" : String(duration_ms).padStart(5)} ms  ${name}`;
}

function between(from: string | null, until: string | null): number | null {
  return from === null || until === null ? null : Date.parse(until) - Date.parse(from);
}

function broken(view: string, run: ChainRun | undefined): CliError {
  const request = run?.chain.request ?? null;
  const seen = [
    `the run of ${view} is ${run?.status ?? "not there"}`,
    run?.path ? `its path is ${run.path}` : null,
    request && `pg_net: ${request.state}`,
    request?.status_code != null ? `the function answered ${request.status_code}` : null,
    request?.error ?? null,
    run?.error?.message ?? null,
  ].filter((each) => each !== null);
  return new CliError("chain_broken", "the trial run did not come through pg_net and the function", {
    detail: `${seen.join("; ")}. Views are refreshed in the database meanwhile.`,
    hint: hintFor(run),
    exitCode: run?.status === "queued" && !wasRefused(run) ? EXIT.unknown : EXIT.failed,
  });
}

function hintFor(run: ChainRun | undefined): string {
  const request = run?.chain.request;
  switch (request?.status_code) {
    case 401:
    case 403:
      return "The function has another secret than Vault. On the platform the same command sets it again; on a server of your own give the function the one of supabase/.env.";
    case 404:
      return "There is no function at the project's URL: look at project_url in Vault, and at supabase functions list.";
    case 500:
    case 503:
      return "Look at the function's log in the dashboard, under Edge Functions, refresh-dashboard, Logs.";
    default:
      break;
  }
  if (run?.error?.hint) return run.error.hint;
  if (request?.state === "failed")
    return "The database does not reach the project's URL: give the right one with --project-url.";
  return "Run the same command again; if it stays so, look at select dashboard_refresh.status(); and the function's log.";
}
