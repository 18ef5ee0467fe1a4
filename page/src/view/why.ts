// Why a view is in its state, as reasons in the order in which they matter. The state is the database's; this only says
// which of the facts it gave lead there.

import type { Status } from "./answers.ts";

export type Reason =
  | { key: "missing" }
  | { key: "refreshing"; since: string }
  | { key: "paused"; by: string | null; at: string | null; reason: string | null; until: string | null }
  | { key: "suspended"; retryAt: string | null }
  | { key: "unknown" }
  | { key: "fresh"; seconds: number; promiseSeconds: number }
  | { key: "stale"; seconds: number; overSeconds: number }
  | { key: "no_job" }
  | { key: "last_failed"; message: string | null; at: string | null };

type Facts = Pick<
  Status,
  | "state"
  | "paused"
  | "pause"
  | "suspended"
  | "refreshing"
  | "staleness_seconds"
  | "promise"
  | "job"
  | "last_runs"
  | "settings"
>;

/** The reasons, the most telling first. */
export function tellWhy(status: Facts): Reason[] {
  const { state, staleness_seconds: seconds, promise, refreshing, suspended, pause, last_runs } = status;
  const reasons: Reason[] = [];
  if (state === "missing") reasons.push({ key: "missing" });
  else if (seconds === null) reasons.push({ key: "unknown" });
  else if (state === "stale")
    reasons.push({
      key: "stale",
      seconds,
      overSeconds: Math.max(0, seconds - promise.max_staleness_seconds),
    });
  else if (state === "fresh")
    reasons.push({ key: "fresh", seconds, promiseSeconds: promise.max_staleness_seconds });
  if (refreshing) reasons.push({ key: "refreshing", since: refreshing.since });
  if (status.paused) {
    const { by = null, at = null, reason = null, until = null } = pause ?? {};
    reasons.push({ key: "paused", by, at, reason, until });
  }
  if (suspended) reasons.push({ key: "suspended", retryAt: suspended.retry_at });
  if (status.job === null && !status.paused) reasons.push({ key: "no_job" });
  const last = last_runs.find(({ status: each }) => each !== "queued" && each !== "cancelled");
  if (last && (last.status === "failed" || last.status === "lost"))
    reasons.push({ key: "last_failed", message: last.error?.message ?? null, at: last.finished_at });
  return reasons;
}
