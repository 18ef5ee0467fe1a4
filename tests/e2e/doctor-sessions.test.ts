// Checks about what other sessions do, and what vacuum has not done: with real sessions, mended by the statement of the check.
import { afterAll, beforeAll, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect, connectAsAuthenticator } from "../support/stack.ts";

const describe = describeNeeding("authenticator");
const sql = connect();
let view: SlowView;

beforeAll(async () => {
  view = await createSlowView(sql, "examined");
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

/** By a clock that is ahead: nobody waits for a quarter of an hour. */
async function look(id: string, later = "0 seconds") {
  const [row] = await sql`
    select item
    from json_array_elements(dashboard_refresh._doctor_json(${id}, false, clock_timestamp() + ${later}::interval) -> 'checks')
      as listed (item)
    order by item ->> 'view' is distinct from ${view.name}
    limit 1`;
  return row?.item as { status: string; finding: string; repair: { kind: string; text: string } | null };
}

/** A session in a transaction; ended from outside, or by itself. */
async function standStill(begin: string) {
  const stranger = connectAsAuthenticator();
  await stranger.unsafe(begin).simple();
  const [session] = await stranger`select pg_backend_pid() as pid`;
  return { pid: session?.pid as number, end: () => stranger.end({ timeout: 1 }).catch(() => {}) };
}

describe("a session that stands still", () => {
  it("in its transaction is found, and ended by the statement of the check", async () => {
    const stranger = await standStill("begin; select 1");
    try {
      const found = await look("oldest_transaction", "20 minutes");
      expect(found).toMatchObject({ status: "warning", repair: { kind: "sql" } });
      expect(found.finding).toContain(`Session ${stranger.pid} of authenticator`);
      await sql.unsafe(found.repair?.text ?? "");
      await eventually(
        "the session to be gone from the check",
        () => look("oldest_transaction", "20 minutes"),
        ({ finding }) => !finding.includes(`Session ${stranger.pid} `),
      );
    } finally {
      await stranger.end();
    }
  });

  it("with the lock of a view is found, and ended by the statement of the check", async () => {
    const [managed] = await sql`select id from dashboard_refresh.views where view = ${view.name}`;
    const stranger = await standStill(
      `begin; select pg_advisory_xact_lock(20261101, ${managed?.id}::integer)`,
    );
    try {
      const found = await look("view_lock", "2 minutes");
      expect(found).toMatchObject({ status: "error", repair: { kind: "sql" } });
      await sql.unsafe(found.repair?.text ?? "");
      await eventually(
        "the lock to be let go",
        () => look("view_lock", "2 minutes"),
        ({ status }) => status === "ok",
      );
    } finally {
      await stranger.end();
    }
  });
});

it("a view with more dead rows than live ones is found, and vacuumed by the statement of the check", async () => {
  const table = `${view.name}_rows`;
  const refresh = () => sql`select dashboard_refresh.run(dashboard_refresh.request(${view.name}))`;
  await sql.unsafe(`insert into ${table} select from generate_series(1, 1500)`);
  await refresh();
  // Each row is another, so that a refresh replaces all of them. Autovacuum comes by once a minute.
  await sql.unsafe(`alter materialized view ${view.name} set (autovacuum_enabled = off)`);
  for (let round = 0; round < 3; round += 1) {
    await sql
      .unsafe(`delete from ${table}; insert into ${table} select from generate_series(1, 1500)`)
      .simple();
    await refresh();
  }
  const found = await eventually(
    "a warning about dead rows",
    () => look("view_bloat"),
    ({ status }) => status === "warning",
  );
  expect(found.finding).toMatch(/dead rows beside/);
  await sql.unsafe(found.repair?.text ?? "");
  await eventually(
    "the dead rows to be gone",
    () => look("view_bloat"),
    ({ status }) => status === "ok",
  );
});

it("a check is silenced over HTTP, stays to be seen, and is heard again", async () => {
  const silence = (body: object) =>
    call("POST", "/doctor/silence", { body: { id: "view_skips", view: view.name, ...body } });
  const summary = async () => (await call("GET", "/doctor?only=view_skips")).json.summary;
  const before = await summary();
  expect((await silence({ reason: "it is small" })).json).toMatchObject({
    id: "view_skips",
    view: view.name,
    status: "warning",
    silenced: { reason: "it is small" },
  });
  expect(await summary()).toMatchObject({ warning: before.warning - 1, silenced: before.silenced + 1 });
  expect((await silence({ silenced: false })).json).toMatchObject({ silenced: null });
  expect(await summary()).toEqual(before);
  const unknown = await call("GET", "/doctor?only=view_skip");
  expect(unknown).toMatchObject({ status: 404, json: { code: "unknown_check" } });
  expect(unknown.json.detail).toContain("Did you mean view_skips?");
});
