// docs/quickstart.md as a stranger reads it: every block, from top to bottom, in an empty folder, with the tarball as the
// package of npm and the real Supabase CLI. `supabase start`, which needs Docker, is stood in for by the embedded stack at
// the port that config.toml names; the platform, for `deploy`, by the same stack and a stand-in of the Management API.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  readConfig,
  restartPart,
  type StackConfig,
  setFunctionSecrets,
  stackEnv,
  up,
} from "../../stack/index.ts";
import { ensureSecrets } from "../../stack/place/secrets.ts";
import { databaseUrl } from "../../stack/postgres/connect.ts";
import { type ManagementApi, startManagementApi } from "../cli/support/management-api.ts";
import { readCommands } from "../docs/support/shell.ts";
import { makeStack, quiet, removeStack } from "../stack/support/throwaway-stack.ts";
import { eventually } from "../support/eventually.ts";
import { strangersEnvironment } from "./support/environment.ts";
import { makePackages, type Packages } from "./support/package.ts";
import { type Registry, startRegistry } from "./support/registry.ts";
import { runProgram } from "./support/run-program.ts";
import { type Answer, readSteps, type Step } from "./support/steps.ts";

const SUPABASE_START = "npx supabase start\n";
const MOST_COMMANDS = 8;
const MAIN = ["Install", "Manage your view", "See it work"];
const HOSTED = "On a hosted project";
const REF = "abcdefghijklmnopqrst";

// A block calls the Supabase CLI up to three times, and installs it once.
vi.setConfig({ testTimeout: 300_000 });

const steps = readSteps("docs/quickstart.md");
let parent: string;
let dir: string;
let environment: Record<string, string>;
let packages: Packages;
let registry: Registry;
let stack: StackConfig;
let api: ManagementApi | undefined;

beforeAll(async () => {
  packages = makePackages();
  registry = await startRegistry(packages.tarball);
  parent = mkdtempSync(path.join(tmpdir(), "quickstart-"));
  dir = path.join(parent, "shop");
  const tools = path.join(parent, "tools");
  for (const each of [dir, tools]) mkdirSync(each);
  environment = { ...strangersEnvironment(tools), npm_config_registry: registry.url };
  const place = await makeStack();
  stack = readConfig({
    STACK_PORT: String(place.ports.gateway),
    STACK_DIR: place.dir,
    STACK_PROJECT_DIR: dir,
  });
});
afterAll(async () => {
  await api?.stop();
  if (stack !== undefined) await removeStack(stack);
  await registry?.stop();
  packages?.remove();
  if (parent !== undefined) rmSync(parent, { recursive: true, force: true });
});

/** What the block wrote. */
async function run(code: string, env: Record<string, string> = {}): Promise<string> {
  const {
    code: exitCode,
    stdout,
    stderr,
  } = await runProgram("bash", ["-euo", "pipefail", "-c", code], dir, {
    ...environment,
    ...env,
  });
  expect(exitCode, `${code}${stdout}${stderr}`).toBe(0);
  return stdout + stderr;
}

async function expectAnswer(
  { code }: Step,
  { pattern, withinSeconds }: Answer,
  output: string,
): Promise<void> {
  if (withinSeconds === null) {
    expect(output).toMatch(pattern);
    return;
  }
  await eventually(
    `${code}answers ${pattern}`,
    () => run(code),
    (text) => pattern.test(text),
    { deadlineMs: withinSeconds * 1000, everyMs: 2_000 },
  );
}

/** With the password that every local project has, at the port of the project's config.toml. */
async function startInsteadOfDocker(): Promise<void> {
  const secrets = ensureSecrets(stack.dir);
  const passwords = { ...secrets.passwords, postgres: "postgres" };
  writeFileSync(path.join(stack.dir, "secrets.json"), JSON.stringify({ ...secrets, passwords }));
  const file = path.join(dir, "supabase/config.toml");
  const config = readFileSync(file, "utf8");
  expect(config).toContain("\nport = 54322\n");
  writeFileSync(file, config.replace("\nport = 54322\n", `\nport = ${stack.ports.database}\n`));
  await up(stack, quiet);
}

/**
 * `link` runs as it stands: instead of a terminal's answer the environment has the ref. `deploy` is told where this stack
 * is; by the link alone the CLI would look for the database at port 5432 of the platform's host.
 */
async function runHosted({ code }: Step): Promise<string> {
  api ??= await startPlatform();
  const env = { ...api.env, SUPABASE_PROJECT_ID: REF };
  if (!code.includes("deploy")) return run(code, env);
  const words = `deploy --project-ref ${REF} --project-url ${stack.url}`;
  const output = await run(code.replace("refresh-dashboard deploy", `refresh-dashboard ${words}`), {
    ...env,
    SUPABASE_DB_URL: `${stackEnv(stack).SUPABASE_DB_URL}?sslmode=disable`,
  });
  expect(output).toContain("The chain works: public.sales_by_day was refreshed through it.");
  return output;
}

/** Its functions are those that were uploaded. */
async function startPlatform(): Promise<ManagementApi> {
  const platformDir = path.join(parent, "platform");
  mkdirSync(path.join(platformDir, "supabase"), { recursive: true });
  writeFileSync(path.join(platformDir, "supabase/config.toml"), 'project_id = "platform"\n');
  const { ports, dir: stackDir } = stack;
  const platform = readConfig({
    STACK_PORT: String(ports.gateway),
    STACK_DIR: stackDir,
    STACK_PROJECT_DIR: platformDir,
  });
  return startManagementApi({
    ref: REF,
    databaseUrl: databaseUrl(stack, ensureSecrets(stackDir), "postgres"),
    onChange: async ({ upload, secrets }) => {
      setFunctionSecrets(platform, secrets);
      if (upload === null) return;
      for (const [name, text] of upload.files) {
        const file = path.join(platformDir, name);
        mkdirSync(path.dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      await up(platform, quiet);
      // It has looked at the database before the migrations were there.
      await restartPart(platform, "rest");
      await restartPart(platform, "functions");
      const health = () => fetch(`${platform.url}/functions/v1/refresh-dashboard/health`);
      await eventually(
        "the function answers",
        async () => (await health()).status,
        (code) => code === 200,
        {
          deadlineMs: 60_000,
        },
      );
    },
  });
}

describe("docs/quickstart.md", () => {
  it(`needs at most ${MOST_COMMANDS} commands from the package to a fresh view, and numbers them`, () => {
    const commands = steps
      .filter(({ heading }) => MAIN.includes(heading))
      .flatMap(({ code }) => readCommands(code));
    expect(commands.length).toBeGreaterThan(4);
    expect(commands.length).toBeLessThanOrEqual(MOST_COMMANDS);
    for (const { code } of steps.filter(({ isNumbered }) => isNumbered))
      expect(readCommands(code)).toHaveLength(1);
  });

  it.each(steps.map((step) => [titleOf(step), step] as const))("%s", async (_title, step) => {
    if (step.code === SUPABASE_START) return startInsteadOfDocker();
    const output = step.heading === HOSTED ? await runHosted(step) : await run(step.code);
    for (const answer of step.answers) await expectAnswer(step, answer, output);
  });

  it("had the package and the Supabase CLI from where npm looks", () => {
    expect(registry.given).toContain("refresh-dashboard");
    expect(registry.given).toContain("supabase");
  });

  it("leaves the view, and nothing else", async () => {
    const statement =
      "select to_regnamespace('dashboard_refresh') is null as gone, revenue from public.sales_by_day order by 2 desc limit 1";
    expect(await run(`npx supabase db query "${statement}"`)).toMatch(/true\s*\S\s*80/);
  });
});

/** Its first line says which it is. */
function titleOf({ heading, code }: Step): string {
  return `${heading}: ${code.split("\n")[0]}`;
}
