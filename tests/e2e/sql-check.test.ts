// Supabase's own checks of the database, which is what its dashboard would complain about.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { env } from "../support/stack.ts";

const execute = promisify(execFile);
const repository = path.resolve(import.meta.dirname, "../..");
// What runs on this machine has no certificate.
const isLocal = ["127.0.0.1", "localhost"].includes(new URL(env.SUPABASE_DB_URL).hostname);
const remote = isLocal ? `${env.SUPABASE_DB_URL}?sslmode=disable` : env.SUPABASE_DB_URL;
const supabase = (...args: string[]) =>
  execute("supabase", [...args, `--remote=${remote}`, "--workdir", repository], {
    env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" },
  }).catch((error) => error as { stdout: string; stderr: string; code: number });

const lintAnswer = z
  .array(
    z.object({
      function: z.string(),
      issues: z.array(z.object({ level: z.string(), message: z.string() })).min(1),
    }),
  )
  // There is always what cannot be otherwise: an empty answer looked at nothing.
  .min(1);

/**
 * What cannot be otherwise. The checks of the doctor are called by their names, with the same arguments each, and the
 * duties of the watchdog with the time, whether they need them or not.
 */
const unavoidable = [
  /^dashboard_refresh\._check_\w+: warning extra: unused parameter "(examined|state)"$/,
  /^dashboard_refresh\._finish_cancellations: warning extra: unused parameter "at"$/,
];

describe("supabase", () => {
  it("db lint finds nothing in the functions but what cannot be otherwise", async () => {
    const result = await supabase("db", "lint", "--schema", "public,dashboard_refresh", "--level", "warning");
    expect(result).not.toHaveProperty("code");
    const found = lintAnswer
      .parse(JSON.parse(result.stdout))
      .flatMap((linted) =>
        linted.issues.map((issue) => `${linted.function}: ${issue.level}: ${issue.message}`),
      );
    expect(found.filter((finding) => !unavoidable.some((pattern) => pattern.test(finding)))).toEqual([]);
  });

  it("db advisors find nothing but what cannot be otherwise", async () => {
    const result = await supabase("db", "advisors", "--level", "warn");
    expect(result).not.toHaveProperty("code");
    const found = [...(result.stdout + result.stderr).matchAll(/"detail": "(.*)"/g)].map(
      ([, detail]) => detail,
    );
    // A procedure that commits may not have a set clause. All names in it are qualified, and no API role may call it.
    expect(found).toEqual(["Function `dashboard_refresh.watchdog` has a role mutable search_path"]);
  });
});
