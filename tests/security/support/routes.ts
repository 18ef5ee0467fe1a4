// What there is to call, and which kind of caller may.
import type { Role } from "../../../supabase/functions/refresh-dashboard/authenticate.ts";
import {
  DriftQuery,
  NoQuery,
  ReconfigureRequest,
  RefreshRequest,
  RunsQuery,
  StatusQuery,
  TestAlertRequest,
} from "../../../supabase/functions/refresh-dashboard/schemas.ts";

const READERS: readonly Role[] = ["secret", "operator", "viewer"];

/** Every route but /health and the signed trigger, with the schema of its query or of its body. */
export const ROUTES = {
  index: { method: "GET", path: "", query: NoQuery, allowed: READERS },
  refresh: { method: "POST", path: "/refresh", body: RefreshRequest, allowed: ["secret"] },
  status: { method: "GET", path: "/status", query: StatusQuery, allowed: READERS },
  reconfigure: {
    method: "PATCH",
    path: "/reconfigure",
    body: ReconfigureRequest,
    allowed: ["secret", "operator"],
  },
  runs: { method: "GET", path: "/runs", query: RunsQuery, allowed: READERS },
  // Without a webhook in Vault, which the tests of alerts alone put there, whoever may is answered 409.
  alertTest: {
    method: "POST",
    path: "/alerts/test",
    body: TestAlertRequest,
    allowed: ["secret", "operator"],
  },
  drift: { method: "GET", path: "/drift", query: DriftQuery, allowed: READERS },
} as const;

export type RouteName = keyof typeof ROUTES;
export const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

/** Whether a caller with this role may make the call; null is a caller without one, signed in or not. */
export const isAllowed = (route: RouteName, role: Role | null): boolean =>
  role !== null && (ROUTES[route].allowed as readonly Role[]).includes(role);
