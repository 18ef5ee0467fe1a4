// The database as this function sees it: one method an RPC (docs/contract.md, "RPCs"), answers checked, errors mapped.

import * as z from "zod/mini";
import "../request/english.ts";
import {
  Alert,
  AlertMessage,
  AlertRecorded,
  DatabaseVersion,
  Drift,
  Freshness,
  Reconfigured,
  Run,
  RunPage,
  Status,
  ViewSettings,
} from "../contract/answers.ts";
import type { DriftQuery, RunsQuery, Settings, SettingsQuery, StatusQuery } from "../contract/requests.ts";
import type { WebhookOutcome } from "../runtime/post-webhook.ts";
import { describeDatabaseError } from "./database-error.ts";
import type { Rpc } from "./rpc.ts";

/** How long a read or a request for a refresh may take, in milliseconds. */
export const READ_TIMEOUT_MS = 10_000;
/** How long the refresh itself may take: Supabase cuts API calls at 60 s, the database function stops at 55 s. */
export const RUN_TIMEOUT_MS = 65_000;
/** How long the comparison of a view with its definition may take: the database function cuts itself at 25 s. */
export const DRIFT_TIMEOUT_MS = 30_000;
/** How long the health check and the version may take: who asks for them waits for little. */
export const SHORT_TIMEOUT_MS = 4_000;

export type SettingsChange = {
  view: string | undefined;
  settings: Settings;
  /** Goes into the audit. */
  changedBy: string;
  /** `precondition_failed` when the settings are of another revision by now. */
  expectedRevision: number | undefined;
};

/** One attempt to deliver an alert; `claimedBy` is the delivery's own, so that a call that arrives twice claims once. */
export type Delivery = { alertId: string; attempt: number; claimedBy: string };

/** Every method throws a `Problem` (see database-error.ts), or a plain error for an answer that breaks the contract. */
export type Database = {
  /** Writes a queued run into the ledger. `paused` or `suspended` unless forced. */
  requestRefresh(view: string | undefined, force: boolean): Promise<Run>;
  /** Does the work and returns the run; still `queued` when the view is busy with another run. */
  runRefresh(runId: string): Promise<Run>;
  /** Reads a run as it is. */
  readRun(runId: string): Promise<Run>;
  readStatus(query: StatusQuery): Promise<Status>;
  listRuns(query: RunsQuery): Promise<RunPage>;
  /** Compares what the view shows with what its definition gives now; not `complete` when that took too long. */
  readDrift(query: DriftQuery): Promise<Drift>;
  readSettings(query: SettingsQuery): Promise<ViewSettings>;
  /** Changes the settings named, all or none. */
  reconfigure(change: SettingsChange): Promise<Reconfigured>;
  /** Sends a test to the alert webhook. `alerts_not_configured` where there is none. */
  sendTestAlert(): Promise<Alert>;
  /** Reads an alert, with what the webhook has answered. */
  readAlert(alertId: string): Promise<Alert>;
  /** Claims an alert that the function was asked to deliver; null when there is nothing to do. */
  claimAlert(delivery: Delivery): Promise<AlertMessage | null>;
  /** Records what the webhook answered. */
  recordAlert(delivery: Delivery, outcome: WebhookOutcome): Promise<AlertRecorded>;
  /** True when every managed view keeps its promise. */
  readHealth(): Promise<boolean>;
  /** The version of the database part. */
  readVersion(): Promise<string>;
};

/**
 * Makes the database's methods from the one function that calls RPCs. What is undefined does not get into the JSON sent,
 * so such an argument takes the database's default.
 */
export function createDatabase(rpc: Rpc): Database {
  async function call<S extends z.ZodMiniType>(
    schema: S,
    name: string,
    args: Record<string, unknown>,
    timeoutMs = READ_TIMEOUT_MS,
  ): Promise<z.infer<S>> {
    const { data, error, status } = await rpc(name, args, timeoutMs);
    if (error) throw describeDatabaseError(error, status);
    const parsed = schema.safeParse(data);
    // What came, not what was parsed, which has the same members in another order.
    if (parsed.success) return data as z.infer<S>;
    const where = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
    throw new Error(`${name} broke the contract: ${where}`);
  }

  return {
    requestRefresh: (view, force) => call(Run, "request_dashboard_refresh", { view, force }),
    runRefresh: (runId) => call(Run, "run_dashboard_refresh", { run_id: runId }, RUN_TIMEOUT_MS),
    readRun: (runId) => call(Run, "read_dashboard_refresh_run", { run_id: runId }),
    readStatus: ({ view, runs }) => call(Status, "read_dashboard_refresh_status", { view, runs }),
    listRuns: ({ view, status, before, limit }) =>
      call(RunPage, "list_dashboard_refresh_runs", { view, status, before, max_runs: limit }),
    readDrift: ({ view, by }) => call(Drift, "read_dashboard_refresh_drift", { view, by }, DRIFT_TIMEOUT_MS),
    readSettings: ({ view }) => call(ViewSettings, "read_dashboard_refresh_settings", { view }),
    reconfigure: ({ view, settings, changedBy, expectedRevision }) =>
      call(Reconfigured, "reconfigure_dashboard_refresh", {
        view,
        settings,
        changed_by: changedBy,
        expected_revision: expectedRevision,
      }),
    sendTestAlert: () => call(Alert, "test_dashboard_refresh_alert", {}),
    readAlert: (alertId) => call(Alert, "read_dashboard_refresh_alert", { alert_id: alertId }),
    claimAlert: (delivery) =>
      call(z.nullable(AlertMessage), "claim_dashboard_refresh_alert", argumentsOf(delivery)),
    recordAlert: (delivery, outcome) =>
      call(AlertRecorded, "record_dashboard_refresh_alert", {
        ...argumentsOf(delivery),
        ...("status" in outcome ? { status_code: outcome.status } : { failure: outcome.failure }),
      }),
    readHealth: async () =>
      (await call(Freshness, "read_dashboard_refresh_health", {}, SHORT_TIMEOUT_MS)).fresh,
    readVersion: async () =>
      (await call(DatabaseVersion, "read_dashboard_refresh_version", {}, SHORT_TIMEOUT_MS)).version,
  };
}

const argumentsOf = ({ alertId, attempt, claimedBy }: Delivery) => ({
  alert_id: alertId,
  attempt,
  claimed_by: claimedBy,
});
