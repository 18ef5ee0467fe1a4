// Sends one queued request and answers the row that pg_net would write: never throws, a failure is a row too.
export interface QueuedRequest {
  id: string;
  method: string;
  url: string;
  headers: Record<string, string> | null;
  body: Buffer | null;
  timeout_milliseconds: number;
}

export interface ResponseRow {
  id: string;
  status_code: number | null;
  content_type: string | null;
  headers: Record<string, string> | null;
  content: string | null;
  timed_out: boolean;
  error_msg: string | null;
}

const USER_AGENT = "pg_net/0.20 (stand-in)";

export async function send(request: QueuedRequest, fetcher: typeof fetch = fetch): Promise<ResponseRow> {
  const start = performance.now();
  try {
    const response = await fetcher(request.url, {
      method: request.method.toUpperCase(),
      // fetch asks for compression where pg_net does not.
      headers: { "accept-encoding": "identity", ...request.headers, "user-agent": USER_AGENT },
      // The bytes as queued: a signature may cover them.
      ...(request.body === null ? {} : { body: new Uint8Array(request.body) }),
      signal: AbortSignal.timeout(request.timeout_milliseconds),
    });
    return {
      id: request.id,
      status_code: response.status,
      content_type: response.headers.get("content-type"),
      headers: Object.fromEntries(response.headers),
      content: toContent(await response.text()),
      timed_out: false,
      error_msg: null,
    };
  } catch (error) {
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    return {
      id: request.id,
      status_code: null,
      content_type: null,
      headers: null,
      content: null,
      timed_out: timedOut,
      error_msg: timedOut
        ? timeoutMessage(request, performance.now() - start)
        : failureMessage(request, error),
    };
  }
}

/** text cannot hold a NUL: the real one ends there, and leaves an empty body null. */
function toContent(text: string): string | null {
  return text.split("\0", 1)[0] || null;
}

function timeoutMessage(request: QueuedRequest, totalMs: number): string {
  const total = totalMs.toFixed(6);
  return (
    `Timeout of ${request.timeout_milliseconds} ms reached. Total time: ${total} ms ` +
    `(DNS time: 0.000000 ms, TCP/SSL handshake time: 0.000000 ms, HTTP Request/Response time: ${total} ms)`
  );
}

/**
 * curl's words for the failures that callers meet, the runtime's own for the rest. curl has changed some of its words, and
 * servers have both curls: every other request gets the newer, so that nothing can rely on either.
 */
function failureMessage({ id }: QueuedRequest, error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = typeof cause === "object" && cause !== null && "code" in cause ? String(cause.code) : "";
  const text = cause instanceof Error ? cause.message : String(cause);
  const [older, newer = older] = CURL_MESSAGES[code] ?? CURL_MESSAGES[text] ?? [text];
  return BigInt(id) % 2n === 0n ? newer : older;
}

const UNREACHABLE: CurlMessage = ["Couldn't connect to server", "Could not connect to server"];
const UNRESOLVED: CurlMessage = ["Couldn't resolve host name", "Could not resolve hostname"];

/** Up to curl 8.10, and since. */
type CurlMessage = [older: string, newer?: string];

const CURL_MESSAGES: Record<string, CurlMessage> = {
  // fetch refuses some ports by their number; nothing listens there.
  "bad port": UNREACHABLE,
  ECONNREFUSED: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ENOTFOUND: UNRESOLVED,
  EAI_AGAIN: UNRESOLVED,
  ECONNRESET: ["Failure when receiving data from the peer"],
  UND_ERR_SOCKET: ["Server returned nothing (no headers, no data)"],
  "unknown scheme": ["Unsupported protocol"],
};
