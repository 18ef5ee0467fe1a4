// What holds of every answer of the function, whoever asked for what: never a fault of ours, and every refusal is a
// problem document that agrees with itself.
import {
  CODES,
  type ProblemCode,
  type ProblemStatus,
} from "../../../supabase/functions/refresh-dashboard/contract/codes.ts";

export interface Seen {
  status: number;
  contentType: string;
  text: string;
}

/** What is wrong with an answer, in words; null when nothing is. */
export function faultOf({ status, contentType, text }: Seen, method = "GET"): string | null {
  if (status < 400) return null;
  if (status === 503 && /^\{"status":\s*"stale"\}$/.test(text)) return null;
  if (!contentType.startsWith("application/problem+json")) return `not a problem document: ${contentType}`;
  if (method === "HEAD") return status >= 500 ? `status ${status}` : null;

  const problem = parse(text);
  if (problem === null) return "a problem document that is no JSON";
  const code = problem.code as ProblemCode;
  if (!Object.hasOwn(CODES, code)) return `the unknown code ${code}`;
  const { status: usual, alsoStatus } = CODES[code];
  if (![usual, alsoStatus].includes(problem.status as ProblemStatus) || problem.status !== status)
    return `${code} with the status ${status}`;
  if (typeof problem.request_id !== "string" || problem.request_id === "") return "no request_id";
  if (typeof problem.detail !== "string" || problem.detail === "") return "no detail";
  if (typeof problem.title !== "string" || problem.type !== "about:blank") return "no title or type";
  // A refresh that was asked for and failed may be told as 503; nothing else of the kind may come of a request.
  if (status >= 500 && code !== "refresh_failed" && code !== "refresh_lost") return `the fault ${code}`;
  return null;
}

export const codeOf = ({ text }: Seen): string => String(parse(text)?.code ?? "");

function parse(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
