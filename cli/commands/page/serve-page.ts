// The page on this machine: a server on 127.0.0.1 that holds the key itself. Its address has a token that works once, for
// which the browser gets a cookie that no script reads and no other site sends.

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpTarget } from "../../connection/find-target.ts";
import { type Answer, answerFile, SAFE_HEADERS } from "./answer-file.ts";
import { forwardCall, problem } from "./forward-call.ts";
import { cookieNameOf, type House, isSame, judge } from "./gate.ts";

export interface PageServer {
  /** With the token. */
  url: string;
  close(): Promise<void>;
}

export interface PageOptions {
  /** Where the built page is. */
  pageDir: string;
  target: HttpTarget;
  /** 0 for any that is free. */
  port: number;
  fetch: typeof globalThis.fetch;
}

/** Rejects with the server's own error, such as EADDRINUSE. */
export async function servePage({ pageDir, target, port, fetch }: PageOptions): Promise<PageServer> {
  const house: House = { port, session: newSecret() };
  /** Null once it was used. */
  let token: string | null = newSecret();

  async function answer(request: IncomingMessage, url: URL, signal: AbortSignal): Promise<Answer> {
    const { headers } = request;
    const verdict = judge(
      {
        method: request.method ?? "GET",
        path: url.pathname,
        host: headers.host,
        origin: headers.origin,
        site: asText(headers["sec-fetch-site"]),
        cookie: headers.cookie,
      },
      house,
    );
    if (!verdict.passes) return problem(verdict.status, verdict.code, verdict.detail);
    if (url.pathname.startsWith("/api/")) return forwardCall(request, url, target, { fetch, signal });
    if (request.method !== "GET") return problem(405, "method_not_allowed", "The page is only read.");
    const given = url.searchParams.get("token");
    if (url.pathname === "/" && given !== null) return exchange(given);
    return answerFile(pageDir, url.pathname);
  }

  /** To the address without the token, so that it stays in no history. */
  function exchange(given: string): Answer {
    const isRight = token !== null && isSame(given, token);
    if (isRight) token = null;
    const cookie = `${cookieNameOf(house.port)}=${house.session}; Path=/; HttpOnly; SameSite=Strict`;
    return {
      status: 303,
      headers: {
        location: "/",
        "cache-control": "no-store",
        ...(isRight ? { "set-cookie": cookie } : {}),
      },
      body: "",
    };
  }

  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const url = readTarget(request.url);
    const answering = url ? answer(request, url, gone.signal) : Promise.resolve(unreadable());
    answering.then(
      (answered) => send(response, answered),
      () => send(response, problem(500, "internal", "The page's own server has failed.")),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  house.port = (server.address() as AddressInfo).port;
  return {
    url: `http://127.0.0.1:${house.port}/?token=${token}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Null for what is no address, such as `//`, which any page of the browser may send. */
function readTarget(target = "/"): URL | null {
  return URL.canParse(target, "http://127.0.0.1") ? new URL(target, "http://127.0.0.1") : null;
}

const unreadable = (): Answer => problem(400, "wrong_address", "The address is none.");

const newSecret = (): string => randomBytes(24).toString("base64url");

const asText = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(",") : header;

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, { ...SAFE_HEADERS, ...headers });
  response.end(response.req.method === "HEAD" ? undefined : body);
}
