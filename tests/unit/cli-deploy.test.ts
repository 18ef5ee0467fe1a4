// What deploy decides without reaching anything.
import { expect, test } from "vitest";
import { legsOf, wasRefused } from "../../cli/commands/deploy/chain.ts";
import { chooseTarget } from "../../cli/commands/deploy/choose-target.ts";
import { comparePending } from "../../cli/commands/deploy/pending-migrations.ts";
import { projectUrlSchema } from "../../cli/commands/deploy/project-url.ts";
import { findTriggerSecret, planSecretRemoval } from "../../cli/commands/deploy/trigger-secret.ts";
import { withJobs } from "../../cli/commands/undeploy/plan-undeploy.ts";
import { withLiterals } from "../../cli/supabase/query-linked.ts";
import { redact } from "../../cli/supabase/redact.ts";
import { requireSupabase } from "../../cli/supabase/require-supabase.ts";
import { splitPassword } from "../../cli/supabase/split-password.ts";

const REF = "abcdefghijklmnopqrst";
const OTHER = "tsrqponmlkjihgfedcba";
const URL_OF_DATABASE = "postgresql://postgres:secret@db.example:5432/postgres";
const nowhere = { linkedRef: null, environment: {}, envFile: null };
const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;

test("a ref that is given comes before the linked one, and has the platform's URL", () => {
  expect(chooseTarget({ ...nowhere, projectRef: REF, linkedRef: OTHER })).toEqual({
    kind: "platform",
    ref: REF,
    projectUrl: `https://${REF}.supabase.co`,
    database: null,
  });
  expect(chooseTarget({ ...nowhere, linkedRef: OTHER })).toMatchObject({ ref: OTHER });
});

test("a database that the environment names serves a ref that is given, unless it is another project's", () => {
  const choose = (SUPABASE_DB_URL: string) =>
    chooseTarget({ ...nowhere, projectRef: REF, environment: { SUPABASE_DB_URL } });
  expect(choose(`postgresql://postgres.${REF}:pw@pooler.supabase.com/postgres`)).toMatchObject({
    ref: REF,
    database: { source: "SUPABASE_DB_URL in the environment" },
  });
  expect(() => choose(`postgresql://postgres:pw@db.${OTHER}.supabase.co/postgres`)).toThrow(
    `is that of project ${OTHER}, not of ${REF}`,
  );
});

test("a database with its project's URL is a server of one's own, whatever is linked", () => {
  const environment = { SUPABASE_DB_URL: URL_OF_DATABASE };
  expect(
    chooseTarget({ linkedRef: OTHER, envFile: null, environment, projectUrl: "http://kong:8000/" }),
  ).toEqual({
    kind: "own server",
    url: URL_OF_DATABASE,
    source: "SUPABASE_DB_URL in the environment",
    projectUrl: "http://kong:8000",
  });
});

test("a database in supabase/.env takes the project's URL from there, and needs one", () => {
  const envFile = `SUPABASE_DB_URL=${URL_OF_DATABASE}\nREFRESH_DASHBOARD_PROJECT_URL=http://kong:8000\n`;
  expect(chooseTarget({ ...nowhere, envFile })).toMatchObject({
    kind: "own server",
    projectUrl: "http://kong:8000",
  });
  expect(() => chooseTarget({ ...nowhere, envFile: `SUPABASE_DB_URL=${URL_OF_DATABASE}\n` })).toThrow(
    "the project's URL is not known",
  );
  expect(() => chooseTarget(nowhere)).toThrow("where to deploy to is not known");
});

test.for(["ftp://x", "https://x/?a", "https://x#a", "https://u:p@x", "https:// x", "kong:8000", ""])(
  "%j is no project's URL",
  (text) => expect(projectUrlSchema.safeParse(text).success).toBe(false),
);

test("what is pending is ours or not, and in order or not", () => {
  const names = [
    "20250101000000_a.sql",
    "20260101000000_refresh_dashboard_0.1.0.sql",
    "readme.md",
    "20270101000000_b.sql",
  ];
  const ours = new Set(["20260101000000_refresh_dashboard_0.1.0.sql"]);
  expect(comparePending(["20250101000000"], { names, ours })).toEqual({
    ours: ["20260101000000_refresh_dashboard_0.1.0.sql"],
    others: ["20270101000000_b.sql"],
    outOfOrder: [],
  });
  expect(comparePending(["20260601000000"], { names, ours }).outOfOrder).toEqual(names.slice(0, 2));
});

test("a secret is made where there is none, in its empty line or at the end, and nothing else changes", () => {
  const { change, value } = findTriggerSecret({}, "A=1\r\nREFRESH_DASHBOARD_TRIGGER_SECRET=\r\nB=2\r\n");
  expect(change?.after).toBe(
    `A=1\r\n# Made by refresh-dashboard deploy; undeploy empties it.\r\nREFRESH_DASHBOARD_TRIGGER_SECRET=${value}\r\nB=2\r\n`,
  );
  expect(change?.mode).toBe(0o600);
  const appended = findTriggerSecret({}, "A=1");
  expect(appended.change?.after).toBe(
    `A=1\n# Made by refresh-dashboard deploy; undeploy takes it out.\nREFRESH_DASHBOARD_TRIGGER_SECRET=${appended.value}\n`,
  );
  expect(appended.value).not.toBe(value);
  expect(planSecretRemoval(appended.change?.after ?? null).change?.after).toBe("A=1\n");
});

test("a secret that is there is used; one that cannot sign is refused and not shown", () => {
  expect(findTriggerSecret({}, `REFRESH_DASHBOARD_TRIGGER_SECRET="${SECRET} ${SECRET}"\n`)).toMatchObject({
    value: `${SECRET} ${SECRET}`,
    change: null,
  });
  const refuse = () => findTriggerSecret({ REFRESH_DASHBOARD_TRIGGER_SECRET: "hunter2" }, null);
  expect(refuse).toThrow("is no signing secret");
  expect(refuse).not.toThrow("hunter2");
});

test("a password leaves the URL for the environment", () => {
  expect(splitPassword("postgresql://postgres:p%40ss@host:5432/db?sslmode=require")).toEqual({
    url: "postgresql://postgres@host:5432/db?sslmode=require",
    env: { PGPASSWORD: "p@ss" },
  });
  expect(splitPassword("postgresql://host/db").env).toEqual({});
  expect(splitPassword("postgresql://postgres:100%zz@host/db").env).toEqual({ PGPASSWORD: "100%zz" });
});

test("secrets are taken out of what is shown", () => {
  const text = `Using ${SECRET} and sbp_0123 at postgresql://postgres:hunter2@host/db with my-token`;
  expect(redact(text, ["my-token", "", undefined])).toBe(
    "Using whsec_… and sbp_… at postgresql://postgres:…@host/db with …",
  );
});

test("parameters become literals that nobody can break out of", () => {
  expect(withLiterals("select $1::text, $2::integer, $3", ["a'b", 1, null])).toBe(
    "select 'a''b'::text, 1::integer, null",
  );
  expect(withLiterals("select $1", ["\\' or true --"])).toBe("select E'\\\\'' or true --'");
  expect(withLiterals("select $1, $2", ["$2", "x"])).toBe("select '$2', 'x'");
});

test.for([
  ["2.122.1", "is the oldest that will do"],
  ["no number", "does not say its version"],
])("a Supabase CLI that says %j is refused", async ([stdout = "", message = ""]) => {
  const answer = async () => ({ exitCode: 0, endedBy: null, stdout, stderr: "" });
  await expect(requireSupabase(answer, "/")).rejects.toThrow(message);
});

test("a Supabase CLI of 3.0.0 or newer will do", async () => {
  const answer = (stdout: string) => async () => ({ exitCode: 0, endedBy: null, stdout, stderr: "" });
  expect(await requireSupabase(answer("3.0.0\n"), "/")).toBe("3.0.0");
  expect(await requireSupabase(answer("supabase 10.2.1-beta.1"), "/")).toBe("10.2.1-beta.1");
});

test("the legs of a run follow one another", () => {
  const run = {
    id: "1",
    status: "succeeded",
    path: "edge",
    requested_at: "2026-01-01T00:00:00.000Z",
    started_at: "2026-01-01T00:00:00.300Z",
    finished_at: "2026-01-01T00:00:00.500Z",
    served_by: null,
    error: null,
    chain: {
      request: { state: "answered", status_code: 202, error: null, sent_at: "2026-01-01T00:00:00.100Z" },
    },
  };
  expect(legsOf(run).map((leg) => leg.duration_ms)).toEqual([100, 200, 200, 500]);
});

test.for([
  [{ state: "answered", status_code: 202, error: null }, false],
  [{ state: "answered", status_code: 401, error: null }, true],
  [{ state: "answered", status_code: 503, error: null }, true],
  [{ state: "failed", status_code: null, error: "Timeout of 5000 ms reached" }, false],
  [{ state: "queued", status_code: null, error: null }, false],
] as const)("a request that is %j was refused: %s", ([request, isRefused]) => {
  const run = {
    id: "1",
    status: "queued",
    path: "edge",
    requested_at: "2026-01-01T00:00:00.000Z",
    started_at: null,
    finished_at: null,
    served_by: null,
    error: null,
    chain: { request },
  };
  expect(wasRefused(run)).toBe(isRefused);
});

test("the uninstall keeps the jobs, or puts them back, where it is told to", () => {
  const uninstall = "declare\n  v_jobs constant text := 'remove';\nbegin";
  expect(withJobs(uninstall, "keep")).toBe("declare\n  v_jobs constant text := 'keep';\nbegin");
  expect(() => withJobs("begin", "keep")).toThrow("no line for the jobs");
});
