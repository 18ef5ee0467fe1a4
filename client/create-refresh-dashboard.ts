// Makes a client: a method for each call of the contract, and one that waits for a run.

import {
  type Endpoint,
  type EndpointName,
  NAMED_ENDPOINTS,
} from "../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { refreshAndWait, type Wait } from "./refresh-and-wait.ts";
import { type Connection, sendCall } from "./send-call.ts";
import { sleep } from "./sleep.ts";
import type { CallOptions, Calls, InputOf, ResultOf } from "./types.ts";

/** How long the platform itself waits for an answer to begin, in milliseconds. */
const TIMEOUT_MS = 150_000;
/** The most that `wait_seconds` may be. */
const LONGEST_WAIT_SECONDS = 120;

type Where =
  /** The project, such as `https://<ref>.supabase.co`. */
  | { url: string; functionsUrl?: never }
  /** Where its functions are, such as `https://<ref>.supabase.co/functions/v1`. */
  | { functionsUrl: string; url?: never };

export type Options = Where & {
  /** A secret key; or the publishable key, beside an access token. A secret key is never for a browser. */
  key?: string | undefined;
  /** The access token of a user who has a role, or what gives the present one before each call. */
  accessToken?: string | (() => string | null | Promise<string | null>) | undefined;
  /** Sends requests; `globalThis.fetch` by default. */
  fetch?: typeof globalThis.fetch | undefined;
  /** How long a call may take, in milliseconds; 150 s by default, which is as long as the platform waits. */
  timeoutMs?: number | undefined;
};

export type RefreshDashboard = Calls & {
  /** Refreshes a view and waits for the end of the run, however often it has to ask. */
  readonly refreshAndWait: (input?: InputOf<"refresh">, wait?: Wait) => Promise<ResultOf<"refresh">>;
};

/**
 * Makes a client of a project's refresh dashboard.
 *
 * @example
 * const dashboard = createRefreshDashboard({ url: process.env.SUPABASE_URL, key: process.env.SUPABASE_SECRET_KEY });
 * const { data, error } = await dashboard.status({ view: "public.mv_sales" });
 * if (error) console.error(error.code, error.hint);
 * else console.log(data.state, data.problems);
 *
 * @returns an object of calls that never reject.
 * @throws TypeError when the address is none, or a key or a token is given that is no text.
 */
export function createRefreshDashboard(options: Options): RefreshDashboard {
  const connection = connectionOf(options);
  const callOf =
    (endpoint: Endpoint) =>
    (input: Record<string, unknown> = {}, given: CallOptions = {}) =>
      sendCall(endpoint, input, given, connection);
  const calls = Object.fromEntries(
    NAMED_ENDPOINTS.filter(isCall).map(([name, endpoint]) => [name, callOf(endpoint)]),
  ) as unknown as Calls;
  const longestWaitSeconds = Math.min(LONGEST_WAIT_SECONDS, Math.max(0, connection.timeoutMs / 1000 - 5));
  const deps = { ...calls, now: () => performance.now(), sleep, longestWaitSeconds };
  return { ...calls, refreshAndWait: (input = {}, wait = {}) => refreshAndWait(input, wait, deps) };
}

const isCall = ([, { who }]: readonly [EndpointName, Endpoint]): boolean => who !== "trigger";

function connectionOf({ url, functionsUrl, key, accessToken, fetch, timeoutMs }: Options): Connection {
  if (key !== undefined) assertText("key", key);
  if (accessToken !== undefined && typeof accessToken !== "function") assertText("accessToken", accessToken);
  return {
    baseUrl: `${withoutSlash(functionsUrl ?? `${withoutSlash(url)}/functions/v1`)}/refresh-dashboard`,
    key: key ?? null,
    accessToken: typeof accessToken === "function" ? accessToken : () => accessToken ?? null,
    // Called without an object, as browsers want it, and looked up at each call: a page may replace it later.
    fetch: fetch ?? ((...args) => globalThis.fetch(...args)),
    timeoutMs: timeoutMs ?? TIMEOUT_MS,
  };
}

function withoutSlash(url: unknown): string {
  if (typeof url !== "string" || !URL.canParse(url) || !/^https?:/.test(url))
    throw new TypeError("createRefreshDashboard: url, or functionsUrl, must be an http or https URL");
  return url.replace(/\/+$/, "");
}

function assertText(name: string, value: unknown): void {
  // What no header can hold would be told by fetch, with the key in its message.
  if (typeof value !== "string" || !/^[\x21-\x7e]+$/.test(value))
    throw new TypeError(`createRefreshDashboard: ${name} must be a text without spaces`);
}
