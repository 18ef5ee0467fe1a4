// A call of each endpoint that is right, as a caller would make it.
import {
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
} from "../../../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { ALERT_ID, LOOP_ID, RUN_ID, VIEW } from "./fakes.ts";

export type RightCall = { method: string; path: string; query: string; body?: Record<string, unknown> };

const QUERIES: Partial<Record<EndpointName, string>> = {
  preview: "dry_run=true",
  schedule: "schedule=0+6+*+*+*",
};
const BODIES: Partial<Record<EndpointName, Record<string, unknown>>> = {
  refresh: {},
  refreshAll: { all: true },
  refreshAsOf: { as_of: "2026-11-24T03:00:00Z" },
  trigger: { view: VIEW, run_id: RUN_ID },
  reconfigure: { active: true },
  reconfigureAll: { active: true },
  preview: { active: true },
  silenceCheck: { id: "clock_skew" },
  deliverAlert: { alert_id: ALERT_ID, attempt: 1 },
  ping: { loop_id: LOOP_ID },
};

/** A call of this endpoint that is right. */
export function rightCall(name: EndpointName): RightCall {
  const { method, path }: Endpoint = ENDPOINTS[name];
  const body = BODIES[name];
  return {
    method,
    path: path.replace("{id}", path.startsWith("/doctor") ? LOOP_ID : RUN_ID),
    query: QUERIES[name] ?? "",
    ...(body ? { body } : {}),
  };
}
