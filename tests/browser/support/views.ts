// Views as GET /views answers them, for the fake API.

const MINUTE_MS = 60_000;

/** In ISO 8601, so long before or after now. */
export const ago = (ms: number, now = Date.now()): string => new Date(now - ms).toISOString();

/** A random number from 0 to 1 that is the same in each run of the tests. */
function seeded(seed: number): () => number {
  let state = (seed * 2_654_435_761) % 2 ** 32;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

const NAMES = [
  "mv_conversations_dashboard",
  "mv_sales_by_day",
  "mv_open_invoices",
  "mv_team_performance",
  "mv_funnel",
  "mv_churn_by_month",
  "mv_stock_levels",
  "mv_support_backlog",
  "mv_top_customers",
  "mv_campaign_reach",
  "mv_revenue_forecast",
  "mv_deliveries_today",
  "mv_returns",
  "mv_cart_abandonment",
  "mv_page_visits",
  "mv_subscriptions",
  "mv_refunds",
  "mv_agents_online",
  "mv_response_times",
  "mv_leads_by_source",
];

export type Row = ReturnType<typeof freshView>;

/** A run in a list. */
export function shortRun(index: number, status: string, durationMs: number, now = Date.now()) {
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, "0")}`,
    status,
    trigger: "cron",
    finished_at: status === "queued" ? null : ago((30 - (index % 30)) * 5 * MINUTE_MS, now),
    duration_ms: durationMs,
  };
}

/** A view that is all right. */
export function freshView(index = 0, view?: string) {
  const random = seeded(index + 7);
  const now = Date.now();
  const staleness = Math.round(random() * 280);
  const usualMs = 150 + random() * 2_500;
  const runs = Array.from({ length: 30 }, (_, run) =>
    shortRun(index * 100 + run, "succeeded", Math.round(usualMs * (0.6 + random() * 0.9)), now),
  );
  return {
    view: view ?? `public.${NAMES[index] ?? `mv_report_${String(index).padStart(3, "0")}`}`,
    state: "fresh",
    paused: false,
    pause: null as null | {
      by: string | null;
      at: string | null;
      reason: string | null;
      until: string | null;
    },
    suspended: false,
    refreshing: null as null | { run_id: string; since: string },
    data_as_of: ago(staleness * 1000 + random() * 20 * MINUTE_MS, now) as string | null,
    verified_at: ago(staleness * 1000, now) as string | null,
    staleness_seconds: staleness as number | null,
    promise: { max_staleness_seconds: 600, kept: true as boolean | null },
    schedule: "*/5 * * * *",
    time_zone: "UTC",
    next_run_at: ago(-random() * 5 * MINUTE_MS, now) as string | null,
    consecutive_failures: 0,
    last_run: { ...(runs.at(-1) as ReturnType<typeof shortRun>), error: null as string | null },
    attention: null as null | { code: string; message: string },
    saved: { refreshes: Math.round(random() * 400), seconds: Math.round(random() * 900) },
    revision: 3,
    runs,
  };
}

/** The same view in another state. */
export const stale = (row: Row, seconds = 2_520): Row => ({
  ...row,
  state: "stale",
  staleness_seconds: seconds,
  data_as_of: ago(seconds * 1000),
  verified_at: null,
  promise: { ...row.promise, kept: false },
  attention: { code: "promise_broken", message: "It is older than max_staleness (00:10:00) allows." },
});

export const failing = (row: Row, error: string): Row => {
  const runs = [...row.runs.slice(0, -3), ...[1, 2, 3].map((n) => shortRun(9_000 + n, "failed", 900))];
  return {
    ...stale(row, 1_380),
    consecutive_failures: 3,
    runs,
    last_run: { ...(runs.at(-1) as ReturnType<typeof shortRun>), error },
    attention: { code: "last_run_failed", message: error },
  };
};

export const paused = (
  row: Row,
  reason: string | null = "The import runs tonight",
  until = ago(-7_200_000),
): Row => ({
  ...row,
  paused: true,
  pause: { by: "ana@example.com", at: ago(3_600_000), reason, until },
  next_run_at: null,
  attention: { code: "paused", message: "Paused by ana@example.com" },
});

export const suspended = (row: Row): Row => ({
  ...failing(row, 'division by zero (view "mv_team_performance")'),
  suspended: true,
  consecutive_failures: 5,
  next_run_at: null,
  attention: { code: "suspended", message: "Suspended after 5 failures in a row." },
});

export const missing = (row: Row): Row => ({
  ...row,
  state: "missing",
  data_as_of: null,
  verified_at: null,
  staleness_seconds: null,
  promise: { ...row.promise, kept: false },
  attention: { code: "view_missing", message: "There is no such view any more." },
});

export const unknown = (row: Row): Row => ({
  ...missing(row),
  state: "unknown",
  attention: { code: "not_known", message: "No refresh of ours has succeeded yet." },
});

/** So many views, of which the first are in each bad state, worst first. */
export function someViews(count: number): Row[] {
  const rows = Array.from({ length: count }, (_, index) => freshView(index));
  if (count < 20) return rows;
  const at = (index: number) => rows[index] as Row;
  return [
    suspended(at(3)),
    stale(at(2)),
    failing(at(1), "canceling statement due to lock timeout"),
    paused(at(6)),
    ...rows.filter((_, index) => ![1, 2, 3, 6].includes(index)),
  ];
}

/** The whole answer. */
export function overviewOf(views: Row[], more: Record<string, unknown> = {}) {
  const count = (is: (row: Row) => boolean) => views.filter(is).length;
  return {
    views,
    summary: {
      views: views.length,
      fresh: count(({ state }) => state === "fresh"),
      stale: count(({ state }) => state === "stale"),
      unknown: count(({ state }) => state === "unknown"),
      missing: count(({ state }) => state === "missing"),
      paused: count((row) => row.paused),
      suspended: count((row) => row.suspended),
      failing: count(({ consecutive_failures }) => consecutive_failures > 0),
      promises_broken: count(({ promise }) => promise.kept === false),
    },
    scheduler: { alive: true, last_fired_at: ago(20_000), watchdog_last_at: ago(30_000), time_zone: "UTC" },
    read_only: false,
    poll_after_seconds: 10,
    version: "0.2.0",
    now: new Date().toISOString(),
    ...more,
  };
}
