// Calls as one would make them, for the description of the API. A test makes each of them.

import type { EndpointName } from "../contract/endpoints.ts";

/** What goes into path, query and body; the name says what the example shows. */
export type Example = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: Record<string, unknown>;
};

const ID = "3f0c1f4e-8a53-4c8e-9d6b-0a4b1c2d3e4f";
const VIEW = "public.mv_conversaciones_dashboard";

/** The examples of a call, by what they show. A call of which there is none takes nothing. */
export const EXAMPLES: { readonly [N in EndpointName]?: Readonly<Record<string, Example>> } = {
  refresh: {
    "the only view": { body: {} },
    "a view, though it is paused": { body: { view: VIEW, force: true, wait_seconds: 60 } },
  },
  refreshAll: { "all views": { body: { all: true } } },
  refreshAsOf: {
    "what a pipeline has loaded": { body: { view: VIEW, as_of: "2026-11-24T03:00:00Z", wait_seconds: 120 } },
  },
  trigger: { "the database, signed": { body: { view: VIEW, run_id: ID } } },
  views: { "with a strip of runs": { query: { runs: "30" } } },
  reconfigureAll: {
    "pause all": { body: { active: false, pause_reason: "migration" } },
    "resume all": { body: { active: true } },
  },
  status: { "a view": { query: { view: VIEW, runs: "10" } } },
  settings: { "a view": { query: { view: VIEW } } },
  reconfigure: {
    "every ten minutes": { body: { view: VIEW, schedule: "*/10 * * * *" } },
    "the default again": { body: { view: VIEW, max_staleness: null } },
  },
  preview: {
    "06:00 in Bogotá": {
      query: { dry_run: "true" },
      body: { view: VIEW, schedule: "0 6 * * *", time_zone: "America/Bogota" },
    },
  },
  schedule: {
    "06:00 in Bogotá": { query: { schedule: "0 6 * * *", time_zone: "America/Bogota", firings: "3" } },
  },
  changes: { "of a view": { query: { view: VIEW, limit: "20" } } },
  runs: {
    "that failed": { query: { view: VIEW, status: "failed" } },
    "of all views since a time": { query: { all: "true", since: "2026-11-24T00:00:00Z" } },
  },
  run: { "and how far it came": { params: { id: ID }, query: { chain: "true" } } },
  cancel: { "and why": { params: { id: ID }, body: { reason: "it blocks a migration" } } },
  drift: { "by a column": { query: { view: VIEW, by: "ejecutivo_id" } } },
  alerts: { "of all views": { query: { limit: "20" } } },
  deliverAlert: { "the database, signed": { body: { alert_id: ID, attempt: 1 } } },
  doctor: { "one check": { query: { only: "function_secret" } } },
  silenceCheck: {
    "of a view": { body: { id: "function_secret", silenced: true, reason: "it has none on purpose" } },
  },
  loop: { "as it is now": { params: { id: ID } } },
  ping: { "the database, signed": { body: { loop_id: ID } } },
};
