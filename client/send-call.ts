// One call: from what it takes to a request, and from the response to a result.

import type { Endpoint } from "../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { RefreshDashboardError } from "./error.ts";
import { failureOf, readAnswer } from "./read-answer.ts";
import type { CallOptions, Failure, Success } from "./types.ts";
import { withTimeout } from "./with-timeout.ts";

/** Where calls go, and as whom. */
export type Connection = {
  /** The function, without a slash at its end. */
  baseUrl: string;
  key: string | null;
  accessToken: () => string | null | Promise<string | null>;
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
};

/**
 * Makes a call of the contract.
 *
 * @param input the members of path, query and body in one; what is undefined is left out.
 * @returns a result, whatever happens: only a fault of this client would be thrown.
 */
export async function sendCall(
  endpoint: Endpoint,
  input: Record<string, unknown>,
  { signal, ...options }: CallOptions,
  connection: Connection,
): Promise<Success<unknown> | Failure> {
  const path = pathOf(endpoint, input);
  if (path === null) return failureOf(wrongPath(endpoint));
  const { aborted, timedOut, stop, ...limit } = withTimeout(connection.timeoutMs, signal);
  try {
    const token = await connection.accessToken();
    const request = requestOf(endpoint, path, input, headersOf(connection.key, token, options));
    const response = await connection.fetch(`${connection.baseUrl}${request.url}`, {
      ...request.init,
      // The key would go along to wherever it is sent.
      redirect: "error",
      signal: limit.signal,
    });
    return await readAnswer(endpoint, response);
  } catch (cause) {
    if (aborted())
      return failureOf(new RefreshDashboardError("aborted", "The call was given up.", { cause }));
    if (timedOut()) return failureOf(tooLate(connection.timeoutMs, cause));
    return failureOf(unreachable(connection.baseUrl, cause));
  } finally {
    stop();
  }
}

/** The path with its names filled in; null for a value that the contract does not take there. */
function pathOf({ path, params }: Endpoint, input: Record<string, unknown>): string | null {
  if (!params) return path;
  const names = Object.keys(params.shape);
  const given = Object.fromEntries(names.map((name) => [name, input[name]]));
  if (!params.safeParse(given).success) return null;
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(String(given[name])));
}

function requestOf(
  { method, query, body, params, chosenBy }: Endpoint,
  path: string,
  input: Record<string, unknown>,
  headers: Headers,
): { url: string; init: RequestInit } {
  const chosen = chosenBy?.value === undefined ? {} : { [chosenBy.name]: chosenBy.value };
  const inPath = Object.keys(params?.shape ?? {});
  const inQuery = Object.keys(query?.shape ?? {});
  const members = Object.entries({ ...input, ...chosen }).filter(
    ([name, value]) => value !== undefined && !inPath.includes(name),
  );
  const isOfQuery = ([name]: [string, unknown]) => !body || inQuery.includes(name);
  const search = new URLSearchParams(
    members.filter(isOfQuery).map(([name, value]) => [name, String(value)]),
  ).toString();
  const url = search ? `${path}?${search}` : path;
  if (!body) return { url, init: { method, headers } };
  headers.set("content-type", "application/json");
  const fields = Object.fromEntries(members.filter((member) => !isOfQuery(member)));
  return { url, init: { method, headers, body: JSON.stringify(fields) } };
}

function headersOf(
  key: string | null,
  token: string | null,
  { ifMatch, ifNoneMatch, requestId }: Omit<CallOptions, "signal">,
): Headers {
  const headers = new Headers({ accept: "application/json" });
  if (key !== null) headers.set("apikey", key);
  if (token !== null) headers.set("authorization", `Bearer ${token}`);
  if (ifMatch !== undefined) headers.set("if-match", ifMatch);
  if (ifNoneMatch !== undefined) headers.set("if-none-match", ifNoneMatch);
  if (requestId !== undefined) headers.set("x-request-id", requestId);
  return headers;
}

const wrongPath = ({ params }: Endpoint) =>
  new RefreshDashboardError(
    "invalid_request",
    `${Object.keys(params?.shape ?? {}).join(", ")}: not what the call takes.`,
    { hint: "It has a UUID, the member `id` of what tells of it. Nothing was sent." },
  );

const tooLate = (timeoutMs: number, cause: unknown) =>
  new RefreshDashboardError("timed_out", `There was no answer within ${timeoutMs / 1000} s.`, {
    hint: "What was asked for may have been begun: status and runs tell.",
    cause,
  });

const unreachable = (baseUrl: string, cause: unknown) =>
  new RefreshDashboardError("unreachable", `${baseUrl} could not be reached, or the connection broke.`, {
    hint: "Check the address and the network; a page needs an answer that names its origin, which a gateway's error does not.",
    cause,
  });
