// What the page reads of the answers (docs/contract.md). The database may add members; none is read that is not here.

export type RunStatus = "queued" | "succeeded" | "failed" | "lost" | "cancelled";
export type ViewState = "fresh" | "stale" | "unknown" | "missing";

export interface Me {
  name: string | null;
  role: "secret" | "operator" | "viewer";
  may_act: boolean;
  version: { function: string; database: string | null };
}

/** A run in a list of views. */
export interface ShortRun {
  id: string;
  status: RunStatus;
  trigger: string;
  finished_at: string | null;
  duration_ms: number | null;
}

export interface Pause {
  by: string | null;
  at: string | null;
  reason: string | null;
  until: string | null;
}

/** A view in the list of all. */
export interface ViewRow {
  view: string;
  state: ViewState;
  paused: boolean;
  pause: Pause | null;
  suspended: boolean;
  refreshing: { run_id: string; since: string } | null;
  data_as_of: string | null;
  verified_at: string | null;
  staleness_seconds: number | null;
  promise: { max_staleness_seconds: number; kept: boolean | null };
  schedule: string;
  time_zone: string | null;
  next_run_at: string | null;
  consecutive_failures: number;
  last_run: (ShortRun & { error: string | null }) | null;
  attention: { code: string; message: string } | null;
  saved: { refreshes: number; seconds: number };
  revision: number;
  runs: ShortRun[];
}

export interface Summary {
  views: number;
  fresh: number;
  stale: number;
  unknown: number;
  missing: number;
  paused: number;
  suspended: number;
  failing: number;
  promises_broken: number;
}

export interface Scheduler {
  alive: boolean | null;
  last_fired_at: string | null;
  watchdog_last_at: string | null;
  time_zone: string | null;
}

/** All managed views, worst first. */
export interface Overview {
  views: ViewRow[];
  summary: Summary;
  scheduler: Scheduler;
  read_only: boolean;
  poll_after_seconds: number;
  version: string;
  now: string;
}

export interface RunError {
  sqlstate?: string | null;
  kind?: string | null;
  message?: string | null;
  hint?: string | null;
}

/** One attempt to refresh. */
export interface Run {
  id: string;
  view: string;
  status: RunStatus;
  running: boolean;
  trigger: string;
  path: string;
  requested_at: string;
  started_at: string | null;
  finished_at: string | null;
  duration_ms: number | null;
  data_as_of: string | null;
  method?: string | null;
  rows_inserted?: number | null;
  rows_deleted?: number | null;
  served_by?: string | null;
  caused_by?: string | null;
  requested_by?: string | null;
  replaced_as_of?: string | null;
  cancelling?: boolean;
  cancellation?: { requested_at: string; requested_by: string | null; reason: string | null } | null;
  error: RunError | null;
}

export interface StatusProblem {
  code: string;
  severity: "error" | "warning";
  message: string;
  hint?: string | null;
}
