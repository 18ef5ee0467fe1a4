// Mutants of SQL: one after the other in the one database, each with the test that must notice.
import { execFile } from "node:child_process";
import path from "node:path";
import postgres from "postgres";
import { type Mutation, REPOSITORY } from "./mutation.ts";
import { judge, type Outcome, type TestRun, unsound } from "./outcome.ts";
import { withMutant } from "./replace-statements.ts";

/** Of a file of tests, longer than any takes. One that hangs has noticed too. */
const DEADLINE_MS = 180_000;

export async function testSql(
  mutations: Mutation[],
  databaseUrl: string,
  heard: (outcome: Outcome) => void,
): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const isSound = new Map<string, boolean>();
  try {
    for (const mutation of mutations) {
      const { name, file, killedBy } = mutation;
      if (!isSound.has(killedBy)) isSound.set(killedBy, (await runTest(killedBy, databaseUrl)).passed);
      try {
        heard(
          isSound.get(killedBy)
            ? judge(mutation, await withMutant(sql, mutation, () => runTest(killedBy, databaseUrl)))
            : unsound(mutation),
        );
      } catch (error) {
        heard({ mutation, fault: `"${name}" (${file}) cannot be made: ${String(error)}` });
      }
    }
  } finally {
    await sql.end();
  }
}

function runTest(file: string, databaseUrl: string): Promise<TestRun> {
  return file.endsWith(".sql") ? runPgTap(file, databaseUrl) : runEndToEnd(file);
}

async function runPgTap(file: string, databaseUrl: string): Promise<TestRun> {
  const args = ["--dbname", databaseUrl, "--ext", ".sql", "--verbose", file];
  const { ok, output } = await run("pg_prove", args, { PGOPTIONS: "-c statement_timeout=30s" });
  const failed = [...output.matchAll(/^\s*not ok \d+ - (.*)$/gm)].map((match) => match[1] ?? "");
  // An error in the middle of a file ends it: the mutant raises where it should not.
  const errors = [...output.matchAll(/ERROR: +(.*)$/gm)].map((match) => `error: ${match[1]}`);
  return { passed: ok, failed: [...failed, ...errors], output };
}

async function runEndToEnd(file: string): Promise<TestRun> {
  const vitest = path.join("node_modules", ".bin", "vitest");
  const { ok, output } = await run(vitest, ["run", "--project", "e2e", "--reporter=tap-flat", file], {});
  const failed = [...output.matchAll(/^not ok \d+ - (.*?)( # time=.*)?$/gm)].map((match) => match[1] ?? "");
  return { passed: ok, failed, output };
}

function run(file: string, args: string[], env: Record<string, string>) {
  return new Promise<{ ok: boolean; output: string }>((resolve) => {
    const options = {
      cwd: REPOSITORY,
      env: { ...process.env, ...env },
      timeout: DEADLINE_MS,
      maxBuffer: 64 * 1024 * 1024,
    };
    execFile(file, args, options, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: stdout + stderr });
    });
  });
}
