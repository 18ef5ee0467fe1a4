// The embedded stack from its first start to its last stop. The tests follow one another on one stack.
import { createServer } from "node:net";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  atChosenPort,
  down,
  postgresPid,
  readConfig,
  type StackConfig,
  stackEnv,
  status,
  up,
} from "../../stack/index.ts";
import { readSecrets } from "../../stack/place/secrets.ts";
import { asSuperuser } from "../../stack/postgres/connect.ts";
import { readPrivileges, requireSamePrivileges } from "../../stack/postgres/privileges.ts";
import { makeStack, processesOf, quiet, removeStack, runToEnd } from "./support/throwaway-stack.ts";

let config: StackConfig;

beforeAll(async () => {
  config = await makeStack();
  await up(config, quiet);
});

afterAll(() => removeStack(config));

const processIds = async () => {
  const { supervisor, parts, postgres } = await status(config);
  return [supervisor, postgres.pid, ...parts.map((part) => part.process?.pid)];
};

const query = async (statement: string) => {
  const sql = postgres(stackEnv(config).SUPABASE_DB_URL, { max: 1, onnotice: quiet });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
};

test("up on a running stack starts nothing anew", async () => {
  const before = await processIds();
  await up(config, quiet);
  expect(await processIds()).toEqual(before);
});

test("env prints the six variables of the contract, and env --all the platform's too", async () => {
  const names = (output: string) =>
    output
      .trim()
      .split("\n")
      .map((line) => line.split("=")[0]);
  const [six, all] = await Promise.all([
    runToEnd(config, ["stack/main.ts", "env"]),
    runToEnd(config, ["stack/main.ts", "env", "--all"]),
  ]);
  expect(names(six.output)).toEqual([
    "SUPABASE_URL",
    "SUPABASE_DB_URL",
    "SUPABASE_SECRET_KEY",
    "SUPABASE_PUBLISHABLE_KEY",
    "FUNCTIONS_URL",
    "REFRESH_DASHBOARD_TRIGGER_SECRET",
  ]);
  expect(names(all.output)).toEqual(Object.keys(stackEnv(config)));
});

test("status and env tell where the stack runs, whatever STACK_PORT says", async () => {
  const foreign = config.ports.gateway + 1000;
  const answers = await Promise.all(
    ["status", "env"].map((command) => runToEnd(config, ["stack/main.ts", command], foreign)),
  );
  for (const { code, output } of answers) {
    expect(code).toBe(0);
    expect(output).toContain(config.url);
    expect(output).not.toContain(String(foreign));
  }
  expect(answers[0]?.output).toMatch(/^up: /);
});

test("without STACK_PORT a command works on the stack that runs", () => {
  expect(atChosenPort(readConfig({ STACK_DIR: config.dir })).ports).toEqual(config.ports);
});

test("with another STACK_PORT up, down, reset and the demo are refused in one sentence, and the stack runs on", async () => {
  const before = await processIds();
  const commands = [
    ...["up", "down", "reset"].map((name) => ["stack/main.ts", name]),
    ["stack/demo/main.ts"],
  ];
  const answers = await Promise.all(
    commands.map((command) => runToEnd(config, command, config.ports.gateway + 1000)),
  );
  for (const { code, output } of answers) {
    expect(output).toContain(
      `the stack in ${config.dir} runs on port ${config.ports.gateway}; set STACK_DIR too, or stop it first\n`,
    );
    expect(output).not.toMatch(/^ +at /m);
    expect(code).toBe(1);
  }
  expect(await processIds()).toEqual(before);
});

test("the check of privileges sees a grant in any schema, on a column, and on a new function", async () => {
  const secrets = readSecrets(config.dir);
  const grants = {
    "select on table public.prospectos": "relation public.prospectos: SELECT to anon",
    "select on table vault.decrypted_secrets": "relation vault.decrypted_secrets: SELECT to anon",
    "select on table net.http_request_queue": "relation net.http_request_queue: SELECT to anon",
    "select on table cron.job": "relation cron.job: SELECT to anon",
    "select on table dashboard_refresh.runs": "relation dashboard_refresh.runs: SELECT to anon",
    "select on table auth.users": "relation auth.users: SELECT to anon",
    "update (id) on table auth.sessions": "column auth.sessions.id: UPDATE to anon",
    "execute on function dashboard_refresh.tick":
      "function dashboard_refresh.tick(text,text): EXECUTE to anon",
    "usage on schema dashboard_refresh": "schema dashboard_refresh: USAGE to anon",
    "create on database postgres": "database postgres: CREATE to anon",
  };
  const before = await readPrivileges(config, secrets);
  const execute = (statements: string[]) =>
    asSuperuser(config, secrets, (sql) => sql.unsafe(statements.join(";")).simple());
  await execute([
    ...Object.keys(grants).map((grant) => `grant ${grant} to anon`),
    "grant pg_read_all_data to anon",
    "create function public.opened() returns integer language sql as 'select 1'",
  ]);
  const refusal = await requireSamePrivileges(config, secrets, before).catch((error: Error) => error.message);
  await execute([
    ...Object.keys(grants).map((grant) => `revoke ${grant} from anon`),
    "revoke pg_read_all_data from anon",
    "drop function public.opened()",
  ]);

  const expected = [
    ...Object.values(grants),
    "membership of anon in pg_read_all_data",
    "function public.opened(): EXECUTE to PUBLIC",
  ];
  expect(refusal?.split("\n").slice(1).sort()).toEqual(expected.map((line) => `+ ${line}`).sort());
  await expect(requireSamePrivileges(config, secrets, before)).resolves.toBeUndefined();
});

test("down leaves no process, and a warm start keeps the data and the keys", async () => {
  const env = stackEnv(config);
  await query("create table public.kept as select 42 as answer");
  await down(config, quiet);
  expect(processesOf(config)).toEqual([]);

  await up(config, quiet);
  expect(await query("select answer from public.kept")).toEqual([{ answer: 42 }]);
  expect(stackEnv(config)).toEqual(env);
});

test("down leaves no process when the postmaster was killed", async () => {
  process.kill(postgresPid(config) ?? Number.NaN, "SIGKILL");
  await down(config, quiet);
  expect(processesOf(config)).toEqual([]);
});

test("a taken port is refused by its number, and nothing is started", async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(config.ports.database, "127.0.0.1", resolve));
  await expect(up(config, quiet)).rejects.toThrow(`port ${config.ports.database} is taken`);
  await new Promise((resolve) => squatter.close(resolve));
  expect(processesOf(config)).toEqual([]);
});
