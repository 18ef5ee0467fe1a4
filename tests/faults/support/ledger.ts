// What the ledger says about one view, for a test to look at and for the table of faults.
import type { Sql } from "postgres";

export interface LedgerRun {
  id: string;
  trigger: string;
  path: string;
  status: string;
  method: string | null;
  has_started: boolean;
  served_by: string | null;
  error_sqlstate: string | null;
  error_message: string | null;
  error_hint: string | null;
}

/** The runs of the view, oldest first. */
export const readLedger = (sql: Sql, view: string) => sql<LedgerRun[]>`
  select
    runs.id, trigger, runs.path, status, method, started_at is not null as has_started, served_by, error_sqlstate,
    error_message, error_hint
  from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
  where view = ${view} order by requested_at, runs.id`;

/** Pairs of refreshes whose times overlap, by the ledger alone. */
export async function countOverlaps(sql: Sql, view: string): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::integer as count
    from dashboard_refresh.views
    join dashboard_refresh.runs as one on one.view_id = views.id
    join dashboard_refresh.runs as other on other.view_id = views.id and other.id > one.id
    where views.view = ${view}
      and one.started_at is not null
      and other.started_at is not null
      and tstzrange(one.started_at, one.finished_at) && tstzrange(other.started_at, other.finished_at)`;
  return row.count;
}

/** The ledger in a few words: equal runs in a row are counted, not repeated. */
export function describeLedger(runs: LedgerRun[]): string {
  const words = runs.map((run) => `${run.trigger} ${run.path} ${run.status}${reason(run)}`);
  return words
    .filter((word, index) => word !== words[index - 1])
    .map((word) => {
      const count = words.filter((other) => other === word).length;
      return count > 1 ? `${word} ×${count}` : word;
    })
    .join(" → ");
}

function reason({ error_sqlstate, error_message }: LedgerRun): string {
  if (error_sqlstate !== null) return ` ${error_sqlstate}`;
  if (error_message === null) return "";
  const [words = ""] = error_message.replace(/^the Edge Function did not run it in time: /, "").split("\n");
  return ` (${words.length > 40 ? `${words.slice(0, 38).trimEnd()} …` : words})`;
}
