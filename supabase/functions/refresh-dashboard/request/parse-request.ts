// Turns what a caller sent into a typed value, or into a 422 that says which field is wrong and what would be right.

import type * as z from "zod/mini";
import "./english.ts";
import { Problem } from "./problem.ts";

// Added by supabase-js to any call that names a region, and read by the platform alone.
const REGION_PARAMETER = "forceFunctionRegion";
const MAX_REASONS = 5;
const MAX_NAME_LENGTH = 60;
// Far more than any call takes. Looked at before the query is taken apart, which costs more the longer it is.
const MAX_QUERY_LENGTH = 8192;
const MAX_PARAMETERS = 20;

type Options = {
  /** What the members are called. */
  noun?: "field" | "query parameter" | "path parameter";
  /** Said instead of the list of names. */
  hint?: string | undefined;
};

/**
 * Checks a value against a schema.
 *
 * @param schema an object.
 * @param value what was sent.
 * @throws Problem `invalid_request`; its detail names each wrong member, its hint all that are allowed.
 */
export function parseRequest<S extends z.ZodMiniObject>(
  schema: S,
  value: unknown,
  { noun = "field", hint }: Options = {},
): z.output<S> {
  const parsed = schema.safeParse(value);
  const hidden = hasHiddenMember(value);
  if (parsed.success && !hidden) return parsed.data;
  const allowed = Object.keys(schema.shape).join(", ");
  const issues = parsed.success ? [] : parsed.error.issues;
  const reasons = issues.slice(0, MAX_REASONS).map((issue) => describeIssue(issue, noun));
  if (reasons.length === 0) reasons.push(`unknown ${noun} "__proto__"`);
  throw new Problem("invalid_request", `${reasons.join("; ")}.`, {
    hint: hint ?? (allowed ? `Allowed ${noun}s: ${allowed}.` : `This call takes no ${noun}s.`),
  });
}

/**
 * Checks the query of a request's URL. The region in which the platform is to run the function passes on any call.
 *
 * @throws Problem `invalid_request`, also for a parameter given twice, and for a query of more than 8192 characters or
 *   20 parameters.
 */
export function parseQuery<S extends z.ZodMiniObject>(schema: S, request: Request): z.output<S> {
  const parameters = [...new URLSearchParams(readBoundedQuery(request.url))];
  const entries = parameters.filter(([name]) => name !== REGION_PARAMETER);
  const repeated = entries.find(([name], index) => entries.findIndex(([other]) => other === name) < index);
  if (repeated)
    throw new Problem("invalid_request", `The query parameter ${quote(repeated[0])} is given twice.`);
  return parseRequest(schema, Object.fromEntries(entries), { noun: "query parameter" });
}

function readBoundedQuery(url: string): string {
  const { search } = new URL(url);
  const isTooLong = search.length > MAX_QUERY_LENGTH;
  if (isTooLong || search.split("&", MAX_PARAMETERS + 1).length > MAX_PARAMETERS) {
    const most = isTooLong ? `${MAX_QUERY_LENGTH} characters` : `${MAX_PARAMETERS} parameters`;
    throw new Problem("invalid_request", `The query has more than ${most}.`, {
      hint: "No call takes more than a few parameters.",
    });
  }
  return search;
}

// Where a schema takes members of any name, zod leaves this one out without a word.
function hasHiddenMember(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "__proto__");
}

function describeIssue(issue: z.core.$ZodIssue, noun: string): string {
  if (issue.code === "unrecognized_keys")
    return `unknown ${noun} ${issue.keys.slice(0, 5).map(quote).join(", ")}`;
  const path = issue.path.map(nameOf).join(".");
  return path ? `${path}: ${issue.message}` : issue.message;
}

/** A name as it is, or quoted where it is not plain: callers choose the names of some members. */
function nameOf(name: PropertyKey): string {
  const text = String(name);
  return /^\w{1,60}$/.test(text) ? text : quote(text);
}

function quote(name: string): string {
  return JSON.stringify(name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name);
}
