// The API's sessions are read-only, as all are when the disk is full on Supabase: what writes says read_only, what reads
// answers, and nobody promises what nobody can do.
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { type Answer, call, connect, connectAsAdmin } from "../support/stack.ts";

const describe = describeNeeding("superuser");
const sql = connect();
let view: SlowView;

/** For the sessions of the REST API, new ones included. */
async function makeApi(
  change: "set default_transaction_read_only = on" | "reset default_transaction_read_only",
) {
  const admin = connectAsAdmin();
  await admin.unsafe(`alter role authenticator ${change}`);
  await admin`select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'`;
  await admin.end();
}

const untilAnswered = (method: string, path: string, status: number, body?: unknown): Promise<Answer> =>
  eventually(
    `${method} ${path} answered ${status}`,
    () => call(method, path, { body }),
    (answer) => answer.status === status && answer.json?.code !== "database_unavailable",
  );

beforeAll(async () => {
  view = await createSlowView(sql, "read_only_api");
  await sql`select dashboard_refresh.tick(${view.name})`;
  await makeApi("set default_transaction_read_only = on");
});

afterAll(async () => {
  await makeApi("reset default_transaction_read_only");
  await untilAnswered("GET", `/status?view=${view.name}`, 200);
  await view.drop();
  await sql.end();
});

describe("while the API's sessions are read-only", () => {
  it.each([
    ["POST", "/refresh", () => ({ view: view.name })],
    ["PATCH", "/reconfigure", () => ({ view: view.name, max_duration: "1 minute" })],
  ])("%s %s is read_only", async (method, path, body) => {
    const answer = await untilAnswered(method, path, 503, body());
    expect(answer.contentType).toContain("application/problem+json");
    expect(answer.json).toMatchObject({ code: "read_only", status: 503 });
    expect(answer.json.hint).toContain("problem read_only");
    expect(answer.text).not.toMatch(/watchdog|INSERT|25006/);
  });

  it("status answers, with the problem and what to do", async () => {
    const answer = await untilAnswered("GET", `/status?view=${view.name}`, 200);
    const [problem] = answer.json.problems;
    expect(problem).toMatchObject({ code: "read_only", severity: "error" });
    expect(problem.hint).toContain("make room");
  });

  it("the history answers", async () => {
    expect((await untilAnswered("GET", `/runs?view=${view.name}`, 200)).json.runs).toHaveLength(1);
  });

  it("health is stale", async () => {
    const answer = await untilAnswered("GET", "/health", 503);
    expect(answer.json).toEqual({ status: "stale" });
  });
});
