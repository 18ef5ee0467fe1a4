// The application with everything outside of it faked, but for what decides who gets in: that is real.

import { createApp } from "../../../supabase/functions/refresh-dashboard/app.ts";
import { createAuthenticate } from "../../../supabase/functions/refresh-dashboard/auth/authenticate.ts";
import { createReplayMemory } from "../../../supabase/functions/refresh-dashboard/auth/replay-memory.ts";
import { createHasScrapeToken } from "../../../supabase/functions/refresh-dashboard/auth/scrape-token.ts";
import { createVerifyChallenge } from "../../../supabase/functions/refresh-dashboard/auth/verify-challenge.ts";
import { createVerifyTrigger } from "../../../supabase/functions/refresh-dashboard/auth/verify-trigger.ts";
import type {
  Alert,
  AlertMessage,
  Check,
  DoctorOfDatabase,
  Loop,
  Overview,
  Run,
  Schedule,
  Status,
  ViewInShort,
} from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { VERSION } from "../../../supabase/functions/refresh-dashboard/contract/version.ts";
import type { Database } from "../../../supabase/functions/refresh-dashboard/database/database.ts";
import { createVersion } from "../../../supabase/functions/refresh-dashboard/database/health.ts";
import type { Deps } from "../../../supabase/functions/refresh-dashboard/deps.ts";
import { createBackground } from "../../../supabase/functions/refresh-dashboard/runtime/background.ts";
import { type Clock, createClock } from "./clock.ts";
import { NEXT_TRIGGER_SECRET, project, SCRAPE_TOKEN, SECRET_KEY, sign, TRIGGER_SECRET } from "./keys.ts";

export const RUN_ID = "3f0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f";
export const NOW = "2026-11-24T03:00:00+00:00";
export const VIEW = "public.mv_conversaciones_dashboard";

/** A run as the ledger has it: queued, unless told otherwise. */
export function aRun(members: Partial<Run> = {}): Run {
  return {
    id: RUN_ID,
    view: VIEW,
    status: "queued",
    running: false,
    trigger: "admin",
    path: "edge",
    requested_at: NOW,
    started_at: null,
    finished_at: null,
    duration_ms: null,
    data_as_of: null,
    method: null,
    rows_inserted: null,
    rows_deleted: null,
    served_by: null,
    caused_by: null,
    http_request_id: null,
    requested_by: null,
    replaced_as_of: null,
    cancelling: false,
    cancellation: null,
    error: null,
    ...members,
  };
}

/** A view's status: fresh, unless told otherwise. */
export function aStatus(members: Partial<Status> = {}): Status {
  return {
    view: VIEW,
    state: "fresh",
    paused: false,
    pause: null,
    suspended: null,
    refreshing: null,
    data_as_of: NOW,
    verified_at: null,
    staleness_seconds: 0,
    promise: { max_staleness_seconds: 600, kept: true },
    path: { setting: "auto", effective: "edge", reason: null },
    job: null,
    skip: { possible: true, reason: "seen", expression: null, instead: null, held_by: null, sources: [] },
    settings: {},
    session_settings: null,
    last_runs: [],
    last_24_hours: {
      runs: 0,
      succeeded: 0,
      failed: 0,
      lost: 0,
      refreshes: 0,
      seconds_refreshing: 0,
      p95_duration_ms: null,
    },
    alerts: { configured: false, missing: null, open: [], since: null, last: null },
    problems: [],
    version: VERSION,
    now: NOW,
    ...members,
  };
}

/** A view in short: fresh, unless told otherwise. */
export function aViewInShort(members: Partial<ViewInShort> = {}): ViewInShort {
  return {
    view: VIEW,
    state: "fresh",
    paused: false,
    pause: null,
    suspended: false,
    refreshing: null,
    data_as_of: NOW,
    verified_at: null,
    staleness_seconds: 12.5,
    promise: { max_staleness_seconds: 600, kept: true },
    schedule: "*/5 * * * *",
    time_zone: "UTC",
    next_run_at: NOW,
    consecutive_failures: 0,
    last_run: null,
    attention: null,
    saved: { refreshes: 0, seconds: 0 },
    revision: 1,
    runs: [],
    ...members,
  };
}

/** All of one view. */
export function anOverview(members: Partial<Overview> = {}): Overview {
  return {
    views: [aViewInShort()],
    summary: {
      views: 1,
      fresh: 1,
      stale: 0,
      unknown: 0,
      missing: 0,
      paused: 0,
      suspended: 0,
      failing: 0,
      promises_broken: 0,
    },
    scheduler: { alive: true, last_fired_at: NOW, watchdog_last_at: NOW, time_zone: "UTC" },
    read_only: false,
    poll_after_seconds: 10,
    version: VERSION,
    now: NOW,
    ...members,
  };
}

/** A check: ok, unless told otherwise. */
export function aCheck(members: Partial<Check> = {}): Check {
  const id = members.id ?? "cron_installed";
  return {
    id,
    group: "platform",
    view: null,
    status: "ok",
    finding: "It is there.",
    repair: null,
    blocked_by: null,
    silenced: null,
    page: `docs/doctor.md#${id}`,
    ...members,
  };
}

/** What the database answers of a doctor's look: nothing looked at yet of what is the function's. */
export function aDoctor(members: Partial<DoctorOfDatabase> = {}): DoctorOfDatabase {
  const skipped = { status: "skipped", finding: "It is asked of the Edge Function." } as const;
  return {
    checks: [
      aCheck(),
      aCheck({ id: "function_version", ...skipped }),
      aCheck({ id: "function_secret", ...skipped }),
      aCheck({ id: "clock_skew", ...skipped }),
    ],
    summary: { ok: 1, warning: 0, error: 0, skipped: 3, silenced: 0 },
    version: VERSION,
    now: NOW,
    challenge: null,
    ...members,
  };
}

export const LOOP_ID = "6e0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f";

/** A loop that has not come far. */
export function aLoop(members: Partial<Loop> = {}): Loop {
  return {
    id: LOOP_ID,
    started_at: NOW,
    started_by: null,
    status: "running",
    legs: ["pg_cron", "pg_net", "function", "database", "answer"].map((name) => ({
      name,
      at: null,
      ms: null,
    })),
    missing: null,
    why: null,
    hint: null,
    ...members,
  };
}

const aSchedule = (members: Partial<Schedule> = {}): Schedule => ({
  schedule: "*/5 * * * *",
  time_zone: "UTC",
  firings: [NOW],
  longest_pause_seconds: 300,
  job_schedule: "*/5 * * * *",
  now: NOW,
  ...members,
});

export const ALERT_ID = "5d0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f";

/** A test of the alert webhook: sent, unless told otherwise. */
export function anAlert(members: Partial<Alert> = {}): Alert {
  return {
    id: ALERT_ID,
    view: null,
    kind: "test",
    status: "sent",
    summary: "A test.",
    created_at: NOW,
    attempts: 1,
    next_attempt_at: null,
    sent_at: NOW,
    finished_at: null,
    via: "function",
    error: null,
    ...members,
  };
}

/** The message of an alert, as the database gives it to be posted. */
export function aMessage(members: Partial<AlertMessage> = {}): AlertMessage {
  return {
    url: "https://hooks.chat.test/services/T0/B0/secret",
    headers: { "Content-Type": "application/json", "webhook-id": `alert_${ALERT_ID}` },
    body: '{"text": "a refresh failed"}',
    ...members,
  };
}

/** A database on which every call succeeds at once. */
export function aDatabase(methods: Partial<Database> = {}): Database {
  return {
    requestRefresh: async () => aRun(),
    runRefresh: async (id) => aRun({ id, status: "succeeded" }),
    readRun: async (id) => aRun({ id, running: true }),
    requestAll: async () => ({ runs: [aRun()], skipped: [] }),
    requestAsOf: async () => ({ view: VIEW, fresh_as_of: NOW, is_fresh: true, run: null }),
    cancelRun: async (id) => aRun({ id, status: "cancelled" }),
    listViews: async () => anOverview(),
    readStatus: async () => aStatus(),
    reconfigureAll: async ({ settings }) => ({
      views: [{ view: VIEW, before: {}, after: { ...settings }, revision: 4 }],
    }),
    previewSettings: async ({ settings }) => ({
      view: VIEW,
      dry_run: true,
      before: {},
      after: { ...settings },
      revision: 3,
      schedule: aSchedule(),
      promise: { max_staleness_seconds: 600, reachable: true, reason: null, suggested_schedule: null },
      changes: [],
      problems: [],
    }),
    listSettings: async () => ({
      settings: [
        {
          name: "active",
          type: "boolean",
          default: true,
          limits: "active must be true or false.",
          description: "false pauses the job.",
          choices: null,
        },
      ],
    }),
    readSchedule: async ({ schedule }) => aSchedule({ schedule }),
    listChanges: async ({ view = null }) => ({
      view,
      changes: [
        {
          id: 1,
          changed_at: NOW,
          changed_by: "postgres",
          action: "reconfigure",
          view: VIEW,
          before: {},
          after: {},
        },
      ],
      next: null,
    }),
    listAlerts: async ({ view = null }) => ({ view, alerts: [anAlert()], next: null }),
    readDoctor: async () => aDoctor(),
    silenceCheck: async ({ id }) => aCheck({ id }),
    startLoop: async () => aLoop(),
    readLoop: async (id) => aLoop({ id }),
    listLoops: async () => ({ loops: [aLoop()] }),
    recordLoop: async () => null,
    readMetrics: async () => ({
      metrics: [
        {
          name: "refresh_dashboard_view_suspended",
          type: "gauge",
          help: "Whether the view is suspended.",
          labels: ["view"],
          samples: [[[VIEW], 0]],
        },
      ],
    }),
    listRuns: async () => ({ view: VIEW, runs: [aRun()], next: null }),
    readDrift: async ({ by = null }) => ({ view: VIEW, by, complete: true, at: NOW }),
    readSettings: async () => ({ view: VIEW, revision: 3, settings: { active: true } }),
    reconfigure: async ({ settings }) => ({ view: VIEW, before: {}, after: { ...settings }, revision: 4 }),
    sendTestAlert: async () => anAlert(),
    readAlert: async (id) => anAlert({ id, status: "delivered" }),
    claimAlert: async () => aMessage(),
    recordAlert: async () => ({ recorded: true }),
    readHealth: async () => true,
    readVersion: async () => VERSION,
    ...methods,
  };
}

export type LogLine = { level: string; event: string; [field: string]: unknown };
export type TestApp = {
  call(method: string, path: string, init?: CallInit): Promise<Response>;
  /** A trigger, well signed unless told otherwise. */
  trigger(init?: { runId?: string; headers?: Record<string, string>; body?: string }): Promise<Response>;
  /** Names and arguments of the calls that reached the database. */
  calls: [name: string, ...args: unknown[]][];
  logs: LogLine[];
  clock: Clock;
};
type CallInit = { headers?: Record<string, string>; body?: BodyInit | object; path?: string };

/** Makes an application for a test; what is not given is faked so that it succeeds. */
export function testApp(
  given: { database?: Partial<Database> } & Partial<Omit<Deps, "database">> = {},
): TestApp {
  const calls: TestApp["calls"] = [];
  const logs: LogLine[] = [];
  const clock = createClock();
  const log: Deps["log"] = (level, event, fields = {}) => logs.push({ level, event, ...fields });
  const { database: methods, ...others } = given;
  const database = recording(aDatabase(methods), calls);
  const app = createApp({
    authenticate: createAuthenticate(project),
    hasScrapeToken: createHasScrapeToken([SCRAPE_TOKEN]),
    verifyTrigger: createVerifyTrigger([TRIGGER_SECRET, NEXT_TRIGGER_SECRET], Date.now),
    verifyChallenge: createVerifyChallenge([TRIGGER_SECRET, NEXT_TRIGGER_SECRET]),
    acceptOnce: createReplayMemory(clock.now),
    database,
    health: async () => true,
    version: createVersion(database.readVersion, clock.now),
    background: createBackground({}),
    postWebhook: async () => ({ status: 200 }),
    log,
    now: () => Date.parse(NOW),
    monotonic: clock.now,
    sleep: clock.sleep,
    ...others,
  });

  const call: TestApp["call"] = async (method, path, { headers = {}, body } = {}) => {
    const isObject = typeof body === "object" && Object.getPrototypeOf(body) === Object.prototype;
    const init = {
      method,
      headers: { ...(isObject ? { "content-type": "application/json" } : {}), ...headers },
      ...(body === undefined
        ? {}
        : { body: isObject ? JSON.stringify(body) : (body as BodyInit), duplex: "half" }),
    };
    return await app.fetch(new Request(`http://edge.test/refresh-dashboard${path}`, init));
  };
  const trigger: TestApp["trigger"] = ({ runId = RUN_ID, headers = {}, body } = {}) => {
    const text = body ?? JSON.stringify({ view: VIEW, run_id: runId });
    const signed = { "content-type": "application/json", ...sign(runId, text), ...headers };
    return call("POST", "/refresh", { headers: signed, body: text });
  };
  return { call, trigger, calls, logs, clock };
}

/** The header of a caller who holds the default secret key. */
export const withSecret = { apikey: SECRET_KEY };

/** The code in a problem document, after checking that it is one. */
export async function codeOf(response: Response): Promise<string> {
  const body = await response.json();
  if (response.headers.get("content-type") !== "application/problem+json")
    return `no problem: ${JSON.stringify(body)}`;
  return body.code;
}

function recording(database: Database, calls: TestApp["calls"]): Database {
  const entries = Object.entries(database).map(([name, method]) => [
    name,
    (...args: unknown[]) => {
      calls.push([name, ...args]);
      return (method as (...args: unknown[]) => unknown)(...args);
    },
  ]);
  return Object.fromEntries(entries) as Database;
}
