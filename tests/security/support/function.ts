// The function in this process, wired as its index.ts does: real keys, tokens, signatures, schemas, database methods and
// supabase-js. Only the REST API at the far end is played; what reaches it is recorded.
import { createApp } from "../../../supabase/functions/refresh-dashboard/app.ts";
import { createAuthenticate } from "../../../supabase/functions/refresh-dashboard/auth/authenticate.ts";
import { createReplayMemory } from "../../../supabase/functions/refresh-dashboard/auth/replay-memory.ts";
import { createHasScrapeToken } from "../../../supabase/functions/refresh-dashboard/auth/scrape-token.ts";
import { createVerifyChallenge } from "../../../supabase/functions/refresh-dashboard/auth/verify-challenge.ts";
import { createVerifyTrigger } from "../../../supabase/functions/refresh-dashboard/auth/verify-trigger.ts";
import { createDatabase } from "../../../supabase/functions/refresh-dashboard/database/database.ts";
import {
  createHealth,
  createVersion,
} from "../../../supabase/functions/refresh-dashboard/database/health.ts";
import { createRpc } from "../../../supabase/functions/refresh-dashboard/database/rpc.ts";
import { createBackground } from "../../../supabase/functions/refresh-dashboard/runtime/background.ts";
import type { Log } from "../../../supabase/functions/refresh-dashboard/runtime/log.ts";
import { sleep } from "../../../supabase/functions/refresh-dashboard/runtime/sleep.ts";
import { aDatabase, anAlert, aRun } from "../../unit/support/fakes.ts";
import { project, TRIGGER_SECRET } from "../../unit/support/keys.ts";

export interface TestedFunction {
  fetch: (request: Request) => Promise<Response>;
  /** Names of the RPCs it called. */
  rpcs: string[];
  errors: unknown[];
}

export function wireFunction(): TestedFunction {
  const rpcs: string[] = [];
  const errors: unknown[] = [];
  const now = () => Date.now();
  const monotonic = () => performance.now();
  const log: Log = (level, event, fields) => {
    if (level === "error") errors.push({ event, ...fields });
  };
  const restApi: typeof fetch = async (input, init) => {
    const name = new URL(String(input)).pathname.split("/").pop() ?? "";
    rpcs.push(name);
    return Response.json(await answerOf(name, JSON.parse(String(init?.body ?? "{}"))));
  };
  const database = createDatabase(createRpc(project, restApi));
  const app = createApp({
    authenticate: createAuthenticate(project),
    hasScrapeToken: createHasScrapeToken([]),
    verifyTrigger: createVerifyTrigger([TRIGGER_SECRET], now),
    verifyChallenge: createVerifyChallenge([TRIGGER_SECRET]),
    acceptOnce: createReplayMemory(now),
    database,
    health: createHealth(database.readHealth, monotonic),
    version: createVersion(database.readVersion, monotonic),
    background: createBackground({}),
    postWebhook: async () => ({ status: 200 }),
    log,
    now,
    monotonic,
    sleep,
  });
  return { fetch: async (request) => app.fetch(request), rpcs, errors };
}

async function answerOf(name: string, args: Record<string, unknown>): Promise<unknown> {
  const database = aDatabase();
  switch (name) {
    case "request_dashboard_refresh":
      return aRun();
    case "run_dashboard_refresh":
    case "read_dashboard_refresh_run":
      return aRun({ id: String(args.run_id), status: "succeeded" });
    case "read_dashboard_refresh_status":
      return database.readStatus({ runs: 5 });
    case "list_dashboard_refresh_runs":
      return database.listRuns({ limit: 50 });
    case "read_dashboard_refresh_drift":
      return database.readDrift({ by: args.by as string });
    case "reconfigure_dashboard_refresh":
      return database.reconfigure({
        view: undefined,
        settings: {},
        changedBy: "",
        expectedRevision: undefined,
      });
    case "read_dashboard_refresh_settings":
      return database.readSettings({});
    case "test_dashboard_refresh_alert":
    case "read_dashboard_refresh_alert":
      return anAlert({ status: "delivered" });
    case "cancel_dashboard_refresh":
      return database.cancelRun(String(args.run_id), "", undefined);
    case "list_dashboard_refresh_views":
      return database.listViews({ runs: 0 });
    case "refresh_all_dashboard_refreshes":
      return database.requestAll(false, "");
    case "request_dashboard_refresh_as_of":
      return database.requestAsOf(undefined, "", "");
    case "reconfigure_all_dashboard_refreshes":
      return database.reconfigureAll({ settings: {}, changedBy: "" });
    case "preview_dashboard_refresh_settings":
      return database.previewSettings({ view: undefined, settings: {}, expectedRevision: undefined });
    case "list_dashboard_refresh_settings":
      return database.listSettings();
    case "read_dashboard_refresh_schedule":
      return database.readSchedule({ schedule: String(args.schedule), firings: 3 });
    case "list_dashboard_refresh_changes":
      return database.listChanges({ limit: 50 });
    case "list_dashboard_refresh_alerts":
      return database.listAlerts({ limit: 50 });
    case "read_dashboard_refresh_doctor":
      return database.readDoctor({});
    case "silence_dashboard_refresh_check":
      return database.silenceCheck({ id: String(args.check_id) }, "");
    case "start_dashboard_refresh_loop":
      return database.startLoop("");
    case "read_dashboard_refresh_loop":
      return database.readLoop(String(args.loop_id));
    case "list_dashboard_refresh_loops":
      return database.listLoops();
    case "read_dashboard_refresh_metrics":
      return database.readMetrics();
    case "read_dashboard_refresh_health":
      return { fresh: true };
    case "read_dashboard_refresh_version":
      return { version: await database.readVersion() };
    default:
      throw new Error(`the function called the unknown RPC ${name}`);
  }
}
