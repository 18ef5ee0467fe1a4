// A stack that serves another project than this repository: an empty one, which then gets migrations, seeds and the function.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig, type StackConfig, stackEnv, status, up } from "../../stack/index.ts";
import { makeStack, processesOf, quiet, removeStack } from "./support/throwaway-stack.ts";

let projectDir: string;
let config: StackConfig;

beforeAll(async () => {
  const repository = await makeStack();
  // Below the stack's own folder, so that it goes with it.
  projectDir = path.join(repository.dir, "project");
  mkdirSync(projectDir);
  config = readConfig({
    STACK_PORT: String(repository.ports.gateway),
    STACK_DIR: repository.dir,
    STACK_PROJECT_DIR: projectDir,
  });
});

afterAll(() => removeStack(config));

async function query(statement: string) {
  const sql = postgres(stackEnv(config).SUPABASE_DB_URL, { max: 1, onnotice: quiet });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

const health = () =>
  fetch(`${config.url}/functions/v1/refresh-dashboard/health`).then(({ status }) => status);

test("a folder that holds no project is refused in one sentence, and nothing is started", async () => {
  await expect(up(config, quiet)).rejects.toThrow(
    `there is no supabase/config.toml in ${projectDir}; make one there with: supabase init`,
  );
  expect(processesOf(config)).toEqual([]);
});

test("an empty project comes up without a function, with nothing of this repository in it", async () => {
  execFileSync(path.join(config.repoDir, "node_modules", ".bin", "supabase"), ["init"], { cwd: projectDir });
  await up(config, quiet);

  expect((await status(config)).parts.map((part) => part.name)).not.toContain("functions");
  expect(
    await query("select to_regnamespace('dashboard_refresh') as product, to_regclass('prospectos') as demo"),
  ).toEqual([{ product: null, demo: null }]);
  // Its config.toml asks for no secret, so `db push` would have put none there.
  expect(await query("select name from vault.secrets")).toEqual([]);
});

test("the next up takes in the function, new migrations, seeds and the Vault secrets that config.toml names", async () => {
  const supabaseDir = path.join(projectDir, "supabase");
  mkdirSync(path.join(supabaseDir, "migrations"), { recursive: true });
  writeFileSync(
    path.join(supabaseDir, "migrations", "20260101000000_notes.sql"),
    "create table public.notes (id integer primary key);",
  );
  writeFileSync(path.join(supabaseDir, "seed.sql"), "insert into public.notes values (1), (2);");
  cpSync(path.join(config.repoDir, "supabase", "functions"), path.join(supabaseDir, "functions"), {
    recursive: true,
  });
  const configFile = path.join(supabaseDir, "config.toml");
  writeFileSync(
    configFile,
    `${readFileSync(configFile, "utf8")}\n[db.vault]\nproject_url = "env(REFRESH_DASHBOARD_PROJECT_URL)"\n`,
  );
  await up(config, quiet);

  expect(await query("select count(*)::integer as notes from public.notes")).toEqual([{ notes: 2 }]);
  expect(await query("select name, decrypted_secret from vault.decrypted_secrets")).toEqual([
    { name: "project_url", decrypted_secret: config.url },
  ]);
  expect((await status(config)).parts.map((part) => part.name)).toContain("functions");
  // It runs, and finds nothing of its own in this database.
  expect(await health()).toBe(503);
});

test("up with the project in another place serves its function from there", async () => {
  const other = mkdtempSync(path.join(tmpdir(), "stack-project-"));
  try {
    cpSync(projectDir, other, { recursive: true });
    const moved = readConfig({
      STACK_PORT: String(config.ports.gateway),
      STACK_DIR: config.dir,
      STACK_PROJECT_DIR: other,
    });
    const before = (await status(config)).supervisor;
    await up(moved, quiet);
    const after = await status(moved);
    expect(after.supervisor).not.toBe(before);
    const { pid } = after.parts.find((part) => part.name === "functions")?.process ?? {};
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe(moved.functionDir);
  } finally {
    rmSync(other, { recursive: true });
  }
});
