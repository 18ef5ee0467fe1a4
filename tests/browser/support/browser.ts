// The page in Chromium, built from the sources as they are.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { build } from "vite";
import { launchChromium } from "../../support/chromium.ts";
import { type FakeApi, startFakeApi } from "./fake-api.ts";

const PAGE = path.resolve(import.meta.dirname, "../../../page");

export interface PageUnderTest {
  api: FakeApi;
  browser: Browser;
  /** Opens the page at a route, in a context of its own: another person's browser. */
  open(route?: string, options?: BrowserContextOptions): Promise<Page>;
  /** What no page may ever have done: errors in the console, violations of its policy. */
  complaints: string[];
  close(): Promise<void>;
}

/** Builds the page into a folder of its own. */
export async function buildPage(): Promise<{ dir: string; remove(): void }> {
  const dir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-page-"));
  await build({
    configFile: path.join(PAGE, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: dir, emptyOutDir: true },
  });
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) };
}

/** Starts a browser, and a fake API that serves the page to it. */
export async function startPage(): Promise<PageUnderTest> {
  const [built, browser] = await Promise.all([buildPage(), launchChromium()]);
  const api = await startFakeApi(built.dir);
  const complaints: string[] = [];
  return {
    api,
    browser,
    complaints,
    open: async (route = "", options = {}) => {
      const context = await browser.newContext({
        locale: "en-GB",
        timezoneId: "UTC",
        viewport: { width: 1280, height: 900 },
        ...options,
      });
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("console", (message) => {
        // That a call was refused is the browser's own remark.
        if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
          complaints.push(message.text());
      });
      await page.goto(`${api.url}${route}`);
      return page;
    },
    close: async () => {
      await browser.close();
      await api.close();
      built.remove();
    },
  };
}
