// From a response to a result: an answer of the contract, a problem document, or neither.

import * as z from "zod/mini";
import type { Endpoint } from "../supabase/functions/refresh-dashboard/contract/endpoints.ts";
import { RefreshDashboardError } from "./error.ts";
import { readRetryAfter } from "./retry-after.ts";
import type { Failure, Success } from "./types.ts";

/** What is looked at in a problem; the rest passes through. */
const ProblemDocument = z.looseObject({
  code: z.string(),
  detail: z.string(),
  hint: z.optional(z.nullable(z.string())),
  request_id: z.optional(z.nullable(z.string())),
});

/**
 * Reads a response.
 *
 * @returns the data where the contract has an answer of that status and this is one; a status alone says nothing, since
 *   gateways have 503 too.
 * @throws what reading the body throws, when the connection breaks.
 */
export async function readAnswer(
  endpoint: Endpoint,
  response: Response,
): Promise<Success<unknown> | Failure> {
  const { status, headers } = response;
  const text = await response.text();
  const answer = endpoint.answers[status];
  const body = answer?.mediaType ? text : parseJson(text, status);
  const retry_after_seconds = readRetryAfter(headers.get("retry-after"), headers.get("date"));
  const request_id = headers.get("x-request-id");
  if (answer && isAnswer(answer.schema, body)) {
    const etag = headers.get("etag");
    return { data: body, error: null, status, etag, retry_after_seconds, request_id };
  }
  const problem = ProblemDocument.safeParse(body);
  if (problem.success && !response.ok) {
    const { code, detail, hint = null } = problem.data;
    const id = problem.data.request_id ?? request_id;
    return failureOf(
      new RefreshDashboardError(code, detail, {
        hint,
        status,
        request_id: id,
        retry_after_seconds,
        problem: problem.data,
      }),
    );
  }
  return failureOf(unexpected(endpoint, status, retry_after_seconds, request_id));
}

/** A result without data. */
export const failureOf = (error: RefreshDashboardError): Failure => ({
  data: null,
  error,
  status: error.status,
  etag: null,
  retry_after_seconds: error.retry_after_seconds,
  request_id: error.request_id,
});

/** A newer function may use words that this version does not know: where a text is due, any text will do. */
function isAnswer(schema: z.ZodMiniType, body: unknown): boolean {
  const parsed = schema.safeParse(body);
  if (parsed.success) return true;
  return parsed.error.issues.every(
    ({ code, path }) => code === "invalid_value" && typeof memberOf(body, path) === "string",
  );
}

const memberOf = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((within, name) => (within as Record<PropertyKey, unknown> | null)?.[name], value);

function parseJson(text: string, status: number): unknown {
  if (status === 304) return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unexpected(
  { method, path }: Endpoint,
  status: number,
  retry_after_seconds: number | null,
  request_id: string | null,
): RefreshDashboardError {
  return new RefreshDashboardError(
    "unexpected_answer",
    `${method} ${path} was answered ${status}, and not by refresh-dashboard.`,
    {
      hint: "Something before the function has answered, or the function is not deployed: supabase functions deploy refresh-dashboard.",
      status,
      request_id,
      retry_after_seconds,
    },
  );
}
