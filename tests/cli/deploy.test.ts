// refresh-dashboard deploy and undeploy, as processes: the real Supabase CLI, a stand-in of the Management API, and the
// embedded stack as the project on the platform: its function is the one that was uploaded, with the secrets that were set.
import { execFileSync } from "node:child_process";
import {
  chmodSync,
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
import {
  readConfig,
  restartPart,
  type StackConfig,
  setFunctionSecrets,
  stackEnv,
  up,
} from "../../stack/index.ts";
import { readSecrets } from "../../stack/place/secrets.ts";
import { databaseUrl } from "../../stack/postgres/connect.ts";
import { makeStack, quiet, removeStack } from "../stack/support/throwaway-stack.ts";
import { eventually } from "../support/eventually.ts";
import { type ManagementApi, startManagementApi } from "./support/management-api.ts";
import { installRecordingSupabase, type RecordingSupabase } from "./support/recording-supabase.ts";
import { type Finished, runCli, startCli } from "./support/run-cli.ts";

const REF = "abcdefghijklmnopqrst";

// A deploy calls the Supabase CLI some ten times, which takes seconds each on a machine that has other things to do.
vi.setConfig({ testTimeout: 300_000 });

let stack: StackConfig;
let api: ManagementApi;
let projectDir: string;
let supabase: RecordingSupabase;
const outputs: Finished[] = [];

beforeAll(async () => {
  const { dir, ports } = await makeStack();
  const platformDir = path.join(dir, "platform");
  mkdirSync(path.join(platformDir, "supabase"), { recursive: true });
  writeFileSync(path.join(platformDir, "supabase", "config.toml"), 'project_id = "platform"\n');
  stack = readConfig({ STACK_PORT: String(ports.gateway), STACK_DIR: dir, STACK_PROJECT_DIR: platformDir });
  await up(stack, quiet);
  const secrets = readSecrets(dir);
  api = await startManagementApi({
    ref: REF,
    databaseUrl: databaseUrl(stack, secrets, "postgres"),
    onChange: async ({ upload, secrets }) => {
      setFunctionSecrets(stack, secrets);
      if (upload === null) return;
      for (const [name, text] of upload.files) {
        mkdirSync(path.dirname(path.join(platformDir, name)), { recursive: true });
        writeFileSync(path.join(platformDir, name), text);
      }
      await up(stack, quiet);
      // It has looked at the database before the migrations were there.
      await restartPart(stack, "rest");
      await restartPart(stack, "functions");
    },
  });
  projectDir = mkdtempSync(path.join(tmpdir(), "deploy-test-"));
  chmodSync(projectDir, 0o755);
  execFileSync("git", ["init", "--quiet"], { cwd: projectDir });
  supabase = installRecordingSupabase(projectDir);
  mkdirSync(path.join(projectDir, "supabase", "migrations"), { recursive: true });
  writeFileSync(path.join(projectDir, "supabase", "config.toml"), '# Ours.\nproject_id = "mine"\n');
  writeFileSync(
    path.join(projectDir, "supabase", "migrations", "20250101000000_prices.sql"),
    `create table public.prices (id integer primary key, price numeric not null);
     insert into public.prices values (1, 10);
     create materialized view public.price_totals as select 1 as id, sum(price) as total from public.prices;
     create unique index on public.price_totals (id);`,
  );
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
    expect(supabase.commandLines()).toEqual([""]);
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

test("a dry run prints the files and commands, and does nothing", async () => {
  const { exitCode, stdout } = await deploy("--dry-run", "--json");
  expect(exitCode).toBe(0);
  const { files, commands } = JSON.parse(stdout);
  expect(files).toEqual([{ path: "supabase/.env", action: "create" }]);
  expect(commands.map((words: string[]) => words.slice(0, 3).join(" "))).toEqual([
    "supabase db push",
    "supabase secrets set",
    "supabase functions deploy",
  ]);
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
    /^# Mine\.\nOTHER=1\nREFRESH_DASHBOARD_TRIGGER_SECRET=whsec_[A-Za-z0-9+/]{43}=\n$/,
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
  expect(next[0]).toMatch(/^refresh-dashboard deploy --project-ref/);
  const file = supabase.commandLines().flatMap((line) => /--env-file (\S+)/.exec(line)?.[1] ?? [])[0];
  expect(file).toBeDefined();
  expect(existsSync(file as string)).toBe(false);
});

test("a CLI that ends in the middle of a deploy is told as such", async () => {
  supabase.breakNext("functions deploy", "is killed");
  const { exitCode, stderr } = await deploy("--yes");
  expect(exitCode).toBe(1);
  expect(stderr).toContain("ended in the middle, by SIGKILL");
  expect(stderr).toContain("All migrations are applied already.");
  expect(api.upload()).toBeNull();
});

test("the same command again finishes: the function that was uploaded answers at the project's URL", async () => {
  const { exitCode, stdout, stderr } = await deploy("--json");
  expect(stderr).not.toContain("(");
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).done).toContain("The function refresh-dashboard is deployed.");
  expect(api.upload()?.metadata).toMatchObject({ verify_jwt: false, name: "refresh-dashboard" });
  const secret = /SECRET=(.*)/.exec(read("supabase/.env"))?.[1];
  expect(Object.fromEntries(api.secrets)).toEqual({ REFRESH_DASHBOARD_TRIGGER_SECRET: secret });
  expect(
    await query("select name, decrypted_secret as value from vault.decrypted_secrets order by name"),
  ).toEqual([
    { name: "project_url", value: stack.url },
    { name: "refresh_dashboard_trigger_secret", value: secret },
  ]);
});

test("with a managed view the run goes through pg_net and the function, and each leg has its time", async () => {
  await query("select dashboard_refresh.manage('public.price_totals', '*/5 * * * *')");
  await query("insert into public.prices values (2, 5)");
  const { exitCode, stdout, stderr } = await deploy("--json");
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
  const { chain } = JSON.parse(stdout).data;
  expect(chain.view).toBe("public.price_totals");
  expect(chain.legs.at(-1).duration_ms).toBeGreaterThan(0);
  expect(await query("select total::integer from public.price_totals")).toEqual([{ total: 15 }]);
  const [run] = await query(`select path from dashboard_refresh.runs where id = '${chain.run_id}'`);
  expect(run?.path).toBe("edge");
});

test("Vault's values that somebody has changed are set again", async () => {
  await query(
    "select vault.update_secret(id, 'http://elsewhere') from vault.secrets where name = 'project_url'",
  );
  const { exitCode, stdout } = await deploy();
  expect(stdout).toContain("Set in Vault: project_url.");
  expect(exitCode).toBe(0);
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
  writeFileSync(path.join(projectDir, changed), `${read(changed)}\n`);
  supabase.breakNext("functions delete", "fails");
  const first = await cli(["undeploy", "--project-ref", REF, "--yes", "--keep-jobs"], platformEnv());
  expect(first.exitCode).toBe(1);
  expect(first.stderr).toContain("Not done: unset the function's secret.");

  const { exitCode, stdout } = await cli(["undeploy", "--project-ref", REF, "--yes"], platformEnv());
  expect(stdout).toContain("The function refresh-dashboard is deleted.");
  expect(exitCode).toBe(0);
  expect(first.stderr + first.stdout).toContain(`${changed} was changed since it was installed: it stays.`);
  expect(existsSync(path.join(projectDir, changed))).toBe(true);
  expect(existsSync(path.join(projectDir, "supabase/functions/refresh-dashboard/index.ts"))).toBe(false);
  expect(read("supabase/config.toml")).toBe('# Ours.\nproject_id = "mine"\n');
  expect(read("supabase/.env")).toBe("# Mine.\nOTHER=1\n");
  expect(api.secrets.size).toBe(0);
  expect(api.upload()).toBeNull();
  expect(
    await query(
      "select to_regnamespace('dashboard_refresh') as schema, total::integer from public.price_totals",
    ),
  ).toEqual([{ schema: null, total: 15 }]);
  expect(await query("select name from vault.secrets")).toEqual([]);
  expect(await query("select schedule, command from cron.job")).toEqual([
    { schedule: "*/5 * * * *", command: expect.stringMatching(/^refresh materialized view concurrently/i) },
  ]);
});

test("no secret was in a command line or an output", () => {
  const secret = [...new Set(supabase.commandLines())].join("\n");
  const written = outputs.map(({ stdout, stderr }) => stdout + stderr).join("\n");
  expect(secret).toContain("secrets set --env-file");
  for (const text of [secret, written]) {
    expect(text).not.toMatch(/whsec_[A-Za-z0-9+/]{8}/);
    expect(text).not.toContain(api.token);
    expect(text).not.toMatch(/postgres(ql)?:\/\/[^@\s]*:[^@\s…]+@/);
  }
});
