// What there is to call, and which kind of caller may: read from the contract.
import type * as z from "zod/mini";
import {
  ENDPOINTS,
  type Endpoint,
  type EndpointName,
  NAMED_ENDPOINTS,
  type Role,
} from "../../../supabase/functions/refresh-dashboard/contract/endpoints.ts";

/** Every endpoint but those that anyone may ask, and the signed ones: these have tests of their own. */
export type RouteName = Exclude<
  EndpointName,
  | "index"
  | "health"
  | "openapi"
  | "metrics"
  | "trigger"
  | "deliverAlert"
  | "ping"
  | "refreshAll"
  | "refreshAsOf"
  | "preview"
>;

/** A run that no ledger has. */
export const UNKNOWN_RUN_ID = "5b1f7a80-5d9a-4b3e-8a54-2f6f0f0c9a11";

export interface Route {
  method: Endpoint["method"];
  path: string;
  /** Where its parameters are. */
  takes: "query" | "body";
  parameters: z.ZodMiniObject;
  allowed: readonly Role[];
}

function routeOf({ method, path, who, query, body }: Endpoint): Route {
  const parameters = body ?? query;
  if (typeof who === "string" || !parameters) throw new Error(`${method} ${path} is not for known callers`);
  return {
    method,
    path: path.replace("{id}", UNKNOWN_RUN_ID),
    takes: body ? "body" : "query",
    parameters,
    allowed: who,
  };
}

// Those that a member of what is sent chooses are reached by way of the one that they share their path with.
const isRoute = (name: EndpointName): name is RouteName => {
  const { who, chosenBy }: Endpoint = ENDPOINTS[name];
  return typeof who !== "string" && !chosenBy;
};

export const ROUTES = Object.fromEntries(
  NAMED_ENDPOINTS.filter(([name]) => isRoute(name)).map(([name, endpoint]) => [name, routeOf(endpoint)]),
) as Record<RouteName, Route>;
export const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

/** Whether a caller with this role may make the call; null is a caller without one, signed in or not. */
export const isAllowed = (route: RouteName, role: Role | null): boolean =>
  role !== null && ROUTES[route].allowed.includes(role);
