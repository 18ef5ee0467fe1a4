// Requests as they might come: any route, any caller, parameters that are right, nearly right, or meant to break it.
import fc, { type Arbitrary } from "fast-check";
import type { Caller } from "./callers.ts";
import { arbitraryOf, type Setting } from "./from-schema.ts";
import { HOSTILE_BODIES, spoiled } from "./hostile.ts";
import { ROUTE_NAMES, ROUTES, type RouteName } from "./routes.ts";

export interface Generated {
  route: RouteName;
  caller: string;
  method: string;
  /** Below the function's own path, with the query. */
  path: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** Whether it is addressed right: this route's path and method, and no header that makes it a trigger. */
  isPlain: boolean;
}

interface World {
  callers: readonly Caller[];
  /** Names of views that requests may really change. */
  views: readonly string[];
  /** What dashboard_refresh.settings() lists. */
  settings: readonly Setting[];
}

/** Paths that a careless router takes for the route itself, or for another. */
const SUFFIXES = [
  "/",
  "//",
  "/x",
  "/x/..",
  "/%2e",
  "%00",
  ";x",
  "%2f..%2fhealth",
  "/health",
  "%0d%0aapikey:%20x",
];

/** Headers that mean something somewhere else, and must mean nothing here. */
const ODD_HEADERS: Record<string, string>[] = [
  { "x-http-method-override": "PATCH" },
  { "x-method-override": "DELETE", "x-original-method": "POST" },
  { "x-forwarded-for": "127.0.0.1", "x-forwarded-host": "localhost", "x-real-ip": "127.0.0.1" },
  { "x-original-url": "/refresh-dashboard/health", "x-rewrite-url": "/refresh-dashboard/health" },
  { "x-client-info": "supabase-js", "x-supabase-api-version": "2024-01-01" },
  { prefer: "tx=rollback, return=minimal", "content-profile": "dashboard_refresh" },
  { "x-refresh-dashboard-role": "operator", "x-role": "service_role" },
  { origin: "https://evil.example", "access-control-request-method": "PATCH" },
  { cookie: "sb-access-token=x; refresh_dashboard=operator" },
  { "if-match": '"1", W/"2", "x"' },
  { "if-match": "*" },
  { "if-match": "1" },
  { "x-request-id": '"><script>\t{}' },
  { "content-type": "application/merge-patch+json" },
  { "content-type": "text/plain" },
  { "content-type": "application/json; charset=utf-16" },
  { "content-type": "application/x-www-form-urlencoded" },
];
const TRIGGER_HEADERS: Record<string, string>[] = [
  { "webhook-id": "x" },
  { "webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "v1,x" },
  {
    "webhook-id": "x",
    "webhook-timestamp": String(Math.floor(Date.now() / 1000)),
    "webhook-signature": "v1,AAAA v1a,B",
  },
  { "webhook-secret": "x" },
];

export function anyRequest({ callers, views, settings }: World): Arbitrary<Generated> {
  return fc
    .record({
      route: fc.constantFrom(...ROUTE_NAMES),
      // As many from those with a role, who get further, as from all the others.
      caller: fc.oneof(
        fc.constantFrom(...callers.filter(({ role }) => role !== null)),
        fc.constantFrom(...callers.filter(({ role }) => role === null)),
      ),
      odd: rarely(ODD_HEADERS, 4),
      trigger: rarely(TRIGGER_HEADERS, 12),
      method: rarely(["GET", "POST", "PUT", "PATCH", "DELETE"], 12),
      suffix: rarely(SUFFIXES, 12),
    })
    .chain(({ route, caller, odd, trigger, method, suffix }) =>
      parameters(route, views, settings).map(({ query, body }) => {
        const path = `${ROUTES[route].path}${suffix ?? ""}`;
        const used = method ?? ROUTES[route].method;
        return {
          route,
          caller: caller.name,
          method: used,
          path: query ? `${path}?${query}` : path,
          headers: { "content-type": "application/json", ...odd, ...trigger, ...caller.headers },
          ...(body === undefined || used === "GET" ? {} : { body }),
          isPlain: !suffix && !trigger && (method === null || method === ROUTES[route].method),
        };
      }),
    );
}

/** One of the values, once in so many times. */
const rarely = <T>(values: readonly T[], times: number): Arbitrary<T | null> =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...values), weight: 1 },
    { arbitrary: fc.constant(null), weight: times - 1 },
  );

type Parameters = { query?: string; body?: string | Uint8Array };

function parameters(
  route: RouteName,
  views: readonly string[],
  settings: readonly Setting[],
): Arbitrary<Parameters> {
  const { takes, parameters: schema } = ROUTES[route];
  const right = arbitraryOf(schema, { texts: { view: views }, settings }) as Arbitrary<
    Record<string, unknown>
  >;
  const members = fc.oneof({ arbitrary: right, weight: 2 }, { arbitrary: spoiled(right), weight: 1 });
  if (takes === "query") return members.map((given) => ({ query: asQuery(given) }));
  return fc.oneof(
    {
      arbitrary: members.map((given) => ({
        body: JSON.stringify("view" in schema.shape ? named(given, views) : given),
      })),
      weight: 8,
    },
    { arbitrary: fc.constantFrom(...HOSTILE_BODIES).map(([, body]) => ({ body })), weight: 4 },
    { arbitrary: members.map((given) => ({ query: asQuery(given), body: "{}" })), weight: 1 },
  );
}

/** What changes something names a view, so that nothing but the test's own is changed. */
const named = (given: Record<string, unknown>, views: readonly string[]) =>
  "view" in given ? given : { ...given, view: views[0] };

function asQuery(given: Record<string, unknown>): string {
  const text = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));
  return Object.entries(given)
    .map(([name, value]) => `${quote(name)}=${quote(text(value))}`)
    .join("&");
}

// encodeURIComponent throws at a lone surrogate; what cannot be sent is sent as bytes that are no UTF-8.
function quote(value: string): string {
  return /\p{Cs}/u.test(value) ? "%ed%a0%80" : encodeURIComponent(value);
}
