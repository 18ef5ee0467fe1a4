// refresh-dashboard deploy and undeploy, as processes: the real Supabase CLI, a stand-in of the Management API, and the
// embedded stack as the project on the platform: its function is the one that was uploaded, with the secrets that were set.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { splitPassword } from "../../cli/supabase/split-password.ts";
import {
  findInstallation,
  findRepository,
  type PartName,
  partProcess,
  readConfig,
  restartPart,
  runCommand,
  type StackConfig,
  setFunctionSecrets,
  stackEnv,
  up,
} from "../../stack/index.ts";
import { probePart } from "../../stack/parts/health.ts";
import { readSecrets } from "../../stack/place/secrets.ts";
import { databaseUrl } from "../../stack/postgres/connect.ts";
import { makeStack, quiet, removeStack } from "../stack/support/throwaway-stack.ts";
import { eventually } from "../support/eventually.ts";
import { type ManagementApi, startManagementApi } from "./support/management-api.ts";
import type { Upload } from "./support/management-api-upload.ts";
import { installRecordingSupabase, type RecordingSupabase } from "./support/recording-supabase.ts";
import { type Finished, runCli, startCli } from "./support/run-cli.ts";

const REF = "abcdefghijklmnopqrst";
const PRICES = `
  create table public.prices (id integer primary key, price numeric not null);
  insert into public.prices values (1, 10);
  create materialized view public.price_totals as select 1 as id, sum(price) as total from public.prices;
  create unique index on public.price_totals (id);`;

// A call of the real Supabase CLI takes seconds on a machine that has other things to do.
vi.setConfig({ testTimeout: 300_000 });

let stack: StackConfig;
let api: ManagementApi;
let projectDir: string;
let supabase: RecordingSupabase;
/** All of the database's schema, before anything of ours or of the user's was there. */
let before: string;
/** That the function on the platform was given last. */
let functionSecret: string | undefined;
const outputs: Finished[] = [];

beforeAll(async () => {
  let inService: Upload | null = null;
  const { dir, ports } = await makeStack();
  const platformDir = path.join(dir, "platform");
  mkdirSync(path.join(platformDir, "supabase"), { recursive: true });
  writeFileSync(path.join(platformDir, "supabase", "config.toml"), 'project_id = "platform"\n');
  stack = readConfig({ STACK_PORT: String(ports.gateway), STACK_DIR: dir, STACK_PROJECT_DIR: platformDir });
  // A function is there before, so that what it needs is on the disk: the CLI waits for its deploy's answer no longer than
  // a minute. An upload takes the place of its files; the CLI sends no deno.lock, which the stack asks for.
  const functionDir = path.join(platformDir, "supabase/functions/refresh-dashboard");
  cpSync(path.join(findRepository(), "supabase/functions/refresh-dashboard"), functionDir, {
    recursive: true,
  });
  await up(stack, quiet);
  before = await dump();
  const secrets = readSecrets(dir);
  api = await startManagementApi({
    ref: REF,
    databaseUrl: databaseUrl(stack, secrets, "postgres"),
    onChange: async ({ upload, secrets }) => {
      setFunctionSecrets(stack, secrets);
      functionSecret = secrets.REFRESH_DASHBOARD_TRIGGER_SECRET ?? functionSecret;
      if (upload === null || upload === inService) return;
      inService = upload;
      for (const [name, text] of upload.files) {
        mkdirSync(path.dirname(path.join(platformDir, name)), { recursive: true });
        writeFileSync(path.join(platformDir, name), text);
      }
      // It has looked at the database before the migrations were there.
      await renew("rest");
      await renew("functions");
    },
  });
  projectDir = mkdtempSync(path.join(tmpdir(), "deploy-test-"));
  chmodSync(projectDir, 0o755);
  execFileSync("git", ["init", "--quiet"], { cwd: projectDir });
  supabase = installRecordingSupabase(projectDir);
  mkdirSync(path.join(projectDir, "supabase", "migrations"), { recursive: true });
  writeFileSync(path.join(projectDir, "supabase", "config.toml"), '# Ours.\nproject_id = "mine"\n');
  writeFileSync(path.join(projectDir, "supabase", "migrations", "20250101000000_prices.sql"), PRICES);
});

afterAll(async () => {
  await api?.stop();
  if (stack !== undefined) await removeStack(stack);
  if (projectDir !== undefined) rmSync(projectDir, { recursive: true, force: true });
});

const cliEnv = () => ({ ...api.env, SUPABASE_DB_URL: undefined });
const WORDS = ["deploy", "--project-ref", REF, "--project-url"];

async function cli(words: string[], env: Record<string, string | undefined> = {}): Promise<Finished> {
  const finished = await runCli(words, projectDir, { ...cliEnv(), ...env });
  outputs.push(finished);
  return finished;
}

/** The database is named: the CLI's own way to a project's database ends at port 5432, which no test can have for itself. */
const platformEnv = () => ({ SUPABASE_DB_URL: `${stackEnv(stack).SUPABASE_DB_URL}?sslmode=disable` });

const deploy = (...more: string[]) => cli([...WORDS, stack.url, ...more], platformEnv());

async function query(statement: string) {
  const sql = postgres(stackEnv(stack).SUPABASE_DB_URL, { max: 1, onnotice: quiet });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

const read = (file: string) => readFileSync(path.join(projectDir, file), "utf8");

test.for(["abc; rm -rf /", "abcdefghijklmnopqrs t", "ABCDEFGHIJKLMNOPQRST", ""])(
  "the project ref %j is refused before anything runs",
  async (ref) => {
    const { exitCode, stderr } = await cli(["deploy", "--project-ref", ref]);
    expect(stderr).toContain("--project-ref is no project ref");
    expect(exitCode).toBe(2);
    expect(supabase.calls()).toEqual([]);
  },
);

test("a project without the product is told what to run", async () => {
  const { exitCode, stderr } = await deploy();
  expect(stderr).toContain("(not_installed)");
  expect(stderr).toContain("refresh-dashboard init");
  expect(exitCode).toBe(1);
});

test("without a ref, a link or a database it says what it needs", async () => {
  expect((await cli(["init"])).stderr).toBe("");
  const { exitCode, stderr } = await cli(["deploy"]);
  expect(stderr).toContain("(no_target)");
  expect(exitCode).toBe(2);
});

test("a Supabase CLI that is too old, or missing, is named with its remedy", async () => {
  supabase.setVersion("2.122.1");
  expect((await deploy()).stderr).toContain("the Supabase CLI is 2.122.1; 3.0.0 is the oldest that will do");
  supabase.setVersion(null);
  const elsewhere = mkdtempSync(path.join(tmpdir(), "deploy-test-"));
  try {
    execFileSync("cp", ["-r", path.join(projectDir, "supabase"), elsewhere]);
    const words = [...WORDS, stack.url, "--workdir", elsewhere];
    const { exitCode, stderr } = await runCli(words, elsewhere, { ...cliEnv(), PATH: "/nowhere" });
    expect(stderr).toContain("(supabase_cli_missing)");
    expect(exitCode).toBe(1);
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test("no secret is written into a file that git would take along", async () => {
  const ignored = read("supabase/.gitignore");
  writeFileSync(path.join(projectDir, "supabase", ".gitignore"), "");
  const { exitCode, stderr } = await deploy();
  expect(stderr).toContain("(secret_not_ignored)");
  expect(exitCode).toBe(1);
  expect(existsSync(path.join(projectDir, "supabase", ".env"))).toBe(false);
  writeFileSync(path.join(projectDir, "supabase", ".gitignore"), ignored);
});

test("a dry run prints the files, the commands and the migrations, and does nothing", async () => {
  const { exitCode, stdout } = await deploy("--dry-run", "--json");
  expect(exitCode).toBe(0);
  const { files, commands, data } = JSON.parse(stdout);
  expect(files).toEqual([{ path: "supabase/.env", action: "create" }]);
  expect(commands.map((words: string[]) => words.slice(0, 3).join(" "))).toEqual([
    "supabase db push",
    "supabase secrets set",
    "supabase functions deploy",
  ]);
  expect(data.migrations.others).toEqual(["20250101000000_prices.sql"]);
  expect(existsSync(path.join(projectDir, "supabase", ".env"))).toBe(false);
});

test("migrations of the user's own are named and asked about; the secret is made for good", async () => {
  writeFileSync(path.join(projectDir, "supabase", ".env"), "# Mine.\nOTHER=1\n");
  const { exitCode, stdout, stderr } = await deploy();
  expect(exitCode).toBe(1);
  expect(stderr).toContain("20250101000000_prices.sql");
  expect(stderr).toContain("(needs_confirmation)");
  expect(stdout + stderr).toContain("Not done: deploy the function refresh-dashboard.");
  expect(read("supabase/.env")).toMatch(
    /^# Mine\.\nOTHER=1\n# Made by .*\nREFRESH_DASHBOARD_TRIGGER_SECRET=whsec_[A-Za-z0-9+/]{43}=\n$/,
  );
  expect(statSync(path.join(projectDir, "supabase", ".env")).mode & 0o777).toBe(0o600);
  expect(await query("select to_regnamespace('dashboard_refresh') as schema")).toEqual([{ schema: null }]);
});

test("a push that fails says what was done and what was not, without the password that the CLI wrote", async () => {
  supabase.breakNext("db push", "fails");
  const { exitCode, stderr } = await deploy("--yes");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("supabase db push failed with exit code 1");
  expect(stderr).toContain("postgresql://postgres:…@host");
  expect(stderr).toContain("Not finished: push the migrations.");
  expect(stderr).not.toContain("hunter2");
});

test("Ctrl-C while the function's secret is set ends with 130, and leaves no file with the secret", async () => {
  supabase.breakNext("secrets set", "hangs");
  const running = startCli([...WORDS, stack.url, "--yes", "--json"], projectDir, {
    ...cliEnv(),
    ...platformEnv(),
  });
  await eventually("the call hangs", async () => supabase.isHanging(), Boolean, { deadlineMs: 200_000 });
  running.child.kill("SIGINT");
  const finished = await running.end;
  outputs.push(finished);
  expect(finished.exitCode).toBe(130);
  const { error, done, next } = JSON.parse(finished.stdout);
  expect(error.code).toBe("interrupted");
  expect(done).toContain("Vault has the right values.");
  expect(done).toContain("Not finished: set the signing secret of the function.");
  expect(next[0]).toMatch(/^npx refresh-dashboard deploy --project-ref/);
  const words = supabase.calls().at(-1) ?? [];
  expect(words.slice(0, 3)).toEqual(["secrets", "set", "--env-file"]);
  expect(existsSync(words[3] as string)).toBe(false);
});

test("a CLI that ends in the middle of a deploy is told as such", async () => {
  supabase.breakNext("functions deploy", "is killed");
  const { exitCode, stderr } = await deploy("--yes");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("ended in the middle, by SIGKILL");
  expect(stderr).toContain("All migrations are applied already.");
  expect(api.upload()).toBeNull();
});

test("the same command again finishes: a run goes through pg_net and the function, and each leg has its time", async () => {
  // What somebody has changed meanwhile is mended.
  await query(
    "select vault.update_secret(id, 'http://elsewhere') from vault.secrets where name = 'project_url'",
  );
  await query("select dashboard_refresh.manage('public.price_totals', '*/5 * * * *')");
  await query("insert into public.prices values (2, 5)");
  const { exitCode, stdout, stderr } = await deploy("--json");
  expect(exitCode, stdout + stderr).toBe(0);
  const { done, data } = JSON.parse(stdout);
  expect(done).toContain("Set in Vault: project_url.");
  expect(done).toContain("The function refresh-dashboard is deployed.");
  expect(api.upload()?.metadata).toMatchObject({ verify_jwt: false, name: "refresh-dashboard" });
  const secret = writtenSecret();
  expect(Object.fromEntries(api.secrets)).toEqual({ REFRESH_DASHBOARD_TRIGGER_SECRET: secret });
  expect(
    await query("select name, decrypted_secret as value from vault.decrypted_secrets order by name"),
  ).toEqual([
    { name: "project_url", value: stack.url },
    { name: "refresh_dashboard_trigger_secret", value: secret },
  ]);
  await expectWholeWay(data.chain, 15);
});

test("undeploy shows what goes, and asks", async () => {
  const { exitCode, stderr } = await cli(["undeploy", "--project-ref", REF], platformEnv());
  expect(stderr).toContain("would remove supabase/functions/refresh-dashboard/index.ts");
  expect(stderr).toContain("(needs_confirmation)");
  expect(exitCode).toBe(1);
  expect(existsSync(path.join(projectDir, "supabase/functions/refresh-dashboard/index.ts"))).toBe(true);
});

test("undeploy takes out what was put in, and keeps and names what the user has changed", async () => {
  const changed = "supabase/functions/refresh-dashboard/deno.json";
  const installed = read(changed);
  writeFileSync(path.join(projectDir, changed), `${installed}\n`);
  supabase.breakNext("functions delete", "fails");
  const first = await cli(["undeploy", "--project-ref", REF, "--yes", "--keep-jobs"], platformEnv());
  expect(first.exitCode).toBe(1);
  expect(first.stderr).toContain("Not done: unset the function's secret.");
  expect(first.stderr).toContain(`${changed} was changed since it was installed: it stays.`);
  expect(first.stderr).toContain(`npx refresh-dashboard undeploy --project-ref ${REF} --keep-jobs`);

  const { exitCode, stdout } = await cli(
    ["undeploy", "--project-ref", REF, "--yes", "--keep-jobs"],
    platformEnv(),
  );
  expect(stdout).toContain("The function refresh-dashboard is deleted.");
  expect(exitCode).toBe(0);
  expect(read(changed)).toBe(`${installed}\n`);
  rmSync(path.join(projectDir, "supabase/functions"), { recursive: true });
  expect(read("supabase/config.toml")).toBe('# Ours.\nproject_id = "mine"\n');
  expect(read("supabase/.env")).toBe("# Mine.\nOTHER=1\n");
  expect(api.secrets.size).toBe(0);
  expect(api.upload()).toBeNull();
});

test("after undeploy the database is as before, but for a plain job that keeps the view fresh", async () => {
  expect(await query("select total::integer from public.price_totals")).toEqual([{ total: 15 }]);
  expect(await query("select name from vault.secrets")).toEqual([]);
  expect(await query("select schedule, command from cron.job")).toEqual([
    { schedule: "*/5 * * * *", command: expect.stringMatching(/^refresh materialized view concurrently/i) },
  ]);
  await query("drop materialized view public.price_totals; drop table public.prices");
  expect(await dump()).toBe(before);
  await query("select cron.unschedule(jobid) from cron.job");
});

test("a server of one's own: deploy pushes and sets Vault, and the run goes the whole way", async () => {
  writeFileSync(path.join(projectDir, "supabase", "migrations", "29990101000000_prices_again.sql"), PRICES);
  expect((await cli(["init"])).exitCode).toBe(0);
  // Its functions are run by somebody else, who has given them the secret.
  const ownEnv = { ...platformEnv(), REFRESH_DASHBOARD_TRIGGER_SECRET: functionSecret };
  const words = ["deploy", "--project-url", stack.url, "--yes", "--json"];
  const first = await cli(words, ownEnv);
  expect(first.exitCode, first.stdout).toBe(0);
  expect(JSON.parse(first.stdout).done).toContain("No view is managed yet, so the chain was not tried.");
  await query("select dashboard_refresh.manage('public.price_totals', '*/5 * * * *')");
  await query("insert into public.prices values (3, 7)");
  await renew("rest");
  const second = await cli(words, ownEnv);
  expect(second.exitCode, second.stdout).toBe(0);
  await expectWholeWay(JSON.parse(second.stdout).data.chain, 17);
  expect(read("supabase/.env")).toBe("# Mine.\nOTHER=1\n");
});

test("a server of one's own: undeploy and a push leave the database as before", async () => {
  const { exitCode, stdout } = await cli(["undeploy", "--yes", "--json"]);
  expect(exitCode, stdout).toBe(0);
  const { url, env } = splitPassword(`${stackEnv(stack).SUPABASE_DB_URL}?sslmode=disable`);
  execFileSync(
    process.execPath,
    [path.join(projectDir, "node_modules/supabase/record.js"), "db", "push", `--remote=${url}`, "--yes"],
    { cwd: projectDir, env: { ...process.env, ...api.env, ...env }, stdio: "ignore" },
  );
  expect(await query("select jobname, command from cron.job")).toEqual([]);
  await query("drop materialized view public.price_totals; drop table public.prices");
  expect(await dump()).toBe(before);
});

test("no secret was in a command line or an output", () => {
  const words = supabase.calls().flat();
  const written = outputs.map(({ stdout, stderr }) => stdout + stderr);
  expect(words).toContain("--env-file");
  const { password } = new URL(stackEnv(stack).SUPABASE_DB_URL ?? "");
  for (const text of [...words, ...written]) {
    expect(text).not.toMatch(/whsec_[A-Za-z0-9+/]{8}/);
    expect(text).not.toContain(api.token);
    expect(text).not.toContain(password);
    expect(text).not.toMatch(/postgres(ql)?:\/\/[^@\s]*:[^@\s…]+@/);
  }
});

const writtenSecret = () => /SECRET=(.*)/.exec(read("supabase/.env"))?.[1];

interface Chain {
  view: string;
  run_id: string;
  legs: { name: string; duration_ms: number }[];
}

/** The view has the new total, by a run of the function that pg_net has called; each leg's time is told and adds up. */
async function expectWholeWay({ view, run_id, legs }: Chain, total: number): Promise<void> {
  console.log([view, ...legs.map(({ name, duration_ms }) => `  ${duration_ms} ms: ${name}`)].join("\n"));
  expect(view).toBe("public.price_totals");
  expect(await query("select total::integer from public.price_totals")).toEqual([{ total }]);
  const [run] = await query(`select path, status from dashboard_refresh.runs where id = '${run_id}'`);
  expect(run).toEqual({ path: "edge", status: "succeeded" });
  const times = legs.map(({ duration_ms }) => duration_ms);
  expect(times).toHaveLength(4);
  for (const time of times) expect(time).toBeGreaterThanOrEqual(0);
  const [sent = 0, called = 0, refreshed = 0, whole = 0] = times;
  // Each is rounded for itself.
  expect(Math.abs(sent + called + refreshed - whole)).toBeLessThanOrEqual(3);
}

/** Another process of the part, and answers from it. */
async function renew(part: PartName): Promise<void> {
  const old = (await partProcess(stack, part))?.pid;
  await restartPart(stack, part);
  await eventually(
    `another process of ${part}`,
    async () => (await partProcess(stack, part))?.pid,
    (pid) => pid !== undefined && pid !== old,
    { deadlineMs: 60_000 },
  );
  await eventually(
    `${part} answers`,
    () => probePart(part, stack, readSecrets(stack.dir)),
    (wrong) => wrong === undefined,
    { deadlineMs: 60_000 },
  );
}

/** All that pg_dump writes, but for the CLI's own tables and the key that pg_dump makes up (\restrict). */
async function dump(): Promise<string> {
  const text = await runCommand([
    path.join(findInstallation().binDir, "pg_dump"),
    "--schema-only",
    "--exclude-schema=supabase_migrations",
    `--dbname=${databaseUrl(stack, readSecrets(stack.dir), "supabase_admin")}`,
  ]);
  return text.replace(/^\\(un)?restrict .*\n/gm, "");
}
