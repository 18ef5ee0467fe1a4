// What the ledger and pg_net have to say about the runs of the load.
import type { Sql } from "postgres";
import { type Percentiles, percentile, round } from "../support/percentiles.ts";
import { FAILING_VIEW } from "./views.ts";

export interface Ledger {
  /** By trigger, path and status, as in "cron, edge, succeeded". */
  runs: Record<string, number>;
  notFinal: number;
  lost: number;
  /** Of views that are well. */
  failed: number;
  /** Of the one that always fails. */
  failedAsMeant: number;
  askedByTicks: number;
  servedByAnother: number;
  /** Requests of pg_net by the status that answered them; "none" where nothing did. */
  answers: Record<string, number>;
  /** From the request to the end of a run that was handed to the function, milliseconds. */
  edgeRunMs: Percentiles;
}

interface Run {
  view: string;
  trigger: string;
  path: string;
  status: string;
  isServed: boolean;
  tookMs: number | null;
  isRequest: boolean;
  statusCode: number | null;
}

/** Of the runs requested since then. */
export async function readLedger(admin: Sql, since: Date): Promise<Ledger> {
  const runs = await admin<Run[]>`
    select
      views.view, runs.trigger, runs.path, runs.status,
      runs.served_by is not null as "isServed",
      (extract(epoch from runs.finished_at - runs.requested_at) * 1000)::double precision as "tookMs",
      runs.http_request_id is not null as "isRequest",
      responses.status_code as "statusCode"
    from dashboard_refresh.runs
    join dashboard_refresh.views on views.id = runs.view_id
    left join net._http_response as responses on responses.id = runs.http_request_id
    where views.schema_name = 'bench' and runs.requested_at >= ${since}`;
  const count = (condition: (run: Run) => boolean) => runs.filter(condition).length;
  const isMeantToFail = ({ view }: Run) => view === FAILING_VIEW.name;
  const edgeMs = runs.flatMap(({ isRequest, tookMs }) => (isRequest && tookMs !== null ? [tookMs] : []));
  return {
    runs: countBy(runs, ({ trigger, path, status }) => `${trigger}, ${path}, ${status}`),
    notFinal: count(({ status }) => status === "queued"),
    lost: count(({ status }) => status === "lost"),
    failed: count((run) => run.status === "failed" && !isMeantToFail(run)),
    failedAsMeant: count((run) => run.status === "failed" && isMeantToFail(run)),
    askedByTicks: count(({ trigger }) => trigger === "cron"),
    servedByAnother: count(({ isServed }) => isServed),
    answers: countBy(
      runs.filter(({ isRequest }) => isRequest),
      ({ statusCode }) => String(statusCode ?? "none"),
    ),
    edgeRunMs: { p50: round(percentile(edgeMs, 0.5), 0), p95: round(percentile(edgeMs, 0.95), 0) },
  };
}

export function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const key of items.map(keyOf).sort()) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
