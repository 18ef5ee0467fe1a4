// Which handler does the work of which endpoint.

import type { EndpointName } from "../contract/endpoints.ts";
import type { Deps } from "../deps.ts";
import type { Handler } from "./endpoint.ts";
import { createIndexHandler } from "./index-of-calls.ts";
import { createDriftHandler, createHealthHandler, createRunHandler, createRunsHandler } from "./reads.ts";
import { createReconfigureHandler, createSettingsHandler } from "./reconfigure.ts";
import { createRefreshHandler } from "./refresh.ts";
import { createStatusHandler } from "./status.ts";
import { createTestAlertHandler } from "./test-alert.ts";
import { createTriggerHandler } from "./trigger.ts";

/** Makes the handler of every endpoint. */
export const createHandlers = (deps: Deps): { [N in EndpointName]: Handler<N> } => ({
  index: createIndexHandler(deps),
  refresh: createRefreshHandler(deps),
  trigger: createTriggerHandler(deps),
  status: createStatusHandler(deps),
  settings: createSettingsHandler(deps),
  reconfigure: createReconfigureHandler(deps),
  runs: createRunsHandler(deps),
  run: createRunHandler(deps),
  drift: createDriftHandler(deps),
  testAlert: createTestAlertHandler(deps),
  health: createHealthHandler(deps),
});
