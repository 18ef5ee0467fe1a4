// The calls that the page makes. The compiler holds method and path against the contract, and the browser's tests what is
// sent; the contract's schemas stay out of the bundle, since the page believes its own function.

import type { ENDPOINTS } from "../../../supabase/functions/refresh-dashboard/contract/endpoints.ts";

type Endpoints = typeof ENDPOINTS;
type CallOf<Endpoint extends { method: string; path: string }> = Endpoint extends unknown
  ? readonly [method: Endpoint["method"], path: Endpoint["path"]]
  : never;

/** A call: its method and path; a name in braces is a member of what it takes. */
export const CALLS = {
  me: ["GET", "/me"],
  views: ["GET", "/views"],
  status: ["GET", "/status"],
  runs: ["GET", "/runs"],
  run: ["GET", "/runs/{id}"],
  refresh: ["POST", "/refresh"],
  cancel: ["POST", "/runs/{id}/cancel"],
  settings: ["GET", "/reconfigure"],
  reconfigure: ["PATCH", "/reconfigure"],
  reconfigureAll: ["PATCH", "/views"],
  knownSettings: ["GET", "/settings"],
  changes: ["GET", "/changes"],
  alerts: ["GET", "/alerts"],
  testAlert: ["POST", "/alerts/test"],
  drift: ["GET", "/drift"],
  doctor: ["GET", "/doctor"],
  silence: ["POST", "/doctor/silence"],
  startLoop: ["POST", "/doctor/loop"],
  loop: ["GET", "/doctor/loops/{id}"],
  loops: ["GET", "/doctor/loops"],
} as const satisfies Record<string, CallOf<Endpoints[keyof Endpoints]>>;

export type CallName = keyof typeof CALLS;
