// npm test: a stack of its own on its own ports, everything run against it, a summary, and nothing left behind. With
// names of vitest projects as arguments, those alone: npm run test:faults.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { z } from "zod";
import { down, readConfig, reset, StackError, stackEnv } from "../stack/index.ts";
import { formatTable, readTable, TABLE_VARIABLE } from "./faults/support/table.ts";
import { countPgTap } from "./support/count-pg-tap.ts";
import { findSecrets } from "./support/secrets.ts";

// Away from the default ports, so that `npm start` may run beside it.
process.env.STACK_PORT = process.env.TEST_STACK_PORT ?? "55421";
process.env.STACK_DIR = process.env.TEST_STACK_DIR ?? ".stack-test";

interface Outcome {
  suite: string;
  passed: number;
  failed: number;
  /** False when the runner itself failed, whatever it counted. */
  ok: boolean;
}

/**
 * One after the other: they share two cores, and some are about time. But `long` mostly waits, on the stack, and `install`
 * has a server of its own.
 */
const TURNS = [["unit"], ["e2e"], ["security"], ["property"], ["faults"], ["long", "install"], ["stack"]];
const VITEST_PROJECTS = TURNS.flat();

const config = readConfig();
const scratchDir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-tests-"));
// What the project answers in all the suites; searched for secrets at the end.
process.env.TEST_ANSWERS_FILE = path.join(scratchDir, "answers.txt");
// The table of the faults, a line each.
const faultsFile = path.join(scratchDir, "faults.jsonl");
process.env[TABLE_VARIABLE] = faultsFile;
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !VITEST_PROJECTS.includes(name));
if (unknown.length > 0) {
  console.error(`tests: no such tests: ${unknown.join(", ")}; there are ${VITEST_PROJECTS.join(", ")}`);
  process.exit(2);
}
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
  if (chosen.length === 0) outcomes.push(await runPgTap(env.SUPABASE_DB_URL));
  for (const turn of TURNS) {
    const projects = turn.filter((project) => chosen.length === 0 || chosen.includes(project));
    outcomes.push(...(await Promise.all(projects.map((project) => runVitest(project, env)))));
  }
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

async function runPgTap(databaseUrl: string): Promise<Outcome> {
  const { code, output } = await run(
    "pg_prove",
    ["--dbname", databaseUrl, "--ext", ".sql", "--recurse", "supabase/tests"],
    {},
  );
  const { passed, failed } = countPgTap(output);
  return { suite: "pgTAP", passed, failed, ok: code === 0 };
}

async function runVitest(project: string, env: Record<string, string>): Promise<Outcome> {
  const reportFile = path.join(scratchDir, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const { code } = await run("vitest", ["run", "--project", project, ...reporters], env);
  const report = z
    .object({ numPassedTests: z.number(), numFailedTests: z.number() })
    .parse(JSON.parse(readFileSync(reportFile, "utf8")));
  return { suite: project, passed: report.numPassedTests, failed: report.numFailedTests, ok: code === 0 };
}

/** Of everything that all the suites have left behind. */
async function searchSecrets(env: Record<string, string>): Promise<Outcome> {
  const sql = postgres(env.SUPABASE_ADMIN_DB_URL ?? "", { max: 1, onnotice: () => {} });
  const { found, searched } = await findSecrets(sql, config, env).finally(() => sql.end());
  console.log(
    `secrets: searched ${searched.length} tables, logs and the answers given; found ${found.length}`,
  );
  for (const sentence of found) console.error(`secrets: ${sentence}`);
  const ok = found.length === 0;
  return { suite: "secrets", passed: ok ? 1 : 0, failed: ok ? 0 : 1, ok };
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
  for (const { suite, passed, failed, ok } of all) {
    console.log(`${suite}: ${passed} passed, ${failed} failed${ok ? "" : ", and the run as a whole failed"}`);
  }
  const sum = (pick: (outcome: Outcome) => number) =>
    all.reduce((total, outcome) => total + pick(outcome), 0);
  console.log(`${sum((o) => o.passed)} passed, ${sum((o) => o.failed)} failed`);
  // A suite that ran nothing has not passed.
  if (all.some((outcome) => !outcome.ok || outcome.passed === 0)) process.exitCode = 1;
}
