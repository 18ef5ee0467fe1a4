// Talks to the supervisor over its socket; undefined means that it does not answer.
import { request } from "node:http";
import type { PartName } from "../parts/list-parts.ts";
import type { StackConfig } from "../place/config.ts";
import { StackError } from "../terminal/errors.ts";
import { controlSocket, type SupervisorState } from "./state.ts";

const STATE_TIMEOUT_MS = 2_000;
/** Longer than a part may take to stop. */
const ORDER_TIMEOUT_MS = 10_000;

export function queryState(config: StackConfig): Promise<SupervisorState | undefined> {
  return call(config, "GET", "/state", STATE_TIMEOUT_MS);
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
    const options = { socketPath: controlSocket(config), method, path, timeout };
    const outgoing = request(options, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve(response.statusCode === 200 ? JSON.parse(body) : undefined));
    });
    outgoing.on("timeout", () => outgoing.destroy());
    outgoing.on("error", () => resolve(undefined));
    outgoing.end();
  });
}
