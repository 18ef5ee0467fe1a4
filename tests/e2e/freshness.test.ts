// Refresh what changed and nothing else, and never be wrong about it: real sessions, real statistics, the real chain.
import type { Sql } from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { EJECUTIVO_ID, prepareReassignment, type Reassignment } from "../support/reassignment.ts";
import { createSlowView } from "../support/slow-view.ts";
import { call, connect } from "../support/stack.ts";

const VIEW = "public.mv_conversaciones_dashboard";
/** The job stays, and does not fire while the test is the clock. */
const NEVER = "0 0 29 2 *";

const sql = connect();
/** A session of an application: alone, so that its transactions are those of the test. */
const writer = connect(1);
let schedule: string;

beforeAll(async () => {
  const answer = await call("PATCH", "/reconfigure", { body: { schedule: NEVER } });
  schedule = answer.json.before.schedule;
});
afterAll(async () => {
  await call("PATCH", "/reconfigure", { body: { view: VIEW, schedule } });
  await Promise.all([sql.end(), writer.end()]);
});

const tick = async (view = VIEW) =>
  (await sql`select dashboard_refresh.tick(${view}) as outcome`)[0]?.outcome as string;
const drift = async (view = VIEW, by = "") =>
  (await call("GET", `/drift?view=${view}${by && `&by=${by}`}`)).json;
const status = async (view = VIEW) => (await call("GET", `/status?view=${view}&runs=1`)).json;
const countRuns = async (view = VIEW) =>
  (
    await sql`
      select count(*)::integer as count from dashboard_refresh.runs
      join dashboard_refresh.views on views.id = view_id where view = ${view}`
  )[0]?.count as number;

/** Ticks until one says something else than `unchanged`: statistics may come up to 10 s after the commit. */
const untilSeen = (view = VIEW) =>
  eventually(
    "a tick that sees the change",
    () => tick(view),
    (outcome) => outcome !== "unchanged",
    { everyMs: 200 },
  );
/** Ticks until nothing is left to do, whatever it takes to get there. */
const untilUnchanged = (view = VIEW) =>
  eventually(
    "a tick that finds nothing to do",
    () => tick(view),
    (outcome) => outcome === "unchanged",
    { everyMs: 200 },
  );
const none = { missing: 0, extra: 0, different: 0 };

describe("while nothing changes", () => {
  it("ticks say unchanged and write no run", async () => {
    expect((await call("POST", "/refresh", { body: {} })).status).toBe(200);
    await untilUnchanged();
    const before = await countRuns();
    for (let firing = 0; firing < 5; firing += 1) expect(await tick()).toBe("unchanged");
    expect(await countRuns()).toBe(before);
    expect(await drift()).toMatchObject({ complete: true, ...none });
  });

  it("status says that changes are seen, of which sources, and claims no more than is known", async () => {
    const { skip, state, data_as_of, verified_at, staleness_seconds, now } = await status();
    expect(skip).toMatchObject({ possible: true, reason: expect.any(String) });
    expect(skip.sources).toEqual([
      "public.conversaciones_whatsapp",
      "public.coordinaciones",
      "public.ejecutivos",
      "public.mensajes_whatsapp",
      "public.prospectos",
    ]);
    expect(state).toBe("fresh");
    const knownAt = Math.max(Date.parse(data_as_of), Date.parse(verified_at ?? data_as_of));
    expect(knownAt).toBeLessThanOrEqual(Date.parse(now));
    expect(Math.abs((Date.parse(now) - knownAt) / 1000 - staleness_seconds)).toBeLessThan(0.2);
  });
});

describe("a committed change", () => {
  it("is seen by a tick, refreshed through the chain, and leaves no drift", async () => {
    await untilUnchanged();
    const [row] = await writer`
      update public.prospectos set etapa = 'ganado'
      where id = (select id from public.prospectos where etapa = 'nuevo' order by id limit 1) returning id`;
    expect((await drift()).different).toBe(1);
    expect(await untilSeen()).toBe("requested");
    await eventually("no drift", drift, ({ different }) => different === 0);
    expect(await drift()).toMatchObject({ complete: true, ...none });

    await writer`update public.prospectos set etapa = 'nuevo' where id = ${row?.id}`;
    await untilSeen();
    await untilUnchanged();
    expect(await drift()).toMatchObject(none);
  });

  it("is not vouched for while the session that made it keeps its statistics back", async () => {
    await untilUnchanged();
    // In a transaction a session reports nothing, not even what it committed before.
    await writer.unsafe(`
      begin; update public.ejecutivos set nombre = nombre || '!' where id = '${EJECUTIVO_ID}'; commit; begin`);
    try {
      const [row] = await sql`select clock_timestamp()::text as now`;
      expect(await tick()).toBe("unchanged");
      const { data_as_of, verified_at } = await status();
      const knownAt = Math.max(Date.parse(data_as_of), Date.parse(verified_at ?? data_as_of));
      expect(knownAt).toBeLessThan(Date.parse(row?.now));
    } finally {
      await writer.unsafe(`
        update public.ejecutivos set nombre = rtrim(nombre, '!') where id = '${EJECUTIVO_ID}'; commit`);
    }
    await untilSeen();
    await untilUnchanged();
    expect(await drift()).toMatchObject(none);
  });
});

describe("a change that was rolled back", () => {
  it("may cost a refresh, and is never shown", async () => {
    await untilUnchanged();
    await writer
      .begin(async (transaction) => {
        await transaction`update public.prospectos set etapa = 'perdido'`;
        throw new Error("rolled back");
      })
      .catch((error: Error) => expect(error.message).toBe("rolled back"));
    expect(await drift()).toMatchObject(none);
    await untilSeen();
    await untilUnchanged();
    expect(await drift()).toMatchObject(none);
  });
});

describe("drift by ejecutivo_id", () => {
  let reassignment: Reassignment;
  beforeAll(async () => {
    reassignment = await prepareReassignment(sql);
  });
  afterAll(() => reassignment.undo());

  it("says that one has 29 and sees 0, and after the refresh nothing", async () => {
    expect(await drift(VIEW, "ejecutivo_id")).toMatchObject({ ...none, groups: [], groups_left_out: 0 });

    await reassignment.reassign();
    const before = await drift(VIEW, "ejecutivo_id");
    expect(before).toMatchObject({
      view: VIEW,
      by: "ejecutivo_id",
      complete: true,
      missing: 0,
      extra: 0,
      different: 29,
    });
    expect(before.groups[0]).toEqual({
      value: EJECUTIVO_ID,
      defined: 29,
      shown: 0,
      missing: 29,
      extra: 0,
      different: 0,
    });
    const others = before.groups.slice(1) as { missing: number; extra: number }[];
    expect(others.reduce((sum, { extra }) => sum + extra, 0)).toBe(29);
    expect(others.every(({ missing }) => missing === 0)).toBe(true);

    expect((await call("POST", "/refresh", { body: {} })).status).toBe(200);
    expect(await drift(VIEW, "ejecutivo_id")).toMatchObject({ ...none, groups: [], groups_left_out: 0 });
  });
});

describe("a view that reads a view", () => {
  const UPSTREAM = "e2e.upstream";
  const DEPENDANT = "e2e.dependant";
  const drop = async (session: Sql) => {
    await session`
      select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view in (${UPSTREAM}, ${DEPENDANT})`;
    await session.unsafe("drop table if exists e2e.upstream_rows cascade");
  };

  beforeAll(async () => {
    await sql.unsafe("create schema if not exists e2e");
    await drop(sql);
    await sql.unsafe(`
      create table e2e.upstream_rows (id integer primary key, amount integer not null);
      insert into e2e.upstream_rows select number, number % 10 from generate_series(1, 100) as numbers (number);
      create materialized view ${UPSTREAM} as
        select amount, count(*) as rows from e2e.upstream_rows group by amount;
      create unique index on ${UPSTREAM} (amount);
      create view e2e.between as select * from ${UPSTREAM};
      create materialized view ${DEPENDANT} as select 1 as id, sum(rows) as rows from e2e.between;
      create unique index on ${DEPENDANT} (id)`);
    for (const view of [UPSTREAM, DEPENDANT]) {
      await sql`
        select dashboard_refresh.manage(${view}, schedule => ${NEVER}, path => 'edge', max_duty_cycle => 1)`;
      expect((await call("POST", "/refresh", { body: { view } })).status).toBe(200);
    }
  });
  afterAll(() => drop(sql));

  const lastRunOf = async (view: string) => (await status(view)).last_runs[0];
  const shown = async () =>
    Number((await sql.unsafe<[{ rows: string }]>(`select rows from ${DEPENDANT}`))[0].rows);

  it("is refreshed after it, through the Edge Function, with nobody calling anything", async () => {
    await sql`insert into e2e.upstream_rows values (101, 1)`;
    const { json: upstream } = await call("POST", "/refresh", { body: { view: UPSTREAM } });
    expect(upstream).toMatchObject({ status: "succeeded", caused_by: null });

    await eventually("the row in the dependant", shown, (rows) => rows === 101);
    const run = await eventually(
      "the dependant's run",
      () => lastRunOf(DEPENDANT),
      (last) => last.status !== "queued",
    );
    expect(run).toMatchObject({
      trigger: "cascade",
      path: "edge",
      status: "succeeded",
      caused_by: upstream.id,
      http_request_id: expect.any(Number),
    });
    expect(Date.parse(run.data_as_of)).toBeGreaterThanOrEqual(Date.parse(upstream.finished_at));
    expect(await drift(DEPENDANT)).toMatchObject({ complete: true, ...none });
  });

  it("is left alone when the refresh changed nothing", async () => {
    const before = await countRuns(DEPENDANT);
    const { json: upstream } = await call("POST", "/refresh", { body: { view: UPSTREAM } });
    expect(upstream).toMatchObject({ status: "succeeded", rows_inserted: 0, rows_deleted: 0 });
    expect(await countRuns(DEPENDANT)).toBe(before);
    await untilUnchanged(DEPENDANT);
  });

  it("is never fresher than what it reads", async () => {
    await sql`insert into e2e.upstream_rows values (102, 1)`;
    // Its own source, the view above it, has not changed; what that one shows is behind all the same.
    await untilUnchanged(DEPENDANT);
    const [above, below] = [await status(UPSTREAM), await status(DEPENDANT)];
    const until = ({ now, staleness_seconds }: { now: string; staleness_seconds: number }) =>
      Date.parse(now) - staleness_seconds * 1000;
    expect(until(below)).toBeLessThanOrEqual(until(above) + 200);
    expect(below.skip.sources).toEqual([UPSTREAM]);
  });
});

describe("PATCH of the settings", () => {
  const settings = { skip_unchanged: false, max_duty_cycle: 0.25, force_after: "2 hours" };

  it("takes all three, and they are in force", async () => {
    await untilUnchanged();
    const answer = await call("PATCH", "/reconfigure", { body: { view: VIEW, ...settings } });
    const { before } = answer.json;
    try {
      expect(answer.status).toBe(200);
      const after = { ...before, ...settings, force_after: "02:00:00" };
      expect(answer.json.after).toEqual(after);
      const { settings: told, skip } = await status();
      expect(told).toEqual(after);
      expect(skip).toMatchObject({ possible: false, reason: expect.stringContaining("skip_unchanged") });
      // Nothing changed, and it refreshes all the same, once its rest is over.
      expect(await untilSeen()).toMatch(/^(requested|paced)$/);
      await eventually(
        "a refresh",
        () => tick(),
        (outcome) => outcome === "requested",
        { everyMs: 200 },
      );
    } finally {
      const { skip_unchanged, max_duty_cycle, force_after } = before;
      await call("PATCH", "/reconfigure", {
        body: { view: VIEW, skip_unchanged, max_duty_cycle, force_after },
      });
    }
    await untilUnchanged();
    expect((await status()).settings).toEqual(before);
  });

  it.each([
    [{ max_duty_cycle: 0 }, "invalid_setting"],
    [{ max_duty_cycle: 1.01 }, "invalid_setting"],
    [{ max_duty_cycle: -0.5 }, "invalid_setting"],
    [{ max_duty_cycle: 1e300 }, "invalid_setting"],
    [{ max_duty_cycle: "1" }, "invalid_request"],
    [{ force_after: "59 seconds" }, "invalid_setting"],
    [{ force_after: "31 days" }, "invalid_setting"],
    [{ force_after: "never" }, "invalid_setting"],
    [{ force_after: 3600 }, "invalid_request"],
    [{ skip_unchanged: 0 }, "invalid_request"],
    [{ skip_unchanged: false, max_duty_cycle: 7 }, "invalid_setting"],
  ])("%j is refused and changes nothing", async (body, code) => {
    const state = async () => ({
      settings: (await status()).settings,
      changes: (await sql`select max(id) as id from dashboard_refresh.config_changes`)[0],
    });
    const before = await state();
    expect(await call("PATCH", "/reconfigure", { body })).toMatchObject({ status: 422, json: { code } });
    expect(await state()).toEqual(before);
  });
});

describe("a view that takes long to refresh", () => {
  it("rests afterwards as max_duty_cycle asks, and status says until when", async () => {
    const view = await createSlowView(sql, "paced", { skipUnchanged: true, maxDutyCycle: 0.05 });
    try {
      await view.setSeconds(1);
      expect((await call("POST", "/refresh", { body: { view: view.name } })).status).toBe(200);
      expect(await tick(view.name)).toBe("paced");
      const { problems, skip } = await status(view.name);
      expect(problems).toContainEqual({
        code: "held_back",
        message: expect.stringContaining("max_duty_cycle is 0.05"),
        hint: expect.any(String),
      });
      expect(skip).toMatchObject({ possible: false, reason: expect.stringMatching(/pg_sleep.*volatile/) });

      await call("PATCH", "/reconfigure", { body: { view: view.name, max_duty_cycle: 1 } });
      expect(await tick(view.name)).toBe("requested");
      await eventually(
        "the run final",
        () => status(view.name),
        ({ last_runs }) => last_runs[0].status === "succeeded",
      );
    } finally {
      await view.drop();
    }
  });
});

describe("a schedule that cannot keep the promise", () => {
  it("is a problem, with one that can for a hint", async () => {
    const { problems } = await status();
    expect(problems).toContainEqual({
      code: "schedule_too_slow",
      message: expect.stringContaining("max_staleness is 00:10:00"),
      hint: "Set schedule to */5 * * * *, or raise max_staleness.",
    });
  });
});
