// Talks to the supervisor over its socket; undefined means that it does not answer, or not to the end.
import { request } from "node:http";
import { text } from "node:stream/consumers";
import type { PartName } from "../parts/list-parts.ts";
import type { StackConfig } from "../place/config.ts";
import { StackError } from "../terminal/errors.ts";
import { controlSocket, type SupervisorState } from "./state.ts";

const STATE_TIMEOUT_MS = 2_000;
/** Longer than a part may take to stop. */
const ORDER_TIMEOUT_MS = 10_000;

export function queryState(
  config: StackConfig,
  timeoutMs = STATE_TIMEOUT_MS,
): Promise<SupervisorState | undefined> {
  return call(config, "GET", "/state", timeoutMs);
}

export async function orderPart(
  config: StackConfig,
  name: PartName,
  order: "start" | "stop" | "restart",
): Promise<void> {
  const answer = await call(config, "POST", `/parts/${name}/${order}`, ORDER_TIMEOUT_MS);
  if (answer === undefined)
    throw new StackError(`cannot ${order} ${name}: the stack's supervisor does not answer`);
}

export async function orderShutdown(config: StackConfig): Promise<boolean> {
  return (await call(config, "POST", "/shutdown", ORDER_TIMEOUT_MS)) !== undefined;
}

function call(
  config: StackConfig,
  method: string,
  path: string,
  timeout: number,
): Promise<SupervisorState | undefined> {
  return new Promise((resolve) => {
    // For the whole answer: the socket's own timeout begins again with every byte.
    const signal = AbortSignal.timeout(timeout);
    const outgoing = request({ socketPath: controlSocket(config), method, path, signal }, (response) => {
      // An answer that is cut ends with no `end`; this fails then.
      text(response).then(
        (body) => resolve(response.statusCode === 200 ? parse(body) : undefined),
        () => resolve(undefined),
      );
    });
    outgoing.on("error", () => resolve(undefined));
    outgoing.end();
  });
}

function parse(body: string): SupervisorState | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
