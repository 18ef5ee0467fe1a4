// One view as the calls about it answer, for the fake API.

import type { FakeApi } from "./fake-api.ts";
import { problem } from "./fake-api.ts";
import { OPERATOR } from "./me.ts";
import { ago, freshView, overviewOf } from "./views.ts";

const MINUTE_MS = 60_000;
export const VIEW = "public.mv_sales";

export const idOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;

/** A refresh that pg_cron fired and the function ran: waited 6 s, worked 1 s and 2 s. */
export function runOf(number: number, minutesAgo: number, more: Record<string, unknown> = {}) {
  const before = (seconds: number) => ago(minutesAgo * MINUTE_MS + seconds * 1000);
  return {
    id: idOf(number),
    view: VIEW,
    status: "succeeded",
    running: false,
    trigger: "cron",
    path: "edge",
    requested_at: before(8),
    started_at: before(2),
    finished_at: before(0),
    duration_ms: 2000,
    data_as_of: before(2) as string | null,
    method: "concurrently",
    rows_inserted: 29,
    rows_deleted: 29,
    served_by: null,
    caused_by: null,
    http_request_id: 7,
    requested_by: null as string | null,
    replaced_as_of: before(300),
    cancelling: false,
    cancellation: null,
    error: null as unknown,
    chain: {
      cron: { run_id: 41, fired_at: before(9), ended_at: before(8), status: "succeeded" },
      request: { id: 7, sent_at: before(6), state: "answered", status_code: 202, error: null },
      refresh: "succeeded",
    } as unknown,
    ...more,
  };
}

export const failedRun = (number: number, minutesAgo: number) =>
  runOf(number, minutesAgo, {
    status: "failed",
    data_as_of: null,
    error: {
      sqlstate: "22012",
      kind: "lasting",
      message: "division by zero",
      hint: "Mend the row whose price is 0.",
    },
  });

/** A day of them, the latest first. */
export const dayOfRuns = () => Array.from({ length: 24 }, (_, hour) => runOf(hour + 1, hour * 60 + 3));

export const SETTINGS = {
  schedule: "*/5 * * * *",
  active: true,
  path: "auto",
  skip_unchanged: true,
  max_staleness: "00:10:00",
  failure_limit: 5,
  pause_reason: null,
  time_zone: null as string | null,
};

const setting = (name: string, type: string, standard: unknown, choices: string[] | null = null) => ({
  name,
  type,
  default: standard,
  limits: `${name} must be right.`,
  description: `what ${name} means.`,
  choices,
});

export const DEFINITIONS = [
  setting("schedule", "text", "*/5 * * * *"),
  setting("active", "boolean", true),
  setting("path", "text", "auto", ["auto", "edge", "database"]),
  setting("skip_unchanged", "boolean", true),
  setting("max_staleness", "interval", "00:10:00"),
  setting("failure_limit", "integer", 5),
  setting("pause_reason", "text", null),
  setting("time_zone", "text", null),
];

export type OneStatus = ReturnType<typeof statusOf>;

/** The status of a view that is fresh. */
export function statusOf(more: Record<string, unknown> = {}) {
  return {
    view: VIEW,
    state: "fresh",
    paused: false,
    pause: null,
    suspended: null,
    refreshing: null,
    data_as_of: ago(3 * MINUTE_MS),
    verified_at: ago(MINUTE_MS),
    staleness_seconds: 60,
    promise: { max_staleness_seconds: 600, kept: true },
    path: { setting: "auto", effective: "edge", reason: null },
    job: {
      name: "refresh-mv_sales",
      id: 1,
      schedule: "*/5 * * * *",
      active: true,
      next_run_at: ago(-2 * MINUTE_MS),
      last_fired_at: ago(3 * MINUTE_MS),
    },
    skip: { possible: true, reason: "", expression: null, instead: null, held_by: null, sources: [] },
    settings: SETTINGS,
    session_settings: null,
    last_runs: dayOfRuns().slice(0, 10),
    last_24_hours: {
      runs: 24,
      succeeded: 24,
      failed: 0,
      lost: 0,
      refreshes: 24,
      seconds_refreshing: 48,
      p95_duration_ms: 2000,
    },
    alerts: { configured: false, missing: null, open: [], since: null, last: null },
    problems: [] as unknown[],
    version: "0.2.0",
    now: new Date().toISOString(),
    ...more,
  };
}

export const CHANGES = [
  {
    id: 2,
    changed_at: ago(300 * MINUTE_MS),
    changed_by: "ana@example.com",
    action: "reconfigure",
    view: VIEW,
    before: { ...SETTINGS, schedule: "*/10 * * * *" },
    after: SETTINGS,
  },
  {
    id: 1,
    changed_at: ago(30_000 * MINUTE_MS),
    changed_by: "postgres",
    action: "manage",
    view: VIEW,
    before: null,
    after: SETTINGS,
  },
];

/** Answers every call about one view; a test gives others after it. */
export function serveOneView(api: FakeApi): void {
  api.on("GET /me", { body: OPERATOR });
  api.on("GET /views", { body: overviewOf([freshView(0, VIEW), freshView(1, "public.mv_stock")]) });
  api.on("GET /status", () => ({ body: statusOf() }));
  api.on("GET /runs", () => ({ body: { view: VIEW, runs: dayOfRuns(), next: null } }));
  api.on("GET /runs/{id}", { body: runOf(99, 9_000) });
  api.on("GET /changes", { body: { view: VIEW, changes: CHANGES, next: null } });
  api.on("GET /settings", { body: { settings: DEFINITIONS } });
  api.on("GET /reconfigure", {
    headers: { etag: '"7"' },
    body: { view: VIEW, revision: 7, settings: SETTINGS },
  });
  api.on("PATCH /reconfigure", problem(500, "internal", "no answer was given to this call"));
}
