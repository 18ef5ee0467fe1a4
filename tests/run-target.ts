// npm run test:target: the e2e and security tests against the project that the environment names, which may be supabase
// start's or a hosted one. What it does not offer is left out, counted, and said with the reason.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ALLOW_VARIABLE, findRefusal } from "./support/check-target.ts";
import { type Ended, runVitest } from "./support/run-vitest.ts";
import { countSkipped } from "./support/target.ts";

const PROJECTS = ["e2e", "security"];

const { connect, target } = await import("./support/stack.ts").catch((error: Error) =>
  fail(2, error.message),
);
const sql = connect(1);
const refusal = await findRefusal(sql, process.env[ALLOW_VARIABLE] === "1").catch((error: Error) =>
  fail(3, `the database of SUPABASE_DB_URL does not answer: ${error.message}`),
);
await sql.end();
if (refusal !== null) fail(1, refusal);

console.log(
  `test:target: ${target.env.SUPABASE_URL} offers ${[...target.offered].join(", ") || "no more than it must"}`,
);
const scratchDir = mkdtempSync(path.join(tmpdir(), "refresh-dashboard-target-"));
const ended: [project: string, ended: Ended][] = [];
try {
  for (const project of PROJECTS)
    ended.push([
      project,
      await runVitest(project, path.join(scratchDir, `${project}.json`), offeredVariables()),
    ]);
} finally {
  rmSync(scratchDir, { recursive: true, force: true });
}
process.exitCode = summarize() ? 0 : 1;

/** What the target has, under our own names: tests hand it on to commands. */
function offeredVariables(): Record<string, string> {
  const given = Object.entries(target.env).filter(
    ([name]) => process.env[name] !== undefined || isRequired(name),
  );
  return Object.fromEntries(given);
}

function isRequired(name: string): boolean {
  return /^(SUPABASE_(URL|DB_URL|SECRET_KEY|PUBLISHABLE_KEY)|FUNCTIONS_URL)$/.test(name);
}

/** True when everything that could run passed, and all that did not run says why. */
function summarize(): boolean {
  const skipped = countSkipped(ended.flatMap(([, { skipped }]) => skipped));
  console.log("");
  for (const [project, { passed, failed, skipped, ok }] of ended)
    console.log(
      `${project}: ${passed} passed, ${failed} failed, ${skipped.length} left out${ok ? "" : ", and the run as a whole failed"}`,
    );
  for (const [reason, count] of skipped)
    console.log(`left out: ${count} tests: ${reason ?? "nobody says why, which is a failure"}`);
  const hasPassed = ended.every(([, { ok, passed }]) => ok && passed > 0);
  return hasPassed && !skipped.has(null) && !(target.offered.has("stack") && skipped.size > 0);
}

function fail(code: number, message: string): never {
  console.error(`test:target: ${message}`);
  process.exit(code);
}
