// A call of the page, passed on to the function with the key that stays here.

import type { IncomingMessage } from "node:http";
import type { HttpTarget } from "../../connection/find-target.ts";
import type { Answer } from "./answer-file.ts";

/** The function takes bodies of 16 KiB; what is much larger is not even read. */
const LARGEST_BODY = 64 * 1024;
/** A little more than the platform lets a function think. */
const LIMIT_MS = 155_000;

/** What passes in either direction; cookies and everything else stay here. */
const PASSED_ON = ["accept", "content-type", "if-match", "if-none-match", "x-request-id"];
const PASSED_BACK = ["content-type", "etag", "retry-after", "location", "x-request-id", "allow"];

/** @param signal aborted when the browser has gone. */
export async function forwardCall(
  request: IncomingMessage,
  url: URL,
  { functionsUrl, key, accessToken }: HttpTarget,
  { fetch, signal }: { fetch: typeof globalThis.fetch; signal: AbortSignal },
): Promise<Answer> {
  const place = url.pathname.slice("/api".length);
  if (!/^\/refresh-dashboard(?:\/[\w.-]+)*\/?$/.test(place) || place.includes(".."))
    return problem(404, "not_found", "There is no such call.");
  const body = await readBody(request);
  if (body === null) return problem(413, "body_too_large", "The body is larger than any call takes.");
  const headers = new Headers({ apikey: key });
  if (accessToken !== null) headers.set("authorization", `Bearer ${accessToken}`);
  for (const name of PASSED_ON) {
    const value = request.headers[name];
    if (typeof value === "string") headers.set(name, value);
  }
  try {
    const response = await fetch(`${functionsUrl}${place}${url.search}`, {
      method: request.method ?? "GET",
      headers,
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
      // The key would go along.
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    });
    const answered = Object.fromEntries(
      PASSED_BACK.flatMap((name) => {
        const value = response.headers.get(name);
        return value === null ? [] : [[name, value]];
      }),
    );
    return {
      status: response.status,
      headers: { ...answered, "cache-control": "no-store" },
      body: Buffer.from(await response.arrayBuffer()),
    };
  } catch {
    // Why is for the terminal, if for anybody: the text may have the address in it.
    return problem(502, "unreachable", "The function could not be reached from this machine.");
  }
}

/** As the function answers what is wrong. */
export function problem(status: number, code: string, detail: string): Answer {
  return {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store" },
    body: JSON.stringify({ type: "about:blank", status, code, detail, hint: null, request_id: null }),
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > LARGEST_BODY) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
