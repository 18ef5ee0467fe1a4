// npm start, interrupted in the minute in which it waits for pg_cron. The tests follow one another on one stack.
import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { down, type StackConfig, stackEnv, startPostgres, stopPostgres } from "../../stack/index.ts";
import { eventually } from "../support/eventually.ts";
import {
  makeStack,
  type Program,
  pressCtrlC,
  processesOf,
  quiet,
  removeStack,
  runProgram,
} from "./support/throwaway-stack.ts";

let config: StackConfig;

beforeAll(async () => {
  config = await makeStack();
});

afterAll(() => removeStack(config));

const untilItSays = (program: Program, words: string) =>
  eventually(
    `"${words}"`,
    async () => program.output(),
    (output) => output.includes(words),
    { deadlineMs: 90_000 },
  );

/** With PostgreSQL alone. */
async function readSchedule(): Promise<string> {
  await startPostgres(config);
  const sql = postgres(stackEnv(config).SUPABASE_DB_URL, { max: 1 });
  const [job] = await sql`select schedule from cron.job where jobname = 'refresh-conversaciones-dashboard'`;
  await sql.end();
  await stopPostgres(config, "fast", quiet);
  return job?.schedule;
}

test("Ctrl-C in the demo's wait restores the schedule and leaves no process", async () => {
  const demo = runProgram(config, ["stack/demo/main.ts"]);
  await untilItSays(demo, "pg_cron's next");
  pressCtrlC(demo);
  await demo.exitCode;

  expect(demo.output()).toMatch(
    /the view says {2}0\n[\s\S]*The schedule is \*\/5 \* \* \* \* again\.\n[\s\S]*stack: down\n$/,
  );
  expect(processesOf(config)).toEqual([]);
  expect(await readSchedule()).toBe("*/5 * * * *");
});

test("Ctrl-C is heard by a demo that a busy machine gives no time", async () => {
  const demo = runProgram(config, ["stack/demo/main.ts"]);
  await untilItSays(demo, "pg_cron's next");
  demo.child.kill("SIGSTOP");
  pressCtrlC(demo);
  await sleep(500);
  demo.child.kill("SIGCONT");

  expect(await demo.exitCode).toBe(0);
  expect(demo.output()).toMatch(/stack: down\n$/);
  expect(processesOf(config)).toEqual([]);
});

test("the next demo tells the story again; stopped elsewhere, it ends in one sentence and leaves a note of the schedule", async () => {
  const demo = runProgram(config, ["stack/demo/main.ts"]);
  await untilItSays(demo, "pg_cron's next");
  await down(config, quiet);

  expect(await demo.exitCode).toBe(0);
  expect(demo.output()).toMatch(/he owns {8}29\n {2}the view says {2}0\n/);
  expect(demo.output()).toMatch(/The stack was stopped elsewhere; its data stays\.\n$/);
  expect(processesOf(config)).toEqual([]);
  expect(existsSync(path.join(config.dir, "demo-schedule"))).toBe(true);
});
