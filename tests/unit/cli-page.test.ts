// The page on this machine: who may pass, what the browser gets, what stays here.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judge } from "../../cli/commands/page/gate.ts";
import { type PageServer, servePage } from "../../cli/commands/page/serve-page.ts";
import { withPolicyFor, writePage } from "../../cli/commands/page/write-page.ts";
import { asText, doorOf, sendRaw, statusesOf } from "../support/raw-http.ts";

const KEY = "sb_secret_held-by-the-server";
const pageDir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-page-"));
const seen: { url: string; headers: IncomingMessage["headers"]; body: string }[] = [];
const backend = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  seen.push({ url: request.url ?? "", headers: request.headers, body });
  response.writeHead(200, { "content-type": "application/json", etag: '"7"', "set-cookie": "a=b" });
  response.end(JSON.stringify({ ok: true }));
});
let server: PageServer;
let origin: string;

beforeAll(async () => {
  writeFileSync(
    path.join(pageDir, "index.html"),
    `<meta content="default-src 'none'; connect-src 'self' https://*.supabase.co; base-uri 'none'">`,
  );
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  const functionsUrl = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/functions/v1`;
  server = await servePage({
    pageDir,
    target: { functionsUrl, key: KEY, accessToken: null, source: "a test" },
    port: 0,
    fetch: globalThis.fetch,
  });
  origin = new URL(server.url).origin;
});
afterAll(async () => {
  await server.close();
  await new Promise((resolve) => backend.close(resolve));
  rmSync(pageDir, { recursive: true });
});

/** A request whose path and host no client mends. */
async function rawRequest(url: URL, place: string, { host = url.host, ...headers }: Record<string, string>) {
  const received = await sendRaw(doorOf(url.href), asText("GET", place, Object.entries(headers), "", host));
  return { status: statusesOf(received)[0] };
}

/** Opens the printed address as a browser does, once for all tests. */
let opened: Promise<string> | undefined;
const cookie = () => {
  opened ??= fetch(server.url, { redirect: "manual" }).then((response) => {
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/");
    return response.headers.get("set-cookie") ?? "";
  });
  return opened;
};
const withCookie = async (headers: Record<string, string> = {}) => ({
  ...headers,
  cookie: (await cookie()).split(";")[0] ?? "",
});

describe("the address that is printed", () => {
  it("gives the browser a cookie that no script reads and no other site sends", async () => {
    expect(await cookie()).toMatch(/^refresh_dashboard_\d+=[\w-]{32}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it("works once", async () => {
    await cookie();
    const again = await fetch(server.url, { redirect: "manual" });
    expect([again.status, again.headers.get("set-cookie")]).toEqual([303, null]);
  });

  it("does not work with another token", async () => {
    const answer = await fetch(`${origin}/?token=guessed`, { redirect: "manual" });
    expect(answer.headers.get("set-cookie")).toBeNull();
  });
});

describe("a call of the function", () => {
  it("is passed on with the key, and without the cookie", async () => {
    const response = await fetch(`${origin}/api/refresh-dashboard/status?view=a`, {
      headers: await withCookie({ "if-none-match": '"6"' }),
    });
    expect([response.status, response.headers.get("etag"), await response.json()]).toEqual([
      200,
      '"7"',
      { ok: true },
    ]);
    expect(response.headers.get("set-cookie")).toBeNull();
    const last = seen.at(-1);
    expect(last?.url).toBe("/functions/v1/refresh-dashboard/status?view=a");
    expect([last?.headers.apikey, last?.headers.cookie, last?.headers["if-none-match"]]).toEqual([
      KEY,
      undefined,
      '"6"',
    ]);
  });

  it("is refused without the cookie, and nothing is passed on", async () => {
    const before = seen.length;
    const response = await fetch(`${origin}/api/refresh-dashboard/status`);
    expect([response.status, (await response.json()).code]).toEqual([401, "page_locked"]);
    expect(seen.length).toBe(before);
  });

  it("is refused from a page of another origin that has the cookie", async () => {
    const before = seen.length;
    const response = await fetch(`${origin}/api/refresh-dashboard/refresh`, {
      method: "POST",
      headers: await withCookie({ origin: "https://evil.example", "content-type": "text/plain" }),
      body: "{}",
    });
    expect([response.status, (await response.json()).code]).toEqual([403, "wrong_origin"]);
    expect(seen.length).toBe(before);
  });

  it("that changes something is refused where the browser does not say from where", async () => {
    const response = await fetch(`${origin}/api/refresh-dashboard/refresh`, {
      method: "POST",
      headers: await withCookie(),
      body: "{}",
    });
    expect(response.status).toBe(403);
  });

  it.each([
    "/api/refresh-dashboard/../other/secret",
    "/api/refresh-dashboard/%2e%2e/other",
    "/api/other",
    "/api//refresh-dashboard",
  ])("never leads to another function: %s", async (place) => {
    const before = seen.length;
    const response = await rawRequest(new URL(origin), place, await withCookie());
    expect([404, 403, 421, 200]).toContain(response.status);
    expect(
      seen.slice(before).filter(({ url }) => !url.startsWith("/functions/v1/refresh-dashboard")),
    ).toEqual([]);
  });
});

describe("a name that leads to 127.0.0.1 (DNS rebinding)", () => {
  it("is answered neither the page nor a call", async () => {
    for (const place of ["/", "/config.json", "/api/refresh-dashboard/status"]) {
      const { port } = new URL(origin);
      const response = await rawRequest(new URL(origin), place, {
        ...(await withCookie()),
        host: `rebound.example:${port}`,
      });
      expect(response.status).toBe(421);
    }
  });
});

it("the key is in nothing that the browser gets", async () => {
  const headers = await withCookie();
  for (const place of ["/", "/config.json", "/api/refresh-dashboard/status"]) {
    const response = await fetch(`${origin}${place}`, { headers });
    const text = JSON.stringify([...response.headers]) + (await response.text());
    expect(text).not.toContain(KEY);
    expect(response.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  }
});

it("outlives a request for an address that is none", async () => {
  const url = new URL(server.url);

  expect(await rawRequest(url, "//", {})).toEqual({ status: 400 });
  expect(await rawRequest(url, "/", {})).toEqual({ status: 200 });
});

it("serves nothing from outside of the page's folder", async () => {
  writeFileSync(path.join(pageDir, "../refresh-dashboard-outside.js"), "secret");
  for (const place of ["/../refresh-dashboard-outside.js", "/%2e%2e/refresh-dashboard-outside.js"]) {
    const response = await rawRequest(new URL(origin), place, {});
    expect(response.status).toBe(404);
  }
  rmSync(path.join(pageDir, "../refresh-dashboard-outside.js"));
});

it("a read passes where an older browser says nothing of where it comes from", () => {
  const house = { port: 1, session: "s" };
  const knock = { method: "GET", path: "/api/x", host: "localhost:1", cookie: "refresh_dashboard_1=s" };
  expect(judge({ ...knock, origin: undefined, site: undefined }, house)).toEqual({ passes: true });
  expect(judge({ ...knock, origin: undefined, site: "cross-site" }, house)).toMatchObject({ status: 403 });
  expect(judge({ ...knock, origin: "http://127.0.0.1:1", site: undefined }, house)).toMatchObject({
    status: 403,
  });
});

describe("the files for any host", () => {
  it("may speak to the project's functions alone", () => {
    const html = readFileSync(path.join(pageDir, "index.html"), "utf8");
    expect(withPolicyFor(html, "https://abc.supabase.co/functions/v1")).toContain(
      "connect-src 'self' https://abc.supabase.co; base-uri",
    );
  });

  it("are written over a page of before, and over nothing else", () => {
    const outDir = path.join(pageDir, "out");
    const files = {
      pageDir: path.join(pageDir),
      outDir: mkdtempSync(path.join(tmpdir(), "out-")),
      functionsUrl: "https://a.example/functions/v1",
      publishableKey: "sb_publishable_x",
    };
    writePage(files);
    writePage(files);
    expect(JSON.parse(readFileSync(path.join(files.outDir, "config.json"), "utf8"))).toEqual({
      functionsUrl: "https://a.example/functions/v1",
      publishableKey: "sb_publishable_x",
    });
    rmSync(files.outDir, { recursive: true });
    writeFileSync(outDir, "");
    rmSync(outDir);
    const other = mkdtempSync(path.join(tmpdir(), "other-"));
    writeFileSync(path.join(other, "precious.txt"), "");
    expect(() => writePage({ ...files, outDir: other })).toThrow(/holds something else/);
    rmSync(other, { recursive: true });
  });
});
