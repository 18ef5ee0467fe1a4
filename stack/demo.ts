// npm start: brings the stack up, does the main job before the reader's eyes, then tells of each run until Ctrl-C.
import postgres from "postgres";
import { z } from "zod";
import { type Api, createApi } from "./demo/api.ts";
import { followRuns } from "./demo/follow-runs.ts";
import { tellStory } from "./demo/story.ts";
import { printUsage } from "./demo/usage.ts";
import { down, readConfig, StackError, stackEnv, up } from "./index.ts";

const config = readConfig();
const stopping = new AbortController();

/** Resolves when the reader has had enough: Ctrl-C, or the terminal goes away. */
const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      stopping.abort();
      resolve();
    });
  }
});

try {
  await up(config);
  await Promise.race([show(), stopped]);
} catch (error) {
  if (!stopping.signal.aborted) {
    console.error(
      error instanceof StackError || error instanceof z.ZodError ? `demo: ${error.message}` : error,
    );
    process.exitCode = 1;
  }
} finally {
  await down(config);
}
// Whatever was interrupted may still hold a timer or a socket.
process.exit();

async function show(): Promise<void> {
  const env = stackEnv(config);
  const sql = postgres(env.SUPABASE_DB_URL, { max: 2, onnotice: () => {} });
  const api: Api = createApi(env.FUNCTIONS_URL, env.SUPABASE_SECRET_KEY);
  const say = (line = "") => console.log(line);

  await tellStory({ sql, api, say });
  await printUsage({ api, env, say });
  await followRuns({ sql, say, signal: stopping.signal });
  await stopped;
}
