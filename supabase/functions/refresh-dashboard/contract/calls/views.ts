// The calls that show views and change their settings.

import {
  ChangePage,
  Drift,
  NotModified,
  Overview,
  Preview,
  Reconfigured,
  ReconfiguredAll,
  Schedule,
  SettingDefinitions,
  Status,
  ViewSettings,
} from "../answers.ts";
import { type Endpoint, ONE_VIEW, OPERATORS, READERS } from "../endpoint.ts";
import {
  ChangesQuery,
  DriftQuery,
  DryRunQuery,
  Nothing,
  ReconfigureAllRequest,
  ReconfigureRequest,
  ScheduleQuery,
  SettingsQuery,
  StatusQuery,
  ViewsQuery,
} from "../requests.ts";

const OF_A_PATCH = ["invalid_setting", "unsupported_schedule", "job_conflict"] as const;
const PATCH_HINT =
  "Allowed fields: view, and settings by name; GET /settings lists them. A value is a text, a number, true, false, or null for the default.";

export const VIEWS = {
  views: {
    method: "GET",
    path: "/views",
    who: READERS,
    summary: "all managed views in short, worst first",
    query: ViewsQuery,
    body: null,
    answers: {
      200: {
        schema: Overview,
        when: "the views, each with its last `runs` (0 to 30, default 0), and an `ETag`",
      },
      304: {
        schema: NotModified,
        when: "nothing has changed since the answer whose `ETag` came as `If-None-Match`",
      },
    },
    codes: ["invalid_argument"],
  },
  reconfigureAll: {
    method: "PATCH",
    path: "/views",
    who: OPERATORS,
    summary: "change settings of all views, or none",
    query: Nothing,
    body: ReconfigureAllRequest,
    bodyHint: PATCH_HINT.replace("view, and settings", "settings"),
    answers: { 200: { schema: ReconfiguredAll, when: "the settings of each before and after" } },
    codes: [...OF_A_PATCH, "invalid_argument", "read_only"],
  },
  status: {
    method: "GET",
    path: "/status",
    who: READERS,
    summary: "a view's state, last runs and problems",
    query: StatusQuery,
    body: null,
    answers: { 200: { schema: Status, when: "the status, with the last `runs` (0 to 100, default 5)" } },
    codes: [...ONE_VIEW, "invalid_argument"],
  },
  settings: {
    method: "GET",
    path: "/reconfigure",
    who: READERS,
    summary: "a view's settings",
    query: SettingsQuery,
    body: null,
    answers: { 200: { schema: ViewSettings, when: "the settings, with their revision as `ETag`" } },
    codes: ONE_VIEW,
  },
  reconfigure: {
    method: "PATCH",
    path: "/reconfigure",
    who: OPERATORS,
    summary: "change a view's settings, all that are named or none",
    query: Nothing,
    body: ReconfigureRequest,
    bodyHint: PATCH_HINT,
    answers: {
      200: { schema: Reconfigured, when: "the settings before and after, with the new revision as `ETag`" },
    },
    codes: [...ONE_VIEW, ...OF_A_PATCH, "precondition_failed", "invalid_argument", "read_only"],
  },
  preview: {
    method: "PATCH",
    path: "/reconfigure",
    chosenBy: { in: "query", name: "dry_run", value: "true" },
    who: OPERATORS,
    summary: "see what a change of settings would make",
    query: DryRunQuery,
    body: ReconfigureRequest,
    bodyHint: PATCH_HINT,
    answers: { 200: { schema: Preview, when: "what would change; nothing has" } },
    codes: [...ONE_VIEW, ...OF_A_PATCH, "precondition_failed", "invalid_argument"],
  },
  settingDefinitions: {
    method: "GET",
    path: "/settings",
    who: READERS,
    summary: "the settings that there are",
    query: Nothing,
    body: null,
    answers: {
      200: { schema: SettingDefinitions, when: "each with type, default, limits and what it does" },
    },
    codes: [],
  },
  schedule: {
    method: "GET",
    path: "/schedule",
    who: READERS,
    summary: "when a schedule fires",
    query: ScheduleQuery,
    body: null,
    answers: { 200: { schema: Schedule, when: "the next `firings` (1 to 100, default 3)" } },
    codes: ["invalid_setting", "unsupported_schedule", "invalid_argument"],
  },
  changes: {
    method: "GET",
    path: "/changes",
    who: READERS,
    summary: "who changed which settings, newest first",
    query: ChangesQuery,
    body: null,
    answers: { 200: { schema: ChangePage, when: "a page of `limit` changes (1 to 100, default 50)" } },
    codes: [...ONE_VIEW, "invalid_argument"],
  },
} as const satisfies Record<string, Endpoint>;

export const DRIFT = {
  drift: {
    method: "GET",
    path: "/drift",
    who: READERS,
    summary: "how far a view is from its definition",
    query: DriftQuery,
    body: null,
    answers: { 200: { schema: Drift, when: "the comparison, also when it was cut and is not `complete`" } },
    codes: [
      ...ONE_VIEW,
      "not_a_materialized_view",
      "invalid_argument",
      "definition_failed",
      "not_comparable",
      "drift_running",
    ],
  },
} as const satisfies Record<string, Endpoint>;
