// The page of the demo, as `refresh-dashboard page` serves it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "vite";
import { type PageServer, servePage } from "../../cli/commands/page/serve-page.ts";
import type { stackEnv } from "../index.ts";

const CONFIG = path.resolve(import.meta.dirname, "../../page/vite.config.ts");

/** Builds the page as its sources are, and serves it at any free port. */
export async function openPage(env: ReturnType<typeof stackEnv>): Promise<PageServer> {
  const pageDir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-demo-page-"));
  const remove = () => rmSync(pageDir, { recursive: true, force: true });
  try {
    await build({ configFile: CONFIG, logLevel: "error", build: { outDir: pageDir, emptyOutDir: true } });
    const server = await servePage({
      pageDir,
      target: {
        functionsUrl: env.FUNCTIONS_URL,
        key: env.SUPABASE_SECRET_KEY,
        accessToken: null,
        source: "the demo",
      },
      port: 0,
      fetch: globalThis.fetch,
    });
    return {
      url: server.url,
      close: async () => {
        await server.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
