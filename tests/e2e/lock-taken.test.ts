// Any role may take an advisory lock. One that takes a view's stops its refreshes, and is named.
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeNeeding } from "../support/needing.ts";
import { createSlowView, type SlowView } from "../support/slow-view.ts";
import { call, connect, connectAsAuthenticator } from "../support/stack.ts";

const describe = describeNeeding("authenticator");
const sql = connect();
// A role that may do nothing here, and whose sessions the owner of the jobs may end: he may not end a superuser's.
const stranger = connectAsAuthenticator();
let view: SlowView;

beforeAll(async () => {
  view = await createSlowView(sql, "locked");
});
afterAll(async () => {
  await stranger.end();
  await view.drop();
  await sql.end();
});

const tick = async () => (await sql`select dashboard_refresh.tick(${view.name}) as said`)[0]?.said;
const problem = async () => {
  const { json } = await call("GET", `/status?view=${view.name}`);
  return (json.problems as { code: string; message: string; hint: string }[]).find(
    ({ code }) => code === "lock_taken",
  );
};

describe("a session that holds the view's advisory lock without refreshing", () => {
  it("makes ticks find the view busy, and status names it and the way out", async () => {
    const [row] = await sql`select id from dashboard_refresh.views where view = ${view.name}`;
    const [session] = await stranger`
      select pg_backend_pid() as pid, pg_advisory_lock(20261101, ${row?.id}::integer)`;
    expect(await tick()).toBe("busy");
    const told = await problem();
    expect(told?.message).toContain(`Session ${session?.pid} of authenticator`);
    expect(told?.hint).toContain(`pg_terminate_backend(${session?.pid})`);
  });

  it("is left alone by the watchdog, which ends only refreshes of ours", async () => {
    // In a transaction, and older than max_duration by the clock of the watchdog: a refresh of ours would be ended.
    await stranger.begin(async (transaction) => {
      await transaction`select 1`;
      await sql`call dashboard_refresh.watchdog(clock_timestamp() + interval '1 hour')`;
      await transaction`select 1`;
    });
    expect(await tick()).toBe("busy");
  });

  it("is forgotten when it lets go", async () => {
    await stranger`select pg_advisory_unlock_all()`;
    expect(await problem()).toBeUndefined();
    expect(await tick()).toBe("requested");
  });
});
