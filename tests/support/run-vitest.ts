// A vitest project in a process of its own, and how its tests ended.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const Report = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

export interface Ended {
  passed: number;
  failed: number;
  /** The full names of those that did not run. */
  skipped: string[];
  /** False when the runner itself failed, whatever it counted. */
  ok: boolean;
}

/**
 * Runs a project of vitest.config.ts; what it says goes to this process's output.
 *
 * @param project its name.
 * @param reportFile where the report is written.
 * @param env variables beside those of this process; undefined takes one away.
 */
export async function runVitest(
  project: string,
  reportFile: string,
  env: Record<string, string | undefined>,
): Promise<Ended> {
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportFile}`];
  const child = spawn("vitest", ["run", "--project", project, ...reporters], {
    cwd: path.resolve(import.meta.dirname, "../.."),
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "close");
  const { testResults } = Report.parse(JSON.parse(readFileSync(reportFile, "utf8")));
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const named = (has: (status: string) => boolean) => tests.filter(({ status }) => has(status));
  return {
    passed: named((status) => status === "passed").length,
    failed: named((status) => status === "failed").length,
    skipped: named((status) => !["passed", "failed"].includes(status)).map(({ fullName }) => fullName),
    ok: code === 0,
  };
}
