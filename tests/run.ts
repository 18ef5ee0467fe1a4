// npm test: a stack of its own on its own ports, everything run against it, a summary, and nothing left behind. With
// names of turns.ts as arguments, those alone: npm run test:faults.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { z } from "zod";
import { down, readConfig, reset, StackError, stackEnv } from "../stack/index.ts";
import { formatTable, readTable, TABLE_VARIABLE } from "./faults/support/table.ts";
import { startClock } from "./support/busy-time.ts";
import { countPgTap } from "./support/count-pg-tap.ts";
import { formatFailure, listPgTapFailures, listVitestFailures } from "./support/failures.ts";
import { findSecrets } from "./support/secrets.ts";
import { listTurns, PG_TAP } from "./turns.ts";

// Away from the default ports, so that `npm start` may run beside it, and below those that the kernel gives to outgoing
// connections.
process.env.STACK_PORT = process.env.TEST_STACK_PORT ?? "15421";
process.env.STACK_DIR = process.env.TEST_STACK_DIR ?? ".stack-test";

interface Outcome {
  suite: string;
  passed: number;
  failed: number;
  /** False when the runner itself failed, whatever it counted. */
  ok: boolean;
  /** How long it took, and how busy the machine was meanwhile. */
  took: string;
  /** What failed, a line each. */
  failures: string[];
}

const config = readConfig();
const scratchDir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-tests-"));
// What the project answers in all the suites; searched for secrets at the end.
process.env.TEST_ANSWERS_FILE = path.join(scratchDir, "answers.txt");
// The table of the faults, a line each.
const faultsFile = path.join(scratchDir, "faults.jsonl");
process.env[TABLE_VARIABLE] = faultsFile;
const chosen = process.argv.slice(2);
const turns = readTurns();
const outcomes: Outcome[] = [];
let faultsTable = "";
/** Whether there is a stack of ours to stop: a refused start leaves somebody else's alone. */
let isOurs = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => void cleanUp().finally(() => process.exit(130)));
}

try {
  await reset(config);
  isOurs = true;
  const env = stackEnv(config);
  const runProject = (project: string) =>
    project === PG_TAP ? runPgTap(env.SUPABASE_DB_URL) : runVitest(project, env);
  for (const turn of turns) outcomes.push(...(await Promise.all(turn.map(runProject))));
  outcomes.push(await searchSecrets(env));
  faultsTable = formatTable(readTable(faultsFile));
} catch (error) {
  console.error(error instanceof StackError ? `tests: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  await cleanUp();
}
if (outcomes.length > 0) summarize(outcomes);
process.exit();

function readTurns(): string[][] {
  try {
    return listTurns(chosen);
  } catch (error) {
    console.error(`tests: ${error instanceof Error ? error.message : error}`);
    process.exit(2);
  }
}

async function runPgTap(databaseUrl: string): Promise<Outcome> {
  const tellTime = startClock();
  const { code, output } = await run(
    "pg_prove",
    ["--dbname", databaseUrl, "--ext", ".sql", "--recurse", "supabase/tests"],
    {},
  );
  const { passed, failed } = countPgTap(output);
  const failures = listPgTapFailures("pgTAP", output);
  return { suite: "pgTAP", passed, failed, ok: code === 0, took: tellTime(), failures };
}

async function runVitest(project: string, env: Record<string, string>): Promise<Outcome> {
  const reportFile = path.join(scratchDir, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const tellTime = startClock();
  const { code } = await run("vitest", ["run", "--project", project, ...reporters], env);
  const report = JSON.parse(readFileSync(reportFile, "utf8"));
  const { numPassedTests: passed, numFailedTests: failed } = z
    .object({ numPassedTests: z.number(), numFailedTests: z.number() })
    .parse(report);
  const failures = listVitestFailures(project, report);
  return { suite: project, passed, failed, ok: code === 0, took: tellTime(), failures };
}

/** Of everything that all the suites have left behind. */
async function searchSecrets(env: Record<string, string>): Promise<Outcome> {
  const tellTime = startClock();
  const sql = postgres(env.SUPABASE_ADMIN_DB_URL ?? "", { max: 1, onnotice: () => {} });
  const { found, searched } = await findSecrets(sql, config, env).finally(() => sql.end());
  console.log(
    `secrets: searched ${searched.length} tables, logs and the answers given; found ${found.length}`,
  );
  for (const sentence of found) console.error(`secrets: ${sentence}`);
  const ok = found.length === 0;
  const failures = found.map((sentence) => formatFailure("secrets", "", sentence, ""));
  return { suite: "secrets", passed: ok ? 1 : 0, failed: ok ? 0 : 1, ok, took: tellTime(), failures };
}

async function run(command: string, args: string[], env: Record<string, string>) {
  const child = spawn(command, args, {
    cwd: config.repoDir,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    process.stdout.write(text);
  });
  const [code] = await once(child, "close");
  return { code, output };
}

async function cleanUp(): Promise<void> {
  if (isOurs) await down(config);
  rmSync(scratchDir, { recursive: true, force: true });
}

function summarize(all: Outcome[]): void {
  console.log(`\n${faultsTable}\n`);
  for (const { suite, passed, failed, ok, took } of all) {
    const whole = ok ? "" : ", and the run as a whole failed";
    console.log(`${suite}: ${passed} passed, ${failed} failed${whole} (${took})`);
  }
  const sum = (pick: (outcome: Outcome) => number) =>
    all.reduce((total, outcome) => total + pick(outcome), 0);
  console.log(`${sum((o) => o.passed)} passed, ${sum((o) => o.failed)} failed`);
  for (const line of all.flatMap(({ failures }) => failures)) console.log(line);
  // A suite that ran nothing has not passed.
  if (all.some((outcome) => !outcome.ok || outcome.passed === 0)) process.exitCode = 1;
}
