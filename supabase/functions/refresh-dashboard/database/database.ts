// The database as this function sees it: one method an RPC (docs/contract.md, "RPCs"), answers checked, errors mapped.

import * as z from "zod/mini";
import "../request/english.ts";
import * as answers from "../contract/answers.ts";
import type {
  AlertsQuery,
  ChangesQuery,
  DoctorQuery,
  DriftQuery,
  RunsQuery,
  ScheduleQuery,
  Settings,
  SettingsQuery,
  SilenceRequest,
  StatusQuery,
  ViewsQuery,
} from "../contract/requests.ts";
import type { WebhookOutcome } from "../runtime/post-webhook.ts";
import { describeDatabaseError, isUnknownFunction } from "./database-error.ts";
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

/** A change of settings of all views. */
export type ChangeOfAll = Pick<SettingsChange, "settings" | "changedBy">;

/** Every method throws a `Problem` (see database-error.ts), or a plain error for an answer that breaks the contract. */
export type Database = {
  /** Writes a queued run into the ledger. `paused` or `suspended` unless forced. */
  requestRefresh(view: string | undefined, force: boolean, requestedBy: string): Promise<answers.Run>;
  /** Writes runs of all views into the ledger, in the order of their dependencies. */
  requestAll(force: boolean, requestedBy: string): Promise<answers.RefreshedAll>;
  /** Says how fresh a view is and, where that is not as fresh as asked for, writes a run. */
  requestAsOf(view: string | undefined, asOf: string, requestedBy: string): Promise<answers.RequestedAsOf>;
  /** Does the work and returns the run; still `queued` when the view is busy with another run. */
  runRefresh(runId: string): Promise<answers.Run>;
  /** Stops a run, and returns it: `cancelled`, or `cancelling` while its session has not let go. `run_finished`. */
  cancelRun(runId: string, cancelledBy: string, reason: string | undefined): Promise<answers.Run>;
  /** Reads a run as it is; with its chain, how far it came. */
  readRun(runId: string, chain?: boolean): Promise<answers.Run>;
  listViews(query: ViewsQuery): Promise<answers.Overview>;
  readStatus(query: StatusQuery): Promise<answers.Status>;
  listRuns(query: RunsQuery): Promise<answers.RunPage>;
  /** Compares what the view shows with what its definition gives now; not `complete` when that took too long. */
  readDrift(query: DriftQuery): Promise<answers.Drift>;
  readSettings(query: SettingsQuery): Promise<answers.ViewSettings>;
  /** Changes the settings named, all or none. */
  reconfigure(change: SettingsChange): Promise<answers.Reconfigured>;
  /** Changes them in all views, or in none. */
  reconfigureAll(change: ChangeOfAll): Promise<answers.ReconfiguredAll>;
  /** Says what such a change would make, and makes none. */
  previewSettings(change: Omit<SettingsChange, "changedBy">): Promise<answers.Preview>;
  listSettings(): Promise<answers.SettingDefinitions>;
  readSchedule(query: ScheduleQuery): Promise<answers.Schedule>;
  listChanges(query: ChangesQuery): Promise<answers.ChangePage>;
  listAlerts(query: AlertsQuery): Promise<answers.AlertPage>;
  /** Sends a test to the alert webhook. `alerts_not_configured` where there is none. */
  sendTestAlert(): Promise<answers.Alert>;
  /** Reads an alert, with what the webhook has answered. */
  readAlert(alertId: string): Promise<answers.Alert>;
  /** Claims an alert that the function was asked to deliver; null when there is nothing to do. */
  claimAlert(delivery: Delivery): Promise<answers.AlertMessage | null>;
  /** Records what the webhook answered. */
  recordAlert(delivery: Delivery, outcome: WebhookOutcome): Promise<answers.AlertRecorded>;
  /** Makes the checks that the database can make, and signs a challenge. */
  readDoctor(query: DoctorQuery): Promise<answers.DoctorOfDatabase>;
  silenceCheck(request: SilenceRequest, silencedBy: string): Promise<answers.Check>;
  startLoop(startedBy: string): Promise<answers.Loop>;
  readLoop(loopId: string): Promise<answers.Loop>;
  listLoops(): Promise<answers.Loops>;
  /** Records that the ping of a loop has come as far as the database. */
  recordLoop(loopId: string): Promise<unknown>;
  readMetrics(): Promise<answers.Metrics>;
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

  /** Adds an argument that a database part before 0.2.0 does not take, and leaves it out there. */
  async function callOrWithout<S extends z.ZodMiniType>(
    schema: S,
    name: string,
    args: Record<string, unknown>,
    newer: Record<string, unknown>,
  ): Promise<z.infer<S>> {
    try {
      return await call(schema, name, { ...args, ...newer });
    } catch (error) {
      if (isUnknownFunction(error)) return call(schema, name, args);
      throw error;
    }
  }

  return {
    requestRefresh: (view, force, requestedBy) =>
      callOrWithout(answers.Run, "request_dashboard_refresh", { view, force }, { requested_by: requestedBy }),
    requestAll: (force, requestedBy) =>
      call(answers.RefreshedAll, "refresh_all_dashboard_refreshes", { force, requested_by: requestedBy }),
    requestAsOf: (view, asOf, requestedBy) =>
      call(answers.RequestedAsOf, "request_dashboard_refresh_as_of", {
        view: view ?? null,
        as_of: asOf,
        requested_by: requestedBy,
      }),
    runRefresh: (runId) => call(answers.Run, "run_dashboard_refresh", { run_id: runId }, RUN_TIMEOUT_MS),
    cancelRun: (runId, cancelledBy, reason) =>
      call(answers.Run, "cancel_dashboard_refresh", { run_id: runId, cancelled_by: cancelledBy, reason }),
    readRun: (runId, chain) =>
      chain
        ? callOrWithout(answers.Run, "read_dashboard_refresh_run", { run_id: runId }, { chain })
        : call(answers.Run, "read_dashboard_refresh_run", { run_id: runId }),
    listViews: ({ runs }) => call(answers.Overview, "list_dashboard_refresh_views", { runs }),
    readStatus: ({ view, runs }) => call(answers.Status, "read_dashboard_refresh_status", { view, runs }),
    listRuns: ({ view, all, status, since, before, limit }) =>
      call(answers.RunPage, "list_dashboard_refresh_runs", {
        view,
        status,
        before,
        max_runs: limit,
        since,
        all_views: all || undefined,
      }),
    readDrift: ({ view, by }) =>
      call(answers.Drift, "read_dashboard_refresh_drift", { view, by }, DRIFT_TIMEOUT_MS),
    readSettings: ({ view }) => call(answers.ViewSettings, "read_dashboard_refresh_settings", { view }),
    reconfigure: ({ view, settings, changedBy, expectedRevision }) =>
      call(answers.Reconfigured, "reconfigure_dashboard_refresh", {
        view,
        settings,
        changed_by: changedBy,
        expected_revision: expectedRevision,
      }),
    reconfigureAll: ({ settings, changedBy }) =>
      call(answers.ReconfiguredAll, "reconfigure_all_dashboard_refreshes", {
        settings,
        changed_by: changedBy,
      }),
    previewSettings: ({ view, settings, expectedRevision }) =>
      call(answers.Preview, "preview_dashboard_refresh_settings", {
        view: view ?? null,
        settings,
        expected_revision: expectedRevision ?? null,
      }),
    listSettings: () => call(answers.SettingDefinitions, "list_dashboard_refresh_settings", {}),
    readSchedule: ({ schedule, time_zone, firings }) =>
      call(answers.Schedule, "read_dashboard_refresh_schedule", { schedule, time_zone, firings }),
    listChanges: ({ view, before, limit }) =>
      call(answers.ChangePage, "list_dashboard_refresh_changes", { view, before, max_changes: limit }),
    listAlerts: ({ view, before, limit }) =>
      call(answers.AlertPage, "list_dashboard_refresh_alerts", { view, before, max_alerts: limit }),
    sendTestAlert: () => call(answers.Alert, "test_dashboard_refresh_alert", {}),
    readAlert: (alertId) => call(answers.Alert, "read_dashboard_refresh_alert", { alert_id: alertId }),
    claimAlert: (delivery) =>
      call(z.nullable(answers.AlertMessage), "claim_dashboard_refresh_alert", argumentsOf(delivery)),
    recordAlert: (delivery, outcome) =>
      call(answers.AlertRecorded, "record_dashboard_refresh_alert", {
        ...argumentsOf(delivery),
        ...("status" in outcome ? { status_code: outcome.status } : { failure: outcome.failure }),
      }),
    readDoctor: ({ only, deep }) =>
      call(
        answers.DoctorOfDatabase,
        "read_dashboard_refresh_doctor",
        { check_id: only, deep },
        deep ? RUN_TIMEOUT_MS : READ_TIMEOUT_MS,
      ),
    silenceCheck: ({ id, view, silenced, reason }, silencedBy) =>
      call(answers.Check, "silence_dashboard_refresh_check", {
        check_id: id,
        view,
        silenced,
        silenced_by: silencedBy,
        reason,
      }),
    startLoop: (startedBy) => call(answers.Loop, "start_dashboard_refresh_loop", { started_by: startedBy }),
    readLoop: (loopId) => call(answers.Loop, "read_dashboard_refresh_loop", { loop_id: loopId }),
    listLoops: () => call(answers.Loops, "list_dashboard_refresh_loops", {}),
    recordLoop: (loopId) => call(z.unknown(), "record_dashboard_refresh_loop", { loop_id: loopId }),
    readMetrics: () => call(answers.Metrics, "read_dashboard_refresh_metrics", {}),
    readHealth: async () =>
      (await call(answers.Freshness, "read_dashboard_refresh_health", {}, SHORT_TIMEOUT_MS)).fresh,
    readVersion: async () =>
      (await call(answers.DatabaseVersion, "read_dashboard_refresh_version", {}, SHORT_TIMEOUT_MS)).version,
  };
}

const argumentsOf = ({ alertId, attempt, claimedBy }: Delivery) => ({
  alert_id: alertId,
  attempt,
  claimed_by: claimedBy,
});
