// What the page weighs, and how long a phone takes to show it: Chromium with its processor slowed down four times, the page as
// `refresh-dashboard page` serves it, and the answers of the running project.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { servePage } from "../../cli/commands/page/serve-page.ts";
import { findRepository } from "../../stack/index.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import type { BenchEnv } from "../support/env.ts";

const TIMES = 5;
const SLOWER = 4;

export interface PageFigures {
  allKib: number;
  firstViewKib: number;
  /** From the navigation to the first paint that has rows. */
  rowsMs: number[];
  firstPaintMs: number[];
  /** The longest task of each visit; 50 ms is where the browser begins to speak of long ones. */
  longestTaskMs: number[];
}

export async function measurePage(env: BenchEnv): Promise<PageFigures> {
  const pageDir = mkdtempSync(path.join(tmpdir(), "bench-page-"));
  try {
    await build({
      configFile: path.join(findRepository(), "page/vite.config.ts"),
      logLevel: "error",
      build: { outDir: pageDir, emptyOutDir: true },
    });
    return { ...weigh(pageDir), ...(await visit(pageDir, env)) };
  } finally {
    rmSync(pageDir, { recursive: true, force: true });
  }
}

function weigh(pageDir: string) {
  const kib = (files: string[]) =>
    files.reduce(
      (sum, file) => sum + gzipSync(readFileSync(path.join(pageDir, file)), { level: 9 }).length,
      0,
    ) / 1024;
  const files = readdirSync(pageDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(pageDir, path.join(entry.parentPath, entry.name)));
  const html = readFileSync(path.join(pageDir, "index.html"), "utf8");
  const named = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file = ""]) => file);
  return { allKib: kib(files), firstViewKib: kib(["index.html", ...named]) };
}

async function visit(pageDir: string, env: BenchEnv) {
  const chromium = await launchChromium();
  const figures: Pick<PageFigures, "rowsMs" | "firstPaintMs" | "longestTaskMs"> = {
    rowsMs: [],
    firstPaintMs: [],
    longestTaskMs: [],
  };
  try {
    for (let time = 0; time <= TIMES; time += 1) {
      const target = {
        functionsUrl: env.FUNCTIONS_URL,
        key: env.SUPABASE_SECRET_KEY,
        accessToken: null,
        source: "the bench",
      };
      const server = await servePage({ pageDir, target, port: 0, fetch: globalThis.fetch });
      const context = await chromium.newContext({ viewport: { width: 390, height: 844 } });
      const page = await context.newPage();
      await page.addInitScript(() => {
        const tasks: number[] = [];
        Object.assign(globalThis, { longTasks: tasks });
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) tasks.push(entry.duration);
        }).observe({ type: "longtask", buffered: true });
      });
      const session = await context.newCDPSession(page);
      await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
      await page.goto(server.url);
      await page.locator("li.row").first().waitFor();
      const seen = await page.evaluate(() => ({
        rows: performance.now(),
        firstPaint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN,
        longest: Math.max(0, ...(globalThis as unknown as { longTasks: number[] }).longTasks),
      }));
      // The first visit fills caches.
      if (time > 0) {
        figures.rowsMs.push(seen.rows);
        figures.firstPaintMs.push(seen.firstPaint);
        figures.longestTaskMs.push(seen.longest);
      }
      await context.close();
      await server.close();
    }
  } finally {
    await chromium.close();
  }
  return figures;
}
