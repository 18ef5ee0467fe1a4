// Which dashboard the verbs speak to, over which way, and what they say when nobody answers.
import { afterEach, expect, it } from "vitest";
import { findTarget, type TargetSituation } from "../../cli/connection/find-target.ts";
import { createSqlRpc } from "../../cli/connection/sql-rpc.ts";
import { CliError } from "../../cli/terminal/errors.ts";
import { CONFIG, call, makeProject } from "./support/cli.ts";
import { anOverview, aRun, RUN_ID } from "./support/fakes.ts";
import { SECRET_KEY } from "./support/keys.ts";
import { ENVIRONMENT, operate } from "./support/verbs.ts";

const REF = "abcdefghijklmnopqrst";
const OTHER = "bbbbbbbbbbbbbbbbbbbb";
const DATABASE = "postgresql://postgres:pw@127.0.0.1:5432/postgres";

const projects: { remove(): void }[] = [];
afterEach(() => {
  for (const project of projects.splice(0)) project.remove();
});

const find = (situation: Partial<TargetSituation>) =>
  findTarget({
    overSql: false,
    environment: {},
    envFile: null,
    linkedRef: null,
    localPort: null,
    ...situation,
  });

it("flags come before the environment, that before supabase/.env, that before the linked project", () => {
  const everywhere = {
    functionsUrl: "https://flag.test/functions/v1",
    environment: { SUPABASE_URL: "https://env.test", SUPABASE_SECRET_KEY: "sb_secret_env" },
    envFile: "SUPABASE_URL=https://file.test\nSUPABASE_SECRET_KEY=sb_secret_file\n",
    linkedRef: REF,
  };
  expect(find(everywhere).http).toMatchObject({
    functionsUrl: "https://flag.test/functions/v1",
    key: "sb_secret_env",
  });
  const { functionsUrl: _, ...withoutFlag } = everywhere;
  expect(find(withoutFlag).http?.functionsUrl).toBe("https://env.test/functions/v1");
  expect(find({ ...withoutFlag, environment: {} }).http).toMatchObject({
    functionsUrl: "https://file.test/functions/v1",
    key: "sb_secret_file",
  });
  const environment = { SUPABASE_SECRET_KEY: "sb_secret_env" };
  expect(find({ environment, linkedRef: REF }).http?.functionsUrl).toBe(
    `https://${REF}.supabase.co/functions/v1`,
  );
});

it("without an address it is the database: the one that is named, else that of supabase start", () => {
  expect(find({ environment: { SUPABASE_DB_URL: DATABASE } })).toMatchObject({
    http: null,
    database: { url: DATABASE },
  });
  expect(find({ localPort: 6543 }).database?.source).toBe("supabase start on port 6543");
  const environment = { ...ENVIRONMENT, SUPABASE_DB_URL: DATABASE };
  expect(find({ environment, overSql: true })).toMatchObject({ http: null, database: { url: DATABASE } });
});

it("an address without a key is no way; another project's database is no second one", () => {
  expect(() => find({ linkedRef: REF })).toThrow(/there is no key/);
  const environment = { SUPABASE_SECRET_KEY: "k" };
  const over = (url: string, linkedRef = REF) =>
    find({ linkedRef, environment: { ...environment, SUPABASE_DB_URL: url } }).database;
  expect(over(`postgresql://postgres.${OTHER}:pw@aws-0-eu.pooler.supabase.com:5432/postgres`)).toBeNull();
  expect(over(DATABASE)).toBeNull();
  expect(over(`postgresql://postgres:pw@db.${REF}.supabase.co:5432/postgres`)).not.toBeNull();
});

it.each(["ftp://x.test", "https://user:pw@x.test/functions/v1", "x.test"])(
  "%s is no address of functions, and is not sent a key",
  async (url) => {
    const { exitCode, stderr } = await operate(["status", "--functions-url", url]);
    expect(exitCode).toBe(2);
    expect(stderr).not.toContain("pw");
  },
);

it("a project's .env is read, and a key is in no output", async () => {
  const project = makeProject({
    "supabase/config.toml": CONFIG,
    "supabase/.env": `SUPABASE_URL=https://nobody.test\nSUPABASE_SECRET_KEY=${SECRET_KEY}\n`,
  });
  projects.push(project);
  const { exitCode, stdout, stderr } = await call(project.rootDir, ["status", "--json"]);
  expect(exitCode).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    ok: false,
    exit_code: 3,
    error: { code: "function_unreachable" },
    via: { kind: "http", source: "https://nobody.test/functions/v1 (SUPABASE_URL in supabase/.env)" },
  });
  expect(stdout + stderr).not.toContain(SECRET_KEY);
});

it("a function that does not answer is gone round over SQL, and that is said", async () => {
  const statements: string[] = [];
  const { exitCode, stderr, json } = await call("/", ["status", "--json"], {
    env: { SUPABASE_URL: "http://127.0.0.1:1", SUPABASE_SECRET_KEY: SECRET_KEY, SUPABASE_DB_URL: DATABASE },
    query: async (sql) => {
      statements.push(sql);
      return sql.startsWith("select") ? [{ answer: anOverview() }] : [];
    },
  });
  expect(exitCode).toBe(0);
  expect(json).toMatchObject({ ok: true, via: { kind: "sql" }, data: { views: [{ state: "fresh" }] } });
  expect(stderr).toMatch(/does not answer: going over SQL instead, by the database of SUPABASE_DB_URL/);
  expect(statements).toContain('select public."list_dashboard_refresh_views"("runs" => $1) as answer');
});

it("a test of the alerts is not sent a second time by another way", async () => {
  const { exitCode, json } = await call("/", ["alerts", "test", "--json"], {
    env: { SUPABASE_URL: "http://127.0.0.1:1", SUPABASE_SECRET_KEY: SECRET_KEY, SUPABASE_DB_URL: DATABASE },
    query: async () => [],
  });
  expect(exitCode).toBe(3);
  expect(json.error?.code).toBe("function_unreachable");
});

it("over SQL what the database raises has the code and the exit code that it has over HTTP", async () => {
  const { exitCode, json } = await call("/", ["status", "public.nope", "--sql", "--json"], {
    env: { SUPABASE_DB_URL: DATABASE },
    query: async (sql) => {
      if (!sql.startsWith("select")) return [];
      throw new CliError("unknown_view", "public.nope is not managed", { hint: "What is?" });
    },
  });
  expect(exitCode).toBe(1);
  expect(json.error).toMatchObject({ code: "unknown_view", hint: "What is?" });
});

it("over SQL an older database says what brings it up to date", async () => {
  const { exitCode, json } = await call("/", ["status", "--sql", "--json"], {
    env: { SUPABASE_DB_URL: DATABASE },
    query: async (sql) => {
      if (!sql.startsWith("select")) return [];
      throw new CliError("database_error", "no such function", {
        cause: Object.assign(new Error(), { code: "42883" }),
      });
    },
  });
  expect({ exitCode, code: json.error?.code }).toEqual({ exitCode: 3, code: "database_outdated" });
  expect(json.error?.hint).toContain("upgrade");
});

it("a run over SQL works in a session of its own, and is no function's in the ledger", async () => {
  const talked: string[] = [];
  const worked: unknown[] = [];
  const rpc = createSqlRpc({
    talk: async (sql) => {
      talked.push(sql);
      return [];
    },
    work: async (...statement) => {
      worked.push(statement);
      return [{ answer: aRun({ status: "succeeded" }) }];
    },
  });
  const { data } = await rpc("run_dashboard_refresh", { run_id: RUN_ID }, 65_000);
  expect(data).toMatchObject({ status: "succeeded" });
  expect(talked).toEqual([]);
  expect(worked).toEqual([["select dashboard_refresh.run($1::uuid, 'database') as answer", [RUN_ID]]]);
});

it("arguments that are not given are left to the function's defaults, and names are quoted", async () => {
  const statements: [string, unknown[] | undefined][] = [];
  const rpc = createSqlRpc({
    talk: async (sql, parameters) => {
      statements.push([sql, parameters]);
      return [];
    },
    work: async () => [],
  });
  await rpc("read_dashboard_refresh_drift", { view: "a", by: undefined }, 30_000);
  expect(statements).toEqual([
    ["set statement_timeout = 25000", undefined],
    ['select public."read_dashboard_refresh_drift"("view" => $1) as answer', ["a"]],
  ]);
});
