// The client of the HTTP API, as the package exports it. It runs in Node, in browsers and in Deno: nothing but fetch is
// asked of them.

export type {
  Alert,
  Drift,
  Health,
  Index,
  Reconfigured,
  Run,
  RunPage,
  Status,
  StatusProblem,
  ViewSettings,
} from "../supabase/functions/refresh-dashboard/contract/answers.ts";
export type { ProblemCode } from "../supabase/functions/refresh-dashboard/contract/codes.ts";
export { createRefreshDashboard, type Options, type RefreshDashboard } from "./create-refresh-dashboard.ts";
export {
  type ClientErrorCode,
  type ErrorCode,
  RefreshDashboardError,
} from "./error.ts";
export type { Wait } from "./refresh-and-wait.ts";
export type { AnswerTo, Call, CallName, CallOptions, Failure, InputOf, ResultOf, Success } from "./types.ts";
