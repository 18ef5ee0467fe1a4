// Stopping a run: with real sessions, since a signal reaches whatever a session does by then.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import {
  createSlowView,
  type SlowView,
  untilNobodyRefreshes,
  untilRefreshing,
} from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const sql = connect();
let view: SlowView;

beforeAll(async () => {
  view = await createSlowView(sql, "cancel");
});
beforeEach(async () => {
  await untilNobodyRefreshes(sql, view.name);
  await sql`delete from dashboard_refresh.runs where view_id in (
    select id from dashboard_refresh.views where view = ${view.name})`;
  await view.setSeconds(0);
});
afterAll(async () => {
  await view.drop();
  await sql.end();
});

const ask = async (): Promise<string> =>
  (await sql`select dashboard_refresh.request(${view.name}) as id`)[0]?.id;
const refresh = async (session: typeof sql, id: string) =>
  (await session`select dashboard_refresh.run(${id}) as run`)[0]?.run;
const cancel = async (id: string, reason: string | null = null, session = sql) =>
  (await session`select public.cancel_dashboard_refresh(${id}, 'eva@example.com', ${reason}) as run`)[0]?.run;
const read = async (id: string) =>
  (await sql`select public.read_dashboard_refresh_run(${id}) as run`)[0]?.run;
const set = (settings: Record<string, number | boolean | string | null>) =>
  sql`select dashboard_refresh.reconfigure(${view.name}, ${sql.json(settings)})`;
const state = async () =>
  (
    await sql`
      select view_state.* from dashboard_refresh.view_state
      join dashboard_refresh.views on views.id = view_id where view = ${view.name}`
  )[0];

describe("a run that is under way", () => {
  it("is stopped, undone, and said to be cancelled only then, with who and why", async () => {
    const session = connect(1);
    try {
      await refresh(session, await ask());
      const shown = await view.countRows();
      const before = await state();
      await view.addRow();
      await view.setSeconds(30);
      const id = await ask();
      const working = refresh(session, id);
      const pid = await untilRefreshing(sql, view.name);

      const answer = await cancel(id, "too heavy for noon");
      expect(answer).toMatchObject({
        id,
        status: "cancelled",
        running: false,
        error: null,
        cancelling: false,
        cancellation: { requested_by: "eva@example.com", reason: "too heavy for noon" },
      });
      expect(await working).toMatchObject({ id, status: "cancelled", error: null, data_as_of: null });
      expect(await read(id)).toMatchObject({ status: "cancelled", cancellation: answer.cancellation });
      expect(await view.countRows()).toBe(shown);
      // The session goes on as if nothing had been.
      expect((await session`select pg_backend_pid() as pid`)[0]?.pid).toBe(pid);
      expect(await state()).toMatchObject({
        consecutive_failures: 0,
        open_alerts: before?.open_alerts,
        data_as_of: before?.data_as_of,
      });
    } finally {
      await session.end();
    }
  });

  it("leaves the runs that waited for it to the next, which makes nothing of the rows taken back", async () => {
    const [first, second] = [connect(1), connect(1)];
    try {
      await refresh(first, await ask());
      await view.setSeconds(30);
      const id = await ask();
      const waiting = await ask();
      const working = refresh(first, id);
      await untilRefreshing(sql, view.name);
      await cancel(id);
      await working;
      expect(await read(waiting)).toMatchObject({ status: "queued", cancelling: false });
      await view.setSeconds(0);
      expect(await refresh(second, waiting)).toMatchObject({ status: "succeeded", served_by: null });
      expect(await state()).toMatchObject({ refreshed_elsewhere_at: null });
    } finally {
      await Promise.all([first.end(), second.end()]);
    }
  });

  it("is stopped while the view is analyzed too, which takes as long as the expressions of its indexes", async () => {
    const session = connect(1);
    await sql.unsafe(`
      create table e2e.cancel_drowsiness (seconds double precision not null);
      insert into e2e.cancel_drowsiness values (0);
      create function e2e.drowsy(id integer) returns integer immutable language plpgsql as
        'begin perform pg_sleep((select seconds from e2e.cancel_drowsiness)); return id; end';
      create index on ${view.name} (e2e.drowsy(id))`);
    try {
      await set({ analyze: "always" });
      await refresh(session, await ask());
      await sql`update e2e.cancel_drowsiness set seconds = 10`;
      const id = await ask();
      const working = refresh(session, id);
      // The view itself takes no time.
      await untilRefreshing(sql, view.name);
      expect(await cancel(id)).toMatchObject({ status: "cancelled" });
      expect(await working).toMatchObject({ id, status: "cancelled" });
    } finally {
      await set({ analyze: null });
      await session.end();
      await sql.unsafe("drop table e2e.cancel_drowsiness; drop function e2e.drowsy cascade");
    }
  });

  it("is stopped by one of two who cancel at once, and both see it", async () => {
    const session = connect(1);
    const operators = [connect(1), connect(1)];
    try {
      await view.setSeconds(30);
      const id = await ask();
      const working = refresh(session, id);
      await untilRefreshing(sql, view.name);
      const answers = await Promise.all(operators.map((operator) => cancel(id, null, operator)));
      expect(answers.map((answer) => answer.status)).toEqual(["cancelled", "cancelled"]);
      await working;
    } finally {
      await Promise.all([session, ...operators].map((each) => each.end()));
    }
  });
});

describe("a run that waits", () => {
  it("is still queued for who comes while another has been cancelling it for long", async () => {
    const other = connect(1);
    try {
      const id = await ask();
      await other.begin(async (held) => {
        await held`select pg_advisory_xact_lock(20261108, hashtext(${id}))`;
        expect(await cancel(id)).toMatchObject({ id, status: "queued" });
      });
      expect(await cancel(id)).toMatchObject({ id, status: "cancelled" });
    } finally {
      await other.end();
    }
  });

  it("is cancelled at once where the view is free, and never starts", async () => {
    const id = await ask();
    expect(await cancel(id)).toMatchObject({ status: "cancelled", started_at: null });
    expect(await refresh(sql, id)).toMatchObject({ status: "cancelled", started_at: null });
    expect(await cancel(id)).toMatchObject({ status: "cancelled" });
  });

  it("is cancelling while another has the view, and ends with that, neither served nor started", async () => {
    const session = connect(1);
    try {
      await view.setSeconds(3);
      const [id, waiting] = [await ask(), await ask()];
      const working = refresh(session, id);
      await untilRefreshing(sql, view.name);
      expect(await cancel(waiting)).toMatchObject({ status: "queued", cancelling: true });
      expect(await working).toMatchObject({ status: "succeeded" });
      expect(await read(waiting)).toMatchObject({ status: "cancelled", started_at: null, served_by: null });
    } finally {
      await session.end();
    }
  });
});

describe("a session that ends its run in the same instant and goes on with something else", () => {
  it("is never hit there, in many rounds", async () => {
    const session = connect(1);
    const outcomes: Record<string, number> = {};
    try {
      await refresh(session, await ask());
      for (let round = 0; round < 120; round += 1) {
        // Fails, or succeeds, about when the signal comes.
        const seconds = 0.02 + (round % 12) * 0.004;
        await view.setSeconds(seconds);
        const id = await ask();
        const working = session`select dashboard_refresh.run(${id}) as run`.execute();
        // Sent along, so that it begins in the moment in which the run ends.
        const next = session`select pg_sleep(0.15)`.execute();
        const cancelling = sql`
          with waited as materialized (select pg_sleep(${Math.random() * 0.1}))
          select public.cancel_dashboard_refresh(${id}, 'race') as run from waited`.then(
          (rows) => rows[0]?.run.status as string,
          (error) => error.code as string,
        );
        await expect(next).resolves.toHaveLength(1);
        await working;
        const answered = await cancelling;
        // By the ledger: a run that was cancelled before it began is queued for the session that found the view busy.
        const { status } = await read(id);
        expect(answered).toBe(status === "cancelled" ? "cancelled" : "DR018");
        outcomes[status] = (outcomes[status] ?? 0) + 1;
      }
      // Otherwise the rounds have tried nothing.
      expect(outcomes.cancelled).toBeGreaterThan(5);
      expect(outcomes.succeeded).toBeGreaterThan(5);
      expect(Object.keys(outcomes).sort()).toEqual(["cancelled", "succeeded"]);
    } finally {
      await session.end();
    }
  });

  it("nor by the watchdog, which cancels what takes too long", async () => {
    const session = connect(1);
    const outcomes = new Set<string>();
    await set({ failure_limit: 1000 });
    try {
      for (let round = 0; round < 40; round += 1) {
        await view.setSeconds(0.03 + (round % 10) * 0.004);
        const id = await ask();
        const working = session`select dashboard_refresh.run(${id}) as run`.execute();
        const next = session`select pg_sleep(0.1)`.execute();
        const looking = sql`
          with waited as materialized (select pg_sleep(${0.02 + Math.random() * 0.06}))
          select dashboard_refresh._cancel_overlong(clock_timestamp() + interval '1 hour') from waited`.execute();
        await expect(next).resolves.toHaveLength(1);
        await Promise.all([working, looking]);
        outcomes.add((await read(id)).status);
      }
      expect([...outcomes].sort()).toEqual(["failed", "succeeded"]);
    } finally {
      await session.end();
      await set({ failure_limit: null, active: true });
    }
  });
});

describe("POST /runs/{id}/cancel", () => {
  it("stops a refresh that the function works on, and answers with the run", async () => {
    await view.setSeconds(30);
    const asked = await call("POST", "/refresh", { body: { view: view.name, wait_seconds: 0 } });
    await untilRefreshing(sql, view.name);
    const answer = await call("POST", `/runs/${asked.json.id}/cancel`, { body: { reason: "too heavy" } });
    expect(answer).toMatchObject({
      status: 200,
      json: { id: asked.json.id, status: "cancelled", error: null },
    });
    expect(answer.json.cancellation.reason).toBe("too heavy");
    const again = await call("POST", `/runs/${asked.json.id}/cancel`);
    expect(again).toMatchObject({ status: 200, json: answer.json });
  });

  it("tells who waits for the refresh that it was cancelled", async () => {
    await view.setSeconds(30);
    const waiting = call("POST", "/refresh", { body: { view: view.name, wait_seconds: 30 } });
    await untilRefreshing(sql, view.name);
    const [{ id }] = (await call("GET", `/runs?view=${view.name}&status=queued`)).json.runs;
    await call("POST", `/runs/${id}/cancel`);
    expect(await waiting).toMatchObject({ status: 409, json: { code: "refresh_cancelled", run: { id } } });
  });

  it("answers 202 while the run waits behind another, and 409 once it is over", async () => {
    await view.setSeconds(3);
    const ahead = await call("POST", "/refresh", { body: { view: view.name, wait_seconds: 0 } });
    await untilRefreshing(sql, view.name);
    const waiting = await call("POST", "/refresh", { body: { view: view.name, wait_seconds: 0 } });
    const answer = await call("POST", `/runs/${waiting.json.id}/cancel`);
    expect(answer).toMatchObject({ status: 202, json: { status: "queued", cancelling: true } });
    expect(answer.headers.get("location")).toContain(waiting.json.id);
    const ended = await eventually(
      "both runs final",
      () => Promise.all([read(ahead.json.id), read(waiting.json.id)]),
      (found) => found.every(({ status }) => status !== "queued"),
    );
    expect(ended.map(({ status }) => status)).toEqual(["succeeded", "cancelled"]);
    const late = await call("POST", `/runs/${ahead.json.id}/cancel`);
    expect(late).toMatchObject({ status: 409, json: { code: "run_finished", run: { id: ahead.json.id } } });
    expect((await call("POST", "/runs/00000000-0000-4000-8000-000000000000/cancel")).status).toBe(404);
  });
});

describe("a tick that refreshes by itself", () => {
  it("is found by the id that status gives, and stopped, though the ledger has its run only then", async () => {
    const session = connect(1);
    try {
      await set({ path: "database" });
      await view.setSeconds(30);
      const ticking = session`select dashboard_refresh.tick(${view.name}) as outcome`.execute();
      await untilRefreshing(sql, view.name);
      const { run_id: id } = (await call("GET", `/status?view=${view.name}`)).json.refreshing;
      expect((await call("GET", `/runs/${id}`)).json).toMatchObject({ id, status: "queued", running: true });
      const answer = await call("POST", `/runs/${id}/cancel`, { body: { reason: "too heavy" } });
      expect(answer).toMatchObject({ status: 200, json: { id, status: "cancelled", trigger: "cron" } });
      expect(await read(id)).toMatchObject({ status: "cancelled", cancellation: { reason: "too heavy" } });
      expect((await ticking)[0]?.outcome).toBe("cancelled");
    } finally {
      await session.end();
      await set({ path: null });
    }
  });
});

describe("a rescue whose refresh is cancelled", () => {
  it("ends with it, so that the run is final at once, and cancelled rather than lost", async () => {
    const session = connect(1);
    try {
      await view.setSeconds(30);
      const [left] = await sql`
        insert into dashboard_refresh.runs (view_id, trigger, path)
        select id, 'watchdog', 'database' from dashboard_refresh.views where view = ${view.name} returning id`;
      const rescuing = session`select dashboard_refresh.rescue()`.execute();
      await untilRefreshing(sql, view.name);
      expect(await cancel(left?.id)).toMatchObject({ status: "cancelled" });
      await rescuing;
      await sql`select dashboard_refresh._record_died_rescues(clock_timestamp())`;
      expect(await read(left?.id)).toMatchObject({ status: "cancelled" });
      expect(await state()).toMatchObject({ consecutive_failures: 0 });
    } finally {
      await session.end();
    }
  });
});

describe("a run that cannot be cancelled", () => {
  it("says that it has ended, or that there is none", async () => {
    const id = await ask();
    expect(await refresh(sql, id)).toMatchObject({ status: "succeeded" });
    await expect(cancel(id)).rejects.toMatchObject({ code: "DR018" });
    await expect(cancel("00000000-0000-4000-8000-000000000000")).rejects.toMatchObject({ code: "DR008" });
    await expect(cancel(await ask(), "x".repeat(201))).rejects.toMatchObject({ code: "DR010" });
    await expect(cancel(await ask(), "a\u0007bell")).rejects.toMatchObject({ code: "DR010" });
  });
});

describe("a cancellation that is rolled back", () => {
  it("leaves no lock behind", async () => {
    const [session, operator] = [connect(1), connect(1)];
    try {
      await view.setSeconds(30);
      const id = await ask();
      const working = refresh(session, id);
      await untilRefreshing(sql, view.name);
      await operator
        .begin(async (transaction) => {
          await transaction`select public.cancel_dashboard_refresh(${id}, 'eva@example.com')`;
          throw new Error("gone");
        })
        .catch((error) => expect(error.message).toBe("gone"));
      expect((await working).status).toMatch(/^(cancelled|failed)$/);
      await eventually(
        "no lock of a cancellation held",
        async () => sql`select from dashboard_refresh.held_locks where kind in ('cancel', 'finish')`,
        (rows) => rows.length === 0,
      );
    } finally {
      await Promise.all([session.end(), operator.end({ timeout: 1 })]);
    }
  });
});
