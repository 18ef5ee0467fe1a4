// Supabase's own checks of the database, which is what its dashboard would complain about.
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
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

describe("supabase", () => {
  it("db lint finds nothing in the functions", async () => {
    const result = await supabase("db", "lint", "--schema", "public,dashboard_refresh", "--level", "warning");
    expect(result).not.toHaveProperty("code");
    expect(result.stdout + result.stderr).toMatch(/No schema errors found/);
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
