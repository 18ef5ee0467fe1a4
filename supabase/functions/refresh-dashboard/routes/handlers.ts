// Which handler does the work of which endpoint.

import type { EndpointName } from "../contract/endpoints.ts";
import type { Deps } from "../deps.ts";
import { createCancelHandler } from "./cancel.ts";
import { createDeliverAlertHandler } from "./deliver-alert.ts";
import {
  createDoctorHandler,
  createLoopHandler,
  createLoopsHandler,
  createPingHandler,
  createSilenceHandler,
  createStartLoopHandler,
} from "./doctor.ts";
import type { Handler } from "./endpoint.ts";
import { createIndexHandler } from "./index-of-calls.ts";
import { createMeHandler } from "./me.ts";
import { createMetricsHandler } from "./metrics.ts";
import { createOpenApiHandler } from "./openapi.ts";
import {
  createAlertsHandler,
  createChangesHandler,
  createDriftHandler,
  createHealthHandler,
  createRunHandler,
  createRunsHandler,
  createScheduleHandler,
  createSettingDefinitionsHandler,
} from "./reads.ts";
import {
  createPreviewHandler,
  createReconfigureAllHandler,
  createReconfigureHandler,
  createSettingsHandler,
} from "./reconfigure.ts";
import { createRefreshHandler } from "./refresh.ts";
import { createRefreshAllHandler } from "./refresh-all.ts";
import { createRefreshAsOfHandler } from "./refresh-as-of.ts";
import { createStatusHandler } from "./status.ts";
import { createTestAlertHandler } from "./test-alert.ts";
import { createTriggerHandler } from "./trigger.ts";
import { createViewsHandler } from "./views.ts";

/** Makes the handler of every endpoint. */
export const createHandlers = (deps: Deps): { [N in EndpointName]: Handler<N> } => ({
  index: createIndexHandler(deps),
  refresh: createRefreshHandler(deps),
  refreshAll: createRefreshAllHandler(deps),
  refreshAsOf: createRefreshAsOfHandler(deps),
  trigger: createTriggerHandler(deps),
  views: createViewsHandler(deps),
  reconfigureAll: createReconfigureAllHandler(deps),
  status: createStatusHandler(deps),
  settings: createSettingsHandler(deps),
  reconfigure: createReconfigureHandler(deps),
  preview: createPreviewHandler(deps),
  settingDefinitions: createSettingDefinitionsHandler(deps),
  schedule: createScheduleHandler(deps),
  changes: createChangesHandler(deps),
  runs: createRunsHandler(deps),
  run: createRunHandler(deps),
  cancel: createCancelHandler(deps),
  drift: createDriftHandler(deps),
  alerts: createAlertsHandler(deps),
  testAlert: createTestAlertHandler(deps),
  deliverAlert: createDeliverAlertHandler(deps),
  doctor: createDoctorHandler(deps),
  silenceCheck: createSilenceHandler(deps),
  startLoop: createStartLoopHandler(deps),
  loops: createLoopsHandler(deps),
  loop: createLoopHandler(deps),
  ping: createPingHandler(deps),
  metrics: createMetricsHandler(deps),
  me: createMeHandler(deps),
  openapi: createOpenApiHandler(),
  health: createHealthHandler(deps),
});
