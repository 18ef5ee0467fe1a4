// The application with everything outside of it faked, but for what decides who gets in: that is real.

import { createApp } from "../../../supabase/functions/refresh-dashboard/app.ts";
import { createAuthenticate } from "../../../supabase/functions/refresh-dashboard/auth/authenticate.ts";
import { createReplayMemory } from "../../../supabase/functions/refresh-dashboard/auth/replay-memory.ts";
import { createVerifyTrigger } from "../../../supabase/functions/refresh-dashboard/auth/verify-trigger.ts";
import type { Alert, Run } from "../../../supabase/functions/refresh-dashboard/contract/answers.ts";
import { VERSION } from "../../../supabase/functions/refresh-dashboard/contract/version.ts";
import type { Database } from "../../../supabase/functions/refresh-dashboard/database/database.ts";
import { createVersion } from "../../../supabase/functions/refresh-dashboard/database/health.ts";
import type { Deps } from "../../../supabase/functions/refresh-dashboard/deps.ts";
import { createBackground } from "../../../supabase/functions/refresh-dashboard/runtime/background.ts";
import { type Clock, createClock } from "./clock.ts";
import { NEXT_TRIGGER_SECRET, project, SECRET_KEY, sign, TRIGGER_SECRET } from "./keys.ts";

export const RUN_ID = "3f0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f";
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
    requested_at: "2026-11-24T03:00:00+00:00",
    started_at: null,
    finished_at: null,
    duration_ms: null,
    data_as_of: null,
    error: null,
    ...members,
  };
}

export const ALERT_ID = "5d0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f";

/** A test of the alert webhook: sent, unless told otherwise. */
export function anAlert(members: Partial<Alert> = {}): Alert {
  return { id: ALERT_ID, kind: "test", status: "sent", error: null, ...members };
}

/** A database on which every call succeeds at once. */
export function aDatabase(methods: Partial<Database> = {}): Database {
  return {
    requestRefresh: async () => aRun(),
    runRefresh: async (id) => aRun({ id, status: "succeeded" }),
    readRun: async (id) => aRun({ id, running: true }),
    readStatus: async () => ({
      view: VIEW,
      state: "fresh",
      paused: false,
      settings: {},
      last_runs: [],
      problems: [],
      version: VERSION,
    }),
    listRuns: async () => ({ view: VIEW, runs: [aRun()], next: null }),
    readDrift: async ({ by = null }) => ({ view: VIEW, by, complete: true }),
    readSettings: async () => ({ view: VIEW, revision: 3, settings: { active: true } }),
    reconfigure: async ({ settings }) => ({ view: VIEW, before: {}, after: { ...settings }, revision: 4 }),
    sendTestAlert: async () => anAlert(),
    readAlert: async (id) => anAlert({ id, status: "delivered" }),
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
    verifyTrigger: createVerifyTrigger([TRIGGER_SECRET, NEXT_TRIGGER_SECRET], Date.now),
    acceptOnce: createReplayMemory(clock.now),
    database,
    health: async () => true,
    version: createVersion(database.readVersion, clock.now),
    background: createBackground({}),
    log,
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
