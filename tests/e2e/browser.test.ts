// A dashboard of another origin, in Chromium: the browser itself decides what passes and what the page may read.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { stackProject } from "../security/support/project.ts";
import { type Browser, startBrowser } from "../support/chromium.ts";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { connect, env } from "../support/stack.ts";

const describe = describeNeeding("token signer");
const sql = connect();
let browser: Browser;
let page: Page;
let view: SlowView;
beforeAll(async () => {
  view = await createSlowView(sql, "browser");
  browser = await startBrowser();
  page = await browser.open();
});
afterAll(async () => {
  await browser?.close();
  await view?.drop();
  await sql.end();
});

type Role = "operator" | "viewer";
interface Invocation {
  call: string;
  options?: Record<string, unknown>;
}
interface Outcome {
  error: string | null;
  status: number | null;
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: a test says itself what it expects of an answer
  body: any;
}

/** What the page's own functions.invoke gives, read in the page. */
async function invoke(role: Role, invocation: Invocation): Promise<Outcome> {
  const token = await stackProject.token({
    sub: "user-1",
    role: "authenticated",
    app_metadata: { refresh_dashboard: role },
  });
  return page.evaluate(
    async ({ url, key, token, call, options }) => {
      const { createClient } = (globalThis as unknown as { supabase: typeof import("@supabase/supabase-js") })
        .supabase;
      const client = createClient(url, key, { accessToken: async () => token });
      const { data, error, response } = await client.functions.invoke(`refresh-dashboard${call}`, options);
      return {
        error: error === null ? null : String(error.name),
        status: response?.status ?? null,
        headers: Object.fromEntries(response?.headers ?? []),
        body: error === null ? data : await response?.json(),
      };
    },
    { url: env.SUPABASE_URL, key: env.SUPABASE_PUBLISHABLE_KEY, token, ...invocation },
  );
}

describe("a page that calls functions.invoke", () => {
  it("reads the status, in a region of its choice", async () => {
    const { error, status, body } = await invoke("viewer", {
      call: `/status?view=${view.name}`,
      options: { method: "GET", region: "us-east-1" },
    });
    expect([error, status, body?.view]).toEqual([null, 200, view.name]);
  });

  it("sends whatever headers supabase-js may send, and an id that it finds again", async () => {
    const { error, headers } = await invoke("viewer", {
      call: `/status?view=${view.name}`,
      options: {
        method: "GET",
        headers: {
          "x-request-id": "page-1",
          "x-retry-count": "1",
          traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          tracestate: "a=b",
          baggage: "a=b",
        },
      },
    });
    expect([error, headers["x-request-id"]]).toEqual([null, "page-1"]);
  });

  it("reads what is wrong: the code, and the id of the request", async () => {
    const { error, status, headers, body } = await invoke("viewer", {
      call: "/reconfigure",
      options: { method: "PATCH", body: { view: view.name, active: true } },
    });
    expect([error, status, body?.code]).toEqual(["FunctionsHttpError", 403, "forbidden"]);
    expect(body.request_id).toBe(headers["x-request-id"]);
  });

  it("changes settings that nobody has changed since it read them, and no others", async () => {
    const read = await invoke("operator", {
      call: `/reconfigure?view=${view.name}`,
      options: { method: "GET" },
    });
    expect(read.headers.etag).toBe(`"${read.body.revision}"`);
    const change = (failure_limit: number) =>
      invoke("operator", {
        call: "/reconfigure",
        options: {
          method: "PATCH",
          headers: { "if-match": read.headers.etag, "content-type": "application/merge-patch+json" },
          body: { view: view.name, failure_limit },
        },
      });
    const first = await change(7);
    expect([first.status, first.body?.after?.failure_limit]).toEqual([200, 7]);
    const second = await change(8);
    expect([second.error, second.status, second.body?.code]).toEqual([
      "FunctionsHttpError",
      412,
      "precondition_failed",
    ]);
  });

  it("asks for a refresh, and finds the run where the answer says", async () => {
    const begun = await invoke("operator", {
      call: "/refresh",
      options: { body: { view: view.name, wait_seconds: 0 } },
    });
    expect([begun.error, begun.status]).toEqual([null, 202]);
    const place = new URL(begun.headers.location ?? "", `${env.FUNCTIONS_URL}/refresh-dashboard/refresh`);
    const call = place.href.replace(`${env.FUNCTIONS_URL}/refresh-dashboard`, "");
    const run = await invoke("operator", { call, options: { method: "GET" } });
    expect([run.status, run.body?.id]).toEqual([200, begun.body.id]);
  });
});

it("a page may ask for the health without signing in", async () => {
  const status = await page.evaluate(
    async (url) => (await (await fetch(url, { headers: { "x-client-info": "page" } })).json()).status,
    `${env.FUNCTIONS_URL}/refresh-dashboard/health`,
  );
  expect(["fresh", "stale"]).toContain(status);
});
