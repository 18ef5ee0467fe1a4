// The migration in a project of a user's own: what `supabase db reset` and `supabase db diff` do with it. A diff compares the
// database with one that the same migrations have made anew, and needs Docker for that one; a reset makes it right here.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig, type StackConfig, stackEnv, tryCommand, up } from "../../stack/index.ts";
import { makeStack, quiet, removeStack } from "./support/throwaway-stack.ts";

let config: StackConfig;

const cli = (...args: string[]) =>
  tryCommand([path.join(config.repoDir, "node_modules", ".bin", "supabase"), ...args], {
    cwd: config.projectDir,
    env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: "1", SUPABASE_HOME: path.join(config.dir, "cli") },
    timeoutMs: 120_000,
  });

const remote = () => `--remote=${stackEnv(config).SUPABASE_DB_URL}?sslmode=disable`;

/** The user's schema and ours; a reset drops pg_cron too, which here only a superuser makes again. */
const dump = () =>
  execFileSync(
    "pg_dump",
    ["--schema-only", "-n", "public", "-n", "dashboard_refresh", stackEnv(config).SUPABASE_ADMIN_DB_URL],
    { encoding: "utf8", maxBuffer: 1 << 26 },
    // A key that is another in each dump.
  ).replace(/^\\(un)?restrict .*$/gm, "");

async function query(statement: string, url = stackEnv(config).SUPABASE_DB_URL) {
  const sql = postgres(url, { max: 1, onnotice: quiet });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

beforeAll(async () => {
  const { dir, ports, repoDir, supabaseDir } = await makeStack();
  const projectDir = path.join(dir, "project");
  config = readConfig({
    STACK_PORT: String(ports.gateway),
    STACK_DIR: dir,
    STACK_PROJECT_DIR: projectDir,
  });
  mkdirSync(projectDir);
  execFileSync(path.join(repoDir, "node_modules", ".bin", "supabase"), ["init"], { cwd: projectDir });
  const migrations = path.join(projectDir, "supabase", "migrations");
  mkdirSync(migrations);
  for (const name of readdirSync(path.join(supabaseDir, "migrations"))) {
    if (/_refresh_dashboard_\d/.test(name))
      cpSync(path.join(supabaseDir, "migrations", name), path.join(migrations, name));
  }
  writeFileSync(
    path.join(migrations, "20990101000000_orders.sql"),
    `create table public.orders (id integer primary key, amount numeric not null);
     create materialized view public.mv_orders as select id, amount from public.orders;
     create unique index on public.mv_orders (id);
     select dashboard_refresh.manage('public.mv_orders', '*/7 * * * *');`,
  );
  await up(config, quiet);
});

afterAll(() => removeStack(config));

test("after the first push there is nothing left to push", async () => {
  const { code, output } = await cli("db", "push", "--dry-run", remote());
  expect(output).toContain("up to date");
  expect(code).toBe(0);
});

test("db reset makes the same schema and the same jobs again, in work and without a second of any", async () => {
  const jobs = "select jobname, schedule, command, active from cron.job order by jobname";
  const before = { schema: dump(), jobs: await query(jobs) };
  expect(before.jobs).toContainEqual(
    expect.objectContaining({ jobname: "refresh-mv_orders", schedule: "*/7 * * * *" }),
  );
  // What a hosted project lets postgres do: drop an extension and make it again.
  const admin = stackEnv(config).SUPABASE_ADMIN_DB_URL;
  await query("alter role postgres superuser", admin);
  const { code, output } = await cli("db", "reset", remote(), "--yes");
  await query("alter role postgres nosuperuser", admin);

  expect({ code, output }).toMatchObject({ code: 0 });
  expect(dump()).toBe(before.schema);
  expect(await query(jobs)).toEqual(before.jobs);
  await query("insert into public.orders values (1, 10)");
  expect(await query("select dashboard_refresh.tick('public.mv_orders') as outcome")).toEqual([
    { outcome: "succeeded" },
  ]);
  expect(await query("select count(*)::integer as rows from public.mv_orders")).toEqual([{ rows: 1 }]);
});
