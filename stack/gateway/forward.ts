// Passes a request on and streams the answer back; when there is none, says so in JSON.
import type { Context } from "hono";
import { proxy } from "hono/proxy";

export interface Upstream {
  origin: string;
  /** What to call it when it does not answer. */
  what: string;
  timeoutMs: number;
}

export async function forward(c: Context, upstream: Upstream, prefix = ""): Promise<Response> {
  const { pathname, search, host, protocol } = new URL(c.req.url);
  const url = `${upstream.origin}${pathname.slice(prefix.length)}${search}`;
  // Ends once the head is there: the body may take longer.
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), upstream.timeoutMs);
  try {
    return await proxy(url, {
      raw: c.req.raw,
      headers: {
        ...c.req.header(),
        "x-forwarded-host": host,
        "x-forwarded-proto": protocol.slice(0, -1),
        "x-forwarded-for": "127.0.0.1",
      },
      redirect: "manual",
      signal: AbortSignal.any([c.req.raw.signal, timeout.signal]),
    });
  } catch (error) {
    if (timeout.signal.aborted) return failure(c, 504, `${upstream.what} did not answer in time`);
    const isDown = causeCode(error) === "ECONNREFUSED";
    return failure(c, isDown ? 503 : 502, `${upstream.what} ${isDown ? "is not running" : "broke off"}`);
  } finally {
    clearTimeout(timer);
  }
}

function failure(c: Context, status: 502 | 503 | 504, message: string): Response {
  const code = { 502: "BAD_GATEWAY", 503: "SERVICE_UNAVAILABLE", 504: "GATEWAY_TIMEOUT" }[status];
  return c.json({ code, message }, status);
}

function causeCode(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : undefined;
}
