// One call of the function: a result, whatever happens.

import { RefreshDashboardError } from "../../../client/error.ts";
import { CALLS, type CallName } from "./calls.ts";
import { setClock } from "./clock.ts";
import { accessToken, connection, tellRefused } from "./connection.ts";
import { readRetryAfter } from "./retry-after.ts";

export { RefreshDashboardError };

/** As long as the platform lets a function think. */
const TIMEOUT_MS = 150_000;

export interface Answered<Data> {
  data: Data;
  error: null;
  status: number;
  /** True for a 304: `data` is then what the caller has already, and undefined here. */
  unchanged: boolean;
  etag: string | null;
}
export interface Refused {
  data: null;
  error: RefreshDashboardError;
  status: number | null;
  unchanged: false;
  etag: null;
}
export type Result<Data> = Answered<Data> | Refused;

export interface CallOptions {
  signal?: AbortSignal;
  ifMatch?: string;
  /** The entity tag that the caller has; an answer with the same comes as `unchanged`. */
  ifNoneMatch?: string | null;
  /** Goes into the address though the call has a body. */
  query?: Record<string, string | number | boolean>;
}

/**
 * Makes a call of the contract.
 *
 * @example const { data, error } = await call<Run>("run", { id });
 */
export async function call<Data>(
  name: CallName,
  input: Record<string, unknown> = {},
  options: CallOptions = {},
): Promise<Result<Data>> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
  try {
    const { url, init } = requestOf(name, input, options, await accessToken());
    const response = await fetch(url, { ...init, signal, redirect: "error", cache: "no-store" });
    return readResponse<Data>(response, await response.text());
  } catch (cause) {
    return refused(noAnswer(options.signal?.aborted === true, timeout.aborted, cause));
  }
}

export function requestOf(
  name: CallName,
  input: Record<string, unknown>,
  { ifMatch, ifNoneMatch, query = {} }: CallOptions,
  token: string | null,
): { url: string; init: RequestInit } {
  const [method, template] = CALLS[name];
  const given = Object.entries(input).filter(([, value]) => value !== undefined);
  const isInPath = (member: string) => template.includes(`{${member}}`);
  const path = template.replace(/\{(\w+)\}/g, (_all, member: string) =>
    encodeURIComponent(String(input[member])),
  );
  const rest = Object.fromEntries(given.filter(([member]) => !isInPath(member)));
  const inQuery = method === "GET" ? { ...rest, ...query } : query;
  const search = new URLSearchParams(
    Object.entries(inQuery).map(([member, value]) => [member, String(value)]),
  ).toString();
  const { functionsUrl, publishableKey } = connection();
  const headers: Record<string, string> = { accept: "application/json" };
  if (publishableKey !== null) headers.apikey = publishableKey;
  if (token !== null) headers.authorization = `Bearer ${token}`;
  if (ifMatch !== undefined) headers["if-match"] = ifMatch;
  if (ifNoneMatch) headers["if-none-match"] = ifNoneMatch;
  if (method !== "GET") headers["content-type"] = "application/json";
  return {
    url: `${functionsUrl}/refresh-dashboard${path}${search === "" ? "" : `?${search}`}`,
    init: { method, headers, ...(method === "GET" ? {} : { body: JSON.stringify(rest) }) },
  };
}

function readResponse<Data>(response: Response, text: string): Result<Data> {
  const { status, headers } = response;
  const etag = headers.get("etag");
  if (status === 304) return { data: undefined as Data, error: null, status, unchanged: true, etag };
  const body = parseObject(text);
  if (response.ok && body !== null) {
    setClock(typeof body.now === "string" ? body.now : undefined);
    return { data: body as Data, error: null, status, unchanged: false, etag };
  }
  const error = problemOf(status, headers, body);
  if (status === 401) tellRefused(error.code);
  return refused(error);
}

function problemOf(status: number, headers: Headers, body: Record<string, unknown> | null) {
  const retry_after_seconds = readRetryAfter(headers.get("retry-after"));
  const said = (name: string) => (typeof body?.[name] === "string" ? (body[name] as string) : null);
  const request_id = said("request_id") ?? headers.get("x-request-id");
  const code = said("code");
  const detail = said("detail");
  if (code !== null && detail !== null)
    return new RefreshDashboardError(code, detail, {
      hint: said("hint"),
      status,
      request_id,
      retry_after_seconds,
      problem: body,
    });
  return new RefreshDashboardError("unexpected_answer", `HTTP ${status}`, {
    status,
    request_id,
    retry_after_seconds,
  });
}

const refused = (error: RefreshDashboardError): Refused => ({
  data: null,
  error,
  status: error.status,
  unchanged: false,
  etag: null,
});

function noAnswer(wasGivenUp: boolean, isTooLate: boolean, cause: unknown): RefreshDashboardError {
  if (wasGivenUp) return new RefreshDashboardError("aborted", "The call was given up.", { cause });
  if (isTooLate) return new RefreshDashboardError("timed_out", "There was no answer in time.", { cause });
  return new RefreshDashboardError("unreachable", "The function could not be reached.", { cause });
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
