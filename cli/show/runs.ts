// Runs: many as a table, one with all that is known of it.
import type { Run } from "../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { type Cell, type Column, renderFacts, renderTable } from "../terminal/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { knownFacts } from "./facts.ts";
import { RUN_TONES } from "./views.ts";
import { durationWords, timeWords } from "./words.ts";

const COLUMNS: Column[] = [
  { name: "REQUESTED" },
  { name: "VIEW" },
  { name: "STATUS" },
  { name: "TOOK", isNumber: true, dropFirst: 1 },
  { name: "TRIGGER", dropFirst: 3 },
  { name: "PATH", dropFirst: 4 },
  { name: "RUN" },
  { name: "ERROR", dropFirst: 2 },
];

export function showRuns(runs: Run[], terminal: Terminal): string[] {
  return runs.length === 0 ? [] : renderTable(COLUMNS, runs.map(rowOf), terminal);
}

const rowOf = (run: Run): Cell[] => [
  timeWords(run.requested_at),
  run.view,
  { text: statusOf(run), tone: RUN_TONES[run.status] },
  durationWords(run.duration_ms),
  run.trigger,
  run.path,
  run.id,
  run.error?.message ?? "",
];

/** A queued run whose lock is held is running; the contract says so beside the status. */
export function statusOf({ status, running, cancelling }: Run): string {
  if (status !== "queued") return status;
  if (cancelling) return "cancelling";
  return running ? "running" : "queued";
}

export function showRun(run: Run, terminal: Terminal): string[] {
  const { error, cancellation, chain } = run;
  const facts = knownFacts([
    ["run", run.id],
    ["view", run.view],
    ["status", { text: statusOf(run), tone: RUN_TONES[run.status] }],
    ["trigger", run.trigger + (run.requested_by ? `, by ${run.requested_by}` : "")],
    ["path", run.path],
    ["requested", timeWords(run.requested_at)],
    ["waited", between(run.requested_at, run.started_at)],
    ["started", timeWords(run.started_at)],
    ["finished", timeWords(run.finished_at)],
    ["took", durationWords(run.duration_ms)],
    ["data as of", timeWords(run.data_as_of)],
    ["before", timeWords(run.replaced_as_of)],
    ["rows", rowsOf(run)],
    ["method", run.method],
    ["served by", run.served_by],
    ["caused by", run.caused_by],
    ["error", error && { text: error.message ?? "", tone: "bad" }],
    ["SQLSTATE", error?.sqlstate],
    ["what to do", error?.hint],
    ["cancelled", cancellation && cancelled(cancellation)],
    ["pg_cron", chain?.cron && `${chain.cron.status ?? "?"}, fired ${timeWords(chain.cron.fired_at)}`],
    ["pg_net", chain?.request && requestOf(chain.request)],
    ["refresh", chain?.refresh],
  ]);
  return renderFacts(facts, terminal);
}

const cancelled = ({ requested_by, requested_at, reason }: NonNullable<Run["cancellation"]>): string =>
  `by ${requested_by}, ${timeWords(requested_at)}${reason ? `: ${reason}` : ""}`;

const requestOf = ({
  state,
  status_code,
  error,
}: NonNullable<NonNullable<Run["chain"]>["request"]>): string =>
  [state ?? "", status_code === null ? "" : String(status_code), error ?? ""].filter(Boolean).join(", ");

function between(from: string | null, to: string | null): string {
  const ms = Date.parse(to ?? "") - Date.parse(from ?? "");
  return Number.isFinite(ms) ? durationWords(ms) : "";
}

/** Null for what is not known, as the rows that a plain refresh has taken away. */
export function rowsOf({ rows_inserted, rows_deleted }: Run): string {
  const parts = [
    ...(rows_inserted === null ? [] : [`${rows_inserted} inserted`]),
    ...(rows_deleted === null ? [] : [`${rows_deleted} deleted`]),
  ];
  return parts.join(", ");
}
