// npm start: brings the stack up, does the main job before the reader's eyes, then tells of each run until Ctrl-C.
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { z } from "zod";
import {
  atChosenPort,
  down,
  isRunning,
  isSupervised,
  readConfig,
  type StackConfig,
  StackError,
  stackEnv,
  up,
} from "../index.ts";
import { createApi } from "./api.ts";
import { createDatabase } from "./database.ts";
import { followRuns } from "./follow-runs.ts";
import { openPage } from "./page.ts";
import { createPatience, StoppedElsewhere } from "./patience.ts";
import { tellStory } from "./story.ts";
import { printUsage } from "./usage.ts";

/** What an interrupted story may take to put the schedule back. */
const LAST_WORDS_MS = 10_000;

/** Aborts when the reader has had enough: Ctrl-C, or the terminal goes away. */
const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(name, () => interrupt.abort());
for (const output of [process.stdout, process.stderr]) output.on("error", () => interrupt.abort());

try {
  await run(atChosenPort(readConfig()));
} catch (error) {
  const isMeantForReader = error instanceof StackError || error instanceof z.ZodError;
  console.error(isMeantForReader ? `demo: ${error.message}` : error);
  process.exitCode = 1;
}
// Whatever was interrupted may still hold a timer or a socket.
process.exit();

async function run(config: StackConfig): Promise<void> {
  // A stack that ran before is somebody else's to stop.
  const ranBefore = isRunning(config);
  try {
    await up(config);
  } catch (error) {
    // It has stopped what it started.
    if (interrupt.signal.aborted) return;
    throw error;
  }
  try {
    const ending = ranBefore
      ? "ends this; the stack ran before and goes on"
      : "stops everything and keeps the data";
    const shown = interrupt.signal.aborted ? Promise.resolve() : show(config, ending);
    await Promise.race([shown, interrupted(LAST_WORDS_MS)]);
  } catch (error) {
    if (error instanceof StoppedElsewhere) {
      console.log("The stack was stopped elsewhere; its data stays.");
      return;
    }
    if (!interrupt.signal.aborted) {
      await end();
      throw error;
    }
  }
  await end();

  async function end(): Promise<void> {
    if (!ranBefore) await down(config);
  }
}

async function show(config: StackConfig, ending: string): Promise<void> {
  const { signal } = interrupt;
  const env = stackEnv(config);
  const say = (line = "") => console.log(line);
  const patiently = createPatience({ isSupervised: () => isSupervised(config), say, signal });
  const database = createDatabase(postgres(env.SUPABASE_DB_URL, { max: 2, onnotice: () => {} }), patiently);
  const api = createApi(env.FUNCTIONS_URL, env.SUPABASE_SECRET_KEY, patiently);

  await tellStory({ database, api, say, signal, noteFile: path.join(config.dir, "demo-schedule") });
  const page = await openPage(env);
  try {
    await printUsage({ api, env, pageUrl: page.url, say, ending });
    await followRuns({ database, say, signal });
  } finally {
    await page.close();
  }
}

/** Resolves so long after the interrupt. */
async function interrupted(graceMs: number): Promise<void> {
  await new Promise((resolve) => interrupt.signal.addEventListener("abort", resolve, { once: true }));
  await sleep(graceMs);
}
