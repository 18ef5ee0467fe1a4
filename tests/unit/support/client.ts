// The client, and the function's application in place of the network.
import { createRefreshDashboard, type Options } from "../../../client/index.ts";
import { type TestApp, testApp } from "./fakes.ts";
import { SECRET_KEY } from "./keys.ts";

export const PROJECT = "https://project.test";
const FUNCTION = `${PROJECT}/functions/v1/refresh-dashboard`;

export type Sent = { method: string; url: string; headers: Headers; body: string | undefined };

/** fetch that reaches the application; `sent` has what came over the line. */
export function fetchOf(app: TestApp): { fetch: typeof globalThis.fetch; sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = String(input);
    if (!url.startsWith(FUNCTION)) throw new TypeError(`nothing answers at ${url}`);
    const headers = new Headers(init.headers);
    const method = init.method ?? "GET";
    const body = init.body as string | undefined;
    sent.push({ method, url, headers, body });
    return app.call(method, url.slice(FUNCTION.length), {
      headers: Object.fromEntries(headers),
      ...(body === undefined ? {} : { body }),
    });
  };
  return { fetch, sent };
}

/** A client with the secret key, unless told otherwise. */
export function clientOf(given: Parameters<typeof testApp>[0] = {}, options: Partial<Options> = {}) {
  const app = testApp(given);
  const { fetch, sent } = fetchOf(app);
  const client = createRefreshDashboard({ url: PROJECT, key: SECRET_KEY, fetch, ...options } as Options);
  return { client, app, sent };
}

/** A client to which one response is given, whatever it asks. */
export const clientAnswered = (body: string, init: ResponseInit) =>
  createRefreshDashboard({ url: PROJECT, key: SECRET_KEY, fetch: async () => new Response(body, init) });
