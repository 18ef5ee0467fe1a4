// A run of the ledger as one line.

export interface RunRow {
  requested_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
  trigger: string;
  path: string;
  status: string;
  rows_inserted: string | null;
  rows_deleted: string | null;
  error_message: string | null;
}

export function describeRun(run: RunRow): string {
  const what = `${run.requested_at.toISOString()}  ${run.trigger} → ${run.path}  ${run.status}`;
  if (run.error_message !== null) return `${what}: ${run.error_message}`;
  if (run.started_at === null || run.finished_at === null) return `${what} by the refresh of another run`;
  const durationMs = run.finished_at.getTime() - run.started_at.getTime();
  return `${what} in ${durationMs} ms, ${run.rows_inserted ?? "?"} rows in, ${run.rows_deleted ?? "?"} out`;
}
