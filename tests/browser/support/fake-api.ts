// A function as the contract has it, whose answers a test chooses; and the page itself, as any host would serve it.

import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

/** What a call is answered with. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of a body
  body: any;
}

type Handler = (asked: Asked) => Answer | Promise<Answer>;

export interface FakeApi {
  url: string;
  /** What was asked, in order. */
  asked: Asked[];
  /** Answers a call, such as `GET /views`, from now on; the last one given wins. */
  on(call: string, handler: Handler | Answer): void;
  /** Drops every connection, as a function that is down behind a network that is down. */
  setDown(isDown: boolean): void;
  /** What config.json says; by default nobody signs in. */
  setConfig(config: Record<string, unknown>): void;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** A problem document. */
export const problem = (status: number, code: string, detail: string, more: object = {}): Answer => ({
  status,
  headers: { "content-type": "application/problem+json" },
  body: { type: "about:blank", status, code, detail, hint: null, request_id: "req-1", ...more },
});

/** Serves a built page, and answers its calls. */
export async function startFakeApi(pageDir: string): Promise<FakeApi> {
  const handlers = new Map<string, Handler>();
  const asked: Asked[] = [];
  let isDown = false;
  let config: Record<string, unknown> = { functionsUrl: "/api" };

  async function answerCall(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const body = await readBody(request);
    const call: Asked = {
      method: request.method ?? "GET",
      path: url.pathname.replace(/^\/api\/refresh-dashboard|^(?=\/auth)/, ""),
      query: url.searchParams,
      headers: request.headers,
      body,
    };
    asked.push(call);
    const handler = find(handlers, `${call.method} ${call.path}`);
    const answer = handler ? await handler(call) : problem(404, "not_found", "There is no such call.");
    response.writeHead(answer.status ?? 200, {
      "content-type": "application/json",
      ...answer.headers,
    });
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (url.pathname.startsWith("/api/") || url.pathname.startsWith("/auth/")) {
      if (isDown) request.socket.destroy();
      else void answerCall(request, response, url);
      return;
    }
    serveFile(pageDir, url.pathname, config, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    on: (call, handler) => {
      handlers.set(call, typeof handler === "function" ? handler : () => handler);
    },
    setDown: (next) => {
      isDown = next;
    },
    setConfig: (next) => {
      config = next;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** `GET /runs/{id}` stands for any id. */
function find(handlers: Map<string, Handler>, call: string): Handler | undefined {
  const exact = handlers.get(call);
  if (exact) return exact;
  for (const [pattern, handler] of handlers) {
    const expression = new RegExp(`^${pattern.replaceAll(/\{\w+\}/g, "[^/]+").replaceAll("/", "\\/")}$`);
    if (expression.test(call)) return handler;
  }
  return undefined;
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text === "" ? undefined : JSON.parse(text);
}

function serveFile(pageDir: string, pathname: string, config: object, response: ServerResponse): void {
  const name = pathname === "/" ? "/index.html" : pathname;
  if (name === "/config.json") {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(config));
    return;
  }
  try {
    const file = readFileSync(path.join(pageDir, path.normalize(name)));
    response.writeHead(200, { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream" });
    response.end(file);
  } catch {
    response.writeHead(404).end();
  }
}
