// A page of another origin than the project's, in a real browser.
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { chromium, type Page } from "playwright-core";

const INSTALL = path.join(import.meta.dirname, "install-chromium.sh");
const INSTALL_LIMIT_MS = 280_000;

export interface Browser {
  /** Opens a page that has supabase-js as `supabase`. */
  open: () => Promise<Page>;
  close: () => Promise<void>;
}

/** Starts Debian's Chromium, which is installed where it is missing. */
export async function launchChromium() {
  const { stdout } = await promisify(execFile)("bash", [INSTALL], { timeout: INSTALL_LIMIT_MS });
  // A sandbox needs a user namespace, which root and containers do not have; the page is the test's own.
  return chromium.launch({
    executablePath: stdout.trim(),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/** Starts Chromium, and a server of the one page that it opens. */
export async function startBrowser(): Promise<Browser> {
  const browser = await launchChromium();
  const script = await bundleSupabase();
  const server = createServer((request, response) => {
    const isScript = request.url === "/supabase.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(
      isScript ? script : '<!doctype html><title>Dashboard</title><script src="/supabase.js"></script>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    open: async () => {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}/`);
      return page;
    },
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bundleSupabase(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "@supabase/supabase-js";', resolveDir: import.meta.dirname },
    bundle: true,
    format: "iife",
    globalName: "supabase",
    platform: "browser",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}
