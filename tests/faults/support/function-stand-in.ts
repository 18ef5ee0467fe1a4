// A server that answers in the Edge Function's place, as badly as a test wants, and Vault told to send there.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import type { Sql } from "postgres";
import { withVaultSecret } from "./vault.ts";

/** What is written to whoever connects and sends a request; null leaves the request without an answer. */
export type RawAnswer = string | null;

export const httpAnswer = (status: number, contentType: string, body: string): RawAnswer =>
  [
    `HTTP/1.1 ${status} Whatever`,
    `content-type: ${contentType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");

/** While `during` runs, triggers go to a server that gives this answer; `requests` tells how many came. */
export async function withFunctionThatAnswers(
  sql: Sql,
  answer: RawAnswer,
  during: (requests: () => number) => Promise<void>,
): Promise<void> {
  let requests = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", () => {
      requests += 1;
      if (answer !== null) socket.end(answer);
    });
  });
  const url = await listen(server);
  try {
    await withVaultSecret(sql, "project_url", url, () => during(() => requests));
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
  }
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
