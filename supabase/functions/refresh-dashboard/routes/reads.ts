// The calls that pass on what is read.

import type { Deps } from "../deps.ts";
import { Problem } from "../request/problem.ts";
import type { Handler } from "./endpoint.ts";

/** Makes the handler of `GET /runs`: the ledger, newest first, by pages. */
export const createRunsHandler =
  ({ database }: Deps): Handler<"runs"> =>
  async ({ query }) => ({ status: 200, body: await database.listRuns(query) });

/** Makes the handler of `GET /runs/{id}`: where the Location of a 202 leads. */
export const createRunHandler =
  ({ database }: Deps): Handler<"run"> =>
  async ({ params: { id }, query: { chain } }) => ({
    status: 200,
    body: await (chain ? database.readRun(id, true) : database.readRun(id)),
  });

/** Makes the handler of `GET /settings`: the settings that there are. */
export const createSettingDefinitionsHandler =
  ({ database }: Deps): Handler<"settingDefinitions"> =>
  async () => ({ status: 200, body: await database.listSettings() });

/** Makes the handler of `GET /schedule`: the one place that counts firings is the database. */
export const createScheduleHandler =
  ({ database }: Deps): Handler<"schedule"> =>
  async ({ query }) => ({ status: 200, body: await database.readSchedule(query) });

/** Makes the handler of `GET /changes`: the audit, newest first, by pages. */
export const createChangesHandler =
  ({ database }: Deps): Handler<"changes"> =>
  async ({ query }) => ({ status: 200, body: await database.listChanges(query) });

/** Makes the handler of `GET /alerts`: newest first, by pages. */
export const createAlertsHandler =
  ({ database }: Deps): Handler<"alerts"> =>
  async ({ query }) => ({ status: 200, body: await database.listAlerts(query) });

/** After how many seconds who is told `drift_running` may ask again: most comparisons are over by then. */
export const DRIFT_RETRY_SECONDS = 5;

/** Makes the handler of `GET /drift`: 200 with the comparison, also when it was cut and is not `complete`. */
export const createDriftHandler =
  ({ database }: Deps): Handler<"drift"> =>
  async ({ query }) => {
    try {
      return { status: 200, body: await database.readDrift(query) };
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "drift_running") throw error;
      const { code, message, hint, cause } = error;
      throw new Problem(code, message, { hint, cause, headers: { "retry-after": `${DRIFT_RETRY_SECONDS}` } });
    }
  };

/** Makes the handler of `GET /health`: 200 `fresh`, 503 `stale`, and not a word more, since anyone may ask. */
export const createHealthHandler =
  ({ health }: Deps): Handler<"health"> =>
  async ({ log }) =>
    (await health(log))
      ? { status: 200, body: { status: "fresh" } }
      : { status: 503, body: { status: "stale" } };
