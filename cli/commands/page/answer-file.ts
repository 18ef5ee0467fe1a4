// The page's files, with the headers that go with everything here.

import { readFile } from "node:fs/promises";
import path from "node:path";

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
}

/** Stricter than the document's own policy: nothing but this server is spoken to, and nobody frames it. */
export const SAFE_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** What the page is told: the server holds the key, so nobody signs in. */
const CONFIG = JSON.stringify({ functionsUrl: "/api" });

/** A file of the page. Only plain names are known, so that no path leads out of its folder. */
export async function answerFile(pageDir: string, pathname: string): Promise<Answer> {
  if (pathname === "/config.json")
    return { status: 200, headers: { ...noStore, "content-type": "application/json" }, body: CONFIG };
  const name = pathname === "/" ? "index.html" : pathname.slice(1);
  const type = TYPES[path.extname(name)];
  if (type === undefined || !/^(?:assets\/)?[\w-]+(?:\.[\w-]+)*$/.test(name)) return missing;
  try {
    const body = await readFile(path.join(pageDir, name));
    // The names of the assets say what is in them.
    const cache = name.startsWith("assets/") ? { "cache-control": "max-age=31536000, immutable" } : noStore;
    return { status: 200, headers: { "content-type": type, ...cache }, body };
  } catch {
    return missing;
  }
}

const noStore = { "cache-control": "no-store" };
const missing: Answer = { status: 404, headers: { "content-type": "text/plain" }, body: "Not found\n" };
