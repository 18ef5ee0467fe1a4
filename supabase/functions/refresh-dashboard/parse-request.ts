// Turns what a caller sent into a typed value, or into a 422 that says which field is wrong and what would be right.

import type { z } from "zod";
import { Problem } from "./problem.ts";

const MAX_ISSUES_TOLD = 5;
const MAX_NAME_LENGTH = 60;

/**
 * Checks a value against a schema.
 *
 * @param schema a strict object.
 * @param value what was sent.
 * @param noun what its members are called: "field" or "query parameter".
 * @throws Problem `invalid_request`; its detail names each wrong member, its hint all that are allowed.
 */
export function parseRequest<S extends z.ZodObject>(schema: S, value: unknown, noun = "field"): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const allowed = Object.keys(schema.shape).join(", ");
  const told = parsed.error.issues.slice(0, MAX_ISSUES_TOLD).map((issue) => describeIssue(issue, noun));
  throw new Problem("invalid_request", `${told.join("; ")}.`, {
    hint: allowed ? `Allowed ${noun}s: ${allowed}.` : `This call takes no ${noun}s.`,
  });
}

/**
 * Checks the query of a request's URL.
 *
 * @throws Problem `invalid_request`, also for a parameter given twice.
 */
export function parseQuery<S extends z.ZodObject>(schema: S, request: Request): z.infer<S> {
  const entries = [...new URL(request.url).searchParams];
  const repeated = entries.find(([name], index) => entries.findIndex(([other]) => other === name) < index);
  if (repeated)
    throw new Problem("invalid_request", `The query parameter ${quote(repeated[0])} is given twice.`);
  return parseRequest(schema, Object.fromEntries(entries), "query parameter");
}

function describeIssue(issue: z.core.$ZodIssue, noun: string): string {
  if (issue.code === "unrecognized_keys")
    return `unknown ${noun} ${issue.keys.slice(0, 5).map(quote).join(", ")}`;
  const path = issue.path.join(".");
  return path ? `${path}: ${issue.message}` : issue.message;
}

function quote(name: string): string {
  return JSON.stringify(name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name);
}
