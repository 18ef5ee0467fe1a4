// What a view's page reads of the answers (docs/contract.md), beyond what all pages read.

import type { Pause, Run, StatusProblem, ViewState } from "../api/answers.ts";
import type { Chain } from "./chain.ts";
import type { Values } from "./changes.ts";

/** A run with how far it came. */
export type ChainRun = Run & { chain?: Chain | null };

/** A view's state now, as `GET /status` tells it. */
export type Status = {
  view: string;
  state: ViewState;
  paused: boolean;
  pause?: Pause | null;
  suspended: {
    failures?: number;
    since?: string | null;
    kind?: string | null;
    retry_at: string | null;
    hint?: string | null;
  } | null;
  refreshing: { run_id: string | null; since: string } | null;
  data_as_of: string | null;
  verified_at: string | null;
  staleness_seconds: number | null;
  promise: { max_staleness_seconds: number; kept: boolean | null };
  path: { setting: string; effective: string; reason: string | null };
  job: {
    name: string;
    schedule: string;
    time_zone?: string | null;
    active: boolean;
    next_run_at: string | null;
    last_fired_at: string | null;
  } | null;
  skip: {
    possible: boolean;
    reason: string | null;
    expression: string | null;
    instead: string | null;
    sources: string[];
  };
  settings: Values;
  last_runs: ChainRun[];
  last_24_hours: {
    runs: number;
    succeeded: number;
    failed: number;
    lost: number;
    refreshes: number;
    seconds_refreshing: number;
    p95_duration_ms: number | null;
  };
  problems: StatusProblem[];
  version: string;
  now: string;
};

/** A page of the ledger. */
export type RunPage = { view: string | null; runs: Run[]; next: string | null };

/** A row of the audit. */
export type ChangeRow = {
  id: number;
  changed_at: string;
  changed_by: string;
  action: string;
  view: string | null;
  before: Values | null;
  after: Values | null;
};

export type ChangePage = { view: string | null; changes: ChangeRow[]; next: number | null };

export type Counts = { defined: number; shown: number; missing: number; extra: number; different: number };

/** How far a view is from its definition; the counts are there when the comparison was complete. */
export type Drift = Partial<Counts> & {
  view: string;
  by: string | null;
  complete: boolean;
  reason?: string | null;
  at?: string | null;
  groups?: (Counts & { value: unknown })[] | null;
  groups_left_out?: number | null;
};
