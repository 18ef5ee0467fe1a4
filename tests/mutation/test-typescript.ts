// Mutants of TypeScript: all in one run of vitest, see vitest.config.ts.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { type Mutation, REPOSITORY } from "./mutation.ts";
import { judge, type Outcome, unsound } from "./outcome.ts";

const DEADLINE_MS = 900_000;

const Line = z.object({
  project: z.string(),
  file: z.string(),
  ok: z.boolean(),
  failed: z.array(z.string()),
  errors: z.array(z.string()),
});

export async function testTypeScript(mutations: Mutation[]): Promise<Outcome[]> {
  if (mutations.length === 0) return [];
  const dir = mkdtempSync(path.join(tmpdir(), "mutation-"));
  const reportFile = path.join(dir, "report.json");
  const vitest = path.join("node_modules", ".bin", "vitest");
  const env = { ...process.env, MUTATIONS: JSON.stringify(mutations), MUTATION_REPORT: reportFile };
  try {
    const output = await promisify(execFile)(vitest, ["run", "--config", "tests/mutation/vitest.config.ts"], {
      cwd: REPOSITORY,
      env,
      timeout: DEADLINE_MS,
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: { stdout: string; stderr: string }) => error);
    const report = read(reportFile, `${output.stdout}${output.stderr}`);
    const isSound = (file: string) =>
      report.some((one) => one.project === "sound" && one.file === file && one.ok);
    return mutations.map((mutation, index) => {
      if (!isSound(mutation.killedBy)) return unsound(mutation);
      const run = report.find((one) => one.project === String(index));
      const errors = run?.errors.join("; ") ?? "its turn did not come before the deadline";
      return judge(mutation, { passed: run?.ok ?? false, failed: run?.failed ?? [], output: errors });
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function read(file: string, output: string): z.infer<typeof Line>[] {
  if (!existsSync(file)) throw new Error(`vitest ran no test:\n${output.slice(-1_000)}`);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => Line.parse(JSON.parse(line)));
}
