// The calls that begin, stop and show runs.

import { Accepted, FreshAsOf, RefreshedAll, Run, RunPage } from "../answers.ts";
import { type Endpoint, ONE_VIEW, OPERATORS, READERS } from "../endpoint.ts";
import {
  CancelRequest,
  IdPath,
  Nothing,
  RefreshAllRequest,
  RefreshAsOfRequest,
  RefreshRequest,
  RunQuery,
  RunsQuery,
  TriggerRequest,
} from "../requests.ts";

export const REFRESHES = {
  refresh: {
    method: "POST",
    path: "/refresh",
    who: OPERATORS,
    summary: "refresh a view and wait for it",
    query: Nothing,
    body: RefreshRequest,
    answers: {
      200: { schema: Run, when: "the run, which has succeeded" },
      202: {
        schema: Run,
        when: "the run, still going after `wait_seconds` (0 to 120, default 30)",
        location: "/runs/{id}",
      },
    },
    codes: [
      ...ONE_VIEW,
      "paused",
      "suspended",
      "unknown_run",
      "refresh_failed",
      "refresh_lost",
      "refresh_cancelled",
      "read_only",
    ],
  },
  refreshAll: {
    method: "POST",
    path: "/refresh",
    chosenBy: { in: "body", name: "all", value: true },
    who: OPERATORS,
    summary: "refresh all views in the order of their dependencies",
    query: Nothing,
    body: RefreshAllRequest,
    answers: {
      202: { schema: RefreshedAll, when: "the runs, which go on, and the views that were skipped" },
    },
    codes: ["read_only"],
  },
  refreshAsOf: {
    method: "POST",
    path: "/refresh",
    chosenBy: { in: "body", name: "as_of" },
    who: OPERATORS,
    summary: "see to it that a view is as fresh as a time, and wait for it",
    query: Nothing,
    body: RefreshAsOfRequest,
    answers: {
      200: { schema: FreshAsOf, when: "the view is that fresh; with the run that was needed, if any" },
      202: {
        schema: FreshAsOf,
        when: "it is not after `wait_seconds` (0 to 120, default 30); with the run, still going",
        location: "/runs/{run.id}",
      },
    },
    codes: [
      ...ONE_VIEW,
      "invalid_argument",
      "paused",
      "suspended",
      "unknown_run",
      "refresh_failed",
      "refresh_lost",
      "refresh_cancelled",
      "read_only",
    ],
  },
  trigger: {
    method: "POST",
    path: "/refresh",
    who: "trigger",
    summary: "start a queued run and answer at once",
    query: null,
    body: TriggerRequest,
    answers: {
      202: {
        schema: Accepted,
        when: "accepted; the work goes on in the background",
        location: "/runs/{run_id}",
      },
    },
    codes: ["trigger_replayed", "unknown_run"],
  },
} as const satisfies Record<string, Endpoint>;

export const RUNS = {
  runs: {
    method: "GET",
    path: "/runs",
    who: READERS,
    summary: "a view's runs, or those of all views, newest first",
    query: RunsQuery,
    body: null,
    answers: { 200: { schema: RunPage, when: "a page of `limit` runs (1 to 200, default 50)" } },
    codes: [...ONE_VIEW, "unknown_run", "invalid_argument"],
  },
  run: {
    method: "GET",
    path: "/runs/{id}",
    who: READERS,
    summary: "one run; with `chain=true` how far it came",
    params: IdPath,
    query: RunQuery,
    body: null,
    answers: { 200: { schema: Run, when: "the run as it is now" } },
    codes: ["unknown_run"],
  },
  cancel: {
    method: "POST",
    path: "/runs/{id}/cancel",
    who: OPERATORS,
    summary: "stop a run",
    params: IdPath,
    query: Nothing,
    body: CancelRequest,
    answers: {
      200: { schema: Run, when: "the run, which is `cancelled`" },
      202: { schema: Run, when: "the run, which has not let go yet: ask again", location: "/runs/{id}" },
    },
    codes: ["unknown_run", "run_finished", "read_only"],
  },
} as const satisfies Record<string, Endpoint>;
