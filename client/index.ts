// The client of the HTTP API, as the package exports it. It runs in Node, in browsers and in Deno: nothing but fetch is
// asked of them.

export type {
  Alert,
  AlertPage,
  Chain,
  Change,
  ChangePage,
  Check,
  Doctor,
  Drift,
  FreshAsOf,
  Health,
  Index,
  Loop,
  Loops,
  Me,
  Overview,
  Pause,
  Preview,
  Reconfigured,
  ReconfiguredAll,
  RefreshedAll,
  Repair,
  Run,
  RunInShort,
  RunPage,
  Schedule,
  SettingDefinition,
  SettingDefinitions,
  Status,
  StatusProblem,
  Versions,
  ViewInShort,
  ViewSettings,
} from "../supabase/functions/refresh-dashboard/contract/answers.ts";
export type { ProblemCode } from "../supabase/functions/refresh-dashboard/contract/codes.ts";
export { createRefreshClient, type FunctionsClient } from "./create-refresh-client.ts";
export { createRefreshDashboard, type Options, type RefreshDashboard } from "./create-refresh-dashboard.ts";
export {
  type ClientErrorCode,
  type ErrorCode,
  RefreshDashboardError,
} from "./error.ts";
export type { Wait } from "./refresh-and-wait.ts";
export type { AnswerTo, Call, CallName, CallOptions, Failure, InputOf, ResultOf, Success } from "./types.ts";
