// Bytes over a socket, since a client would mend or refuse what is wrong with them.
import { connect } from "node:net";
import { connect as connectSecurely } from "node:tls";

/** Where bytes are sent, and the path that requests have there. */
export interface Door {
  host: string;
  port: number;
  isSecure: boolean;
  base: string;
}

/** The door that a URL names. */
export function doorOf(url: string): Door {
  const { protocol, hostname, port, pathname } = new URL(url);
  const isSecure = protocol === "https:";
  return { host: hostname, port: Number(port) || (isSecure ? 443 : 80), isSecure, base: pathname };
}

/** Sends bytes and gathers what comes back, until the other side closes, `count` answers have begun or the time is up. */
export function sendRaw(
  { host, port, isSecure }: Door,
  bytes: string,
  { count = 1, deadlineMs = 3_000 } = {},
): Promise<string> {
  return new Promise((resolve) => {
    let received = "";
    const open = () => socket.write(bytes, "latin1");
    const socket = isSecure
      ? connectSecurely({ host, port, servername: host }, open)
      : connect(port, host, open);
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve(received);
    };
    const timer = setTimeout(finish, deadlineMs);
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      received += text;
      // The last one's body may come a moment later.
      if (statusesOf(received).length >= count) setTimeout(finish, 30);
    });
    socket.on("error", finish);
    socket.on("close", finish);
  });
}

/** The status of each answer in a stream of them. */
export const statusesOf = (received: string): number[] =>
  [...received.matchAll(/HTTP\/1\.[01] (\d{3})/g)].map((match) => Number(match[1]));

/** A request as text; a header given twice is sent twice. */
export function asText(
  method: string,
  path: string,
  headers: [name: string, value: string][],
  body = "",
  host = "127.0.0.1",
): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${path} HTTP/1.1`, `Host: ${host}`, ...lines, "", body].join("\r\n");
}
