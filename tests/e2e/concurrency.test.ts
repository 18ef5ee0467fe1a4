// One refresh at a time, with real sessions and real callers.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { createSlowView, type SlowView, untilRefreshing } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
let view: SlowView;

beforeAll(async () => {
  view = await createSlowView(sql, "concurrency");
});
beforeEach(async () => {
  await sql`delete from dashboard_refresh.runs where view_id in (
    select id from dashboard_refresh.views where view = ${view.name})`;
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const runs = () => sql`
  select status, started_at is not null as refreshed, runs.data_as_of >= requested_at as after_request
  from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
  where view = ${view.name} order by requested_at`;

/** By the database, whose clock the ledger has too. */
const clock = async () => (await sql`select clock_timestamp()::text as now`)[0]?.now as string;
/** Waits until the run is final, and tells whether it ended after that time of `clock`. */
async function endsAfter(id: string, time: string): Promise<boolean> {
  const run = await eventually(
    "the run final",
    async () =>
      (
        await sql`
          select status, finished_at > ${time}::text::timestamptz as is_after
          from dashboard_refresh.runs where id = ${id}`
      )[0],
    (row) => row?.status !== "queued",
  );
  return run?.is_after;
}

describe("two sessions that refresh at once", () => {
  it("cost one refresh, and the second session is answered before it ends", async () => {
    await view.setSeconds(2);
    const [first, second] = [connect(1), connect(1)];
    try {
      const ask = async (session: typeof sql) =>
        (await session`select dashboard_refresh.request(${view.name}) as id`)[0]?.id as string;
      const refresh = async (session: typeof sql, id: string) =>
        (await session`select dashboard_refresh.run(${id}) as run`)[0]?.run;

      const firstId = await ask(first);
      const secondId = await ask(second);
      const working = refresh(first, firstId);
      await untilRefreshing(sql, view.name);
      const busy = await refresh(second, secondId);
      const answeredAt = await clock();
      expect(busy.status).toBe("queued");

      expect((await working).status).toBe("succeeded");
      expect(await endsAfter(firstId, answeredAt)).toBe(true);
      // It was asked for before the first one's refresh began, so that one serves it too.
      expect(await refresh(second, secondId)).toMatchObject({ status: "succeeded", served_by: firstId });
      expect((await runs()).filter((run) => run.refreshed)).toHaveLength(1);
    } finally {
      await Promise.all([first.end(), second.end()]);
    }
  });
});

describe("50 callers at once", () => {
  it("cost at most two refreshes, and each gets data that is not older than its call", async () => {
    await view.setSeconds(0.5);
    const answers = await Promise.all(
      Array.from({ length: 50 }, () =>
        call("POST", "/refresh", { body: { view: view.name, wait_seconds: 30 } }),
      ),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(50).fill(200));
    for (const { json } of answers) {
      expect(json.status).toBe("succeeded");
      expect(Date.parse(json.data_as_of)).toBeGreaterThanOrEqual(Date.parse(json.requested_at));
    }
    const ledger = await runs();
    expect(ledger).toHaveLength(50);
    expect(ledger.filter((run) => run.refreshed).length).toBeLessThanOrEqual(2);
    expect(ledger.every((run) => run.after_request)).toBe(true);
  });

  it("hold no database connection while they wait", async () => {
    await view.setSeconds(6);
    const calls = Promise.all(
      Array.from({ length: 50 }, () => call("POST", "/refresh", { body: { view: view.name } })),
    );
    try {
      await untilRefreshing(sql, view.name);
      await eventually("all calls in the ledger", runs, (ledger) => ledger.length === 50);
      let most = 0;
      for (let sample = 0; sample < 20; sample += 1) {
        // Asking again takes milliseconds, on a loaded machine some hundred; one that waits would be there for seconds.
        const [row] = await sql`
          select count(*)::integer as count from pg_stat_activity
          where usename = 'authenticator' and state <> 'idle' and now() - state_change > interval '1 second'`;
        most = Math.max(most, row?.count ?? 0);
        await sql`select pg_sleep(0.05)`;
      }
      // The one that refreshes.
      expect(most).toBe(1);
    } finally {
      expect((await calls).every((answer) => answer.status === 200)).toBe(true);
    }
  });

  it("answer 202 with the run still going when they will not wait", async () => {
    await view.setSeconds(2);
    const answer = await call("POST", "/refresh", { body: { view: view.name, wait_seconds: 0 } });
    const answeredAt = await clock();
    expect(answer.status).toBe(202);
    expect(answer.json.status).toBe("queued");
    await untilRefreshing(sql, view.name);
    const status = (await call("GET", `/status?view=${view.name}`)).json;
    expect(status.refreshing.run_id).toBe(answer.json.id);
    expect(status.last_runs[0].running).toBe(true);
    expect(await endsAfter(answer.json.id, answeredAt)).toBe(true);
  });
});
