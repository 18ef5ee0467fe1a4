// What is measured of both trees: only calls that both have, and no look into tables that a tree may have changed.
import type { Sql } from "postgres";
import { eventually } from "../../tests/support/eventually.ts";
import { sleep } from "../support/clock.ts";
import { cpuSeconds } from "../support/cpu.ts";
import { createDemoCopy, STORY_EJECUTIVO } from "../support/demo-copy.ts";
import { openSession, type Session } from "../support/session.ts";
import { createPartitionedView, createTimedTick, timedTick } from "../support/timed-tick.ts";
import { manage } from "./manage.ts";
import { alternate, type OfBoth, ofBoth, type Side } from "./sides.ts";
import type { TreeEnv } from "./tree.ts";

const SOURCES = 5;
const WARM_TICKS = 300;
const TICKS_UNTIL_WARM = 20;
const NEW_SESSIONS = 60;
const CHAIN_TICKS = 30;
/** With the same of the other tree, more than the second that pg_net rests between batches. */
const CHAIN_PAUSE_MS = 800;
const REFRESHES = 100;
const REFRESHES_UNTIL_WARM = 6;

/** Managed, without a job: the benchmark is the clock. */
const BY_HAND = { scheduled: false, path: "database", max_duty_cycle: 1 };

export interface Timed {
  /** What the figure is about; by which clock, its name says. */
  ms: number;
  /** Of the session that did it. */
  cpuMs: number;
}

/** Prepares the view whose ticks skip; `schema bench` is there and empty. */
export async function createSkippingView(sql: Sql): Promise<string> {
  await createTimedTick(sql);
  const view = await createPartitionedView(sql, SOURCES);
  await manage(sql, view, BY_HAND);
  await tickSays(sql, view, "succeeded");
  return view;
}

/** In a session that stays, by the server's clock. */
export async function warmTicks(env: OfBoth<TreeEnv>, view: string): Promise<OfBoth<Timed[]>> {
  const sessions = await ofBoth((side) => openSession(env[side].SUPABASE_DB_URL, "tick"));
  const measured = await alternate(TICKS_UNTIL_WARM + WARM_TICKS, async (side) => {
    const { serverMs, cpuMs } = await timedTick(sessions[side], view);
    return { ms: serverMs, cpuMs };
  });
  await ofBoth((side) => sessions[side].end());
  return ofBoth(async (side) => measured[side].slice(TICKS_UNTIL_WARM));
}

export interface NewSessions {
  /** The tick alone, by the server's clock; CPU of the whole session, logging in included. */
  ticks: OfBoth<Timed[]>;
  /** From logging in to the answer, by the client's clock: with a tick, and with nothing asked for. */
  withTick: OfBoth<Timed[]>;
  empty: OfBoth<Timed[]>;
}

export async function newSessions(env: OfBoth<TreeEnv>, view: string): Promise<NewSessions> {
  const open = async (side: Side, work: (session: Session) => Promise<number>) => {
    const start = performance.now();
    const session = await openSession(env[side].SUPABASE_DB_URL, "new");
    const serverMs = await work(session);
    const ms = performance.now() - start;
    const cpuMs = cpuSeconds(session.pid) * 1000;
    await session.end();
    return { ms, serverMs, cpuMs };
  };
  const measured = await alternate(NEW_SESSIONS, async (side) => ({
    empty: await open(side, async () => 0),
    tick: await open(side, async (session) => (await timedTick(session, view)).serverMs),
  }));
  const pick = (of: (both: (typeof measured.here)[number]) => Timed) =>
    ofBoth(async (side) => measured[side].map(of));
  return {
    ticks: await pick(({ tick: { serverMs, cpuMs } }) => ({ ms: serverMs, cpuMs })),
    withTick: await pick(({ tick }) => tick),
    empty: await pick(({ empty }) => empty),
  };
}

/** From the run's row, written in the tick's transaction, to the start of its REFRESH, through pg_net and the function. */
export async function ticksToRefresh(sql: OfBoth<Sql>): Promise<OfBoth<number[]>> {
  const view = "bench.chain";
  await ofBoth(async (side) => {
    await sql[side].unsafe("create table bench.chain_rows (id integer primary key)");
    await sql[side].unsafe(`create materialized view ${view} as select id from bench.chain_rows`);
    await sql[side].unsafe(`create unique index on ${view} (id)`);
    await manage(sql[side], view, { ...BY_HAND, path: "edge", skip_unchanged: false });
  });
  const startedAfterMs = async (side: Side) => {
    await tickSays(sql[side], view, "requested");
    const run = await eventually(
      "the run final",
      async () =>
        (
          await sql[side]<{ ms: number; path: string; status: string }[]>`
            select extract(epoch from started_at - requested_at)::double precision * 1000 as ms, runs.path, status
            from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
            where view = ${view} order by requested_at desc limit 1`
        )[0],
      (row) => row !== undefined && row.status !== "queued",
    );
    if (run?.path !== "edge" || run.status !== "succeeded") {
      throw new Error(`a tick did not refresh through the function: ${JSON.stringify(run)}`);
    }
    await sleep(CHAIN_PAUSE_MS);
    return run.ms;
  };
  // The first pays for the isolate and the connections.
  await ofBoth(startedAfterMs);
  return alternate(CHAIN_TICKS, startedAfterMs);
}

export interface Refreshes {
  bare: OfBoth<Timed[]>;
  run: OfBoth<Timed[]>;
  /** Of the same round: run() less the REFRESH by hand. */
  beyond: OfBoth<Timed[]>;
}

/** `run()` of the demo's view and a REFRESH of its twin by hand, in turn, after the same change. */
export async function refreshes(env: OfBoth<TreeEnv>): Promise<Refreshes> {
  const sessions = await ofBoth((side) => openSession(env[side].SUPABASE_DB_URL, "refresh"));
  await ofBoth(async (side) => {
    const { sql } = sessions[side];
    await createDemoCopy(sql, ["bare", "managed"]);
    await manage(sql, "bench.managed", BY_HAND);
    // Parallel workers are processes of their own: without them all that a refresh costs is in this one.
    await sql`set max_parallel_workers_per_gather = 0`;
  });
  const bare = (session: Session) =>
    timed(session, () => session.sql.unsafe("refresh materialized view concurrently bench.bare"));
  const run = async (session: Session) => {
    const [{ id }] = await session.sql<
      [{ id: string }]
    >`select dashboard_refresh.request('bench.managed') as id`;
    let status = "";
    const time = await timed(session, async () => {
      const [row] = await session.sql<[{ status: string }]>`
        select dashboard_refresh.run(${id}) ->> 'status' as status`;
      status = row.status;
    });
    if (status !== "succeeded") throw new Error(`a run of bench.managed is ${status}`);
    return time;
  };
  const measured = await alternate(REFRESHES_UNTIL_WARM + REFRESHES, async (side, round) => {
    const session = sessions[side];
    await reassign(session.sql, round);
    // Which of the two is first changes as well, so that neither always finds the caches that the other has filled.
    if (round % 4 < 2) return { bare: await bare(session), run: await run(session) };
    const first = await run(session);
    return { bare: await bare(session), run: first };
  });
  await ofBoth((side) => sessions[side].end());
  const pick = (of: (both: (typeof measured.here)[number]) => Timed) =>
    ofBoth(async (side) => measured[side].slice(REFRESHES_UNTIL_WARM).map(of));
  return {
    bare: await pick((both) => both.bare),
    run: await pick((both) => both.run),
    beyond: await pick((both) => ({
      ms: both.run.ms - both.bare.ms,
      cpuMs: both.run.cpuMs - both.bare.cpuMs,
    })),
  };
}

async function timed({ pid }: Session, work: () => Promise<unknown>): Promise<Timed> {
  const cpuBefore = cpuSeconds(pid);
  const start = performance.now();
  await work();
  return { ms: performance.now() - start, cpuMs: (cpuSeconds(pid) - cpuBefore) * 1000 };
}

/** The story's change, the same in both trees: 29 prospects go to the ejecutivo, and those he had to others. */
async function reassign(sql: Sql, round: number): Promise<void> {
  await sql.unsafe(`
    update bench.prospectos
    set ejecutivo_id = (select id from bench.ejecutivos where id <> '${STORY_EJECUTIVO}' order by id limit 1)
    where ejecutivo_id = '${STORY_EJECUTIVO}'`);
  await sql.unsafe(`
    update bench.prospectos set ejecutivo_id = '${STORY_EJECUTIVO}'
    where id in (select id from bench.prospectos order by md5(id::text || '${round}') limit 29)`);
}

async function tickSays(sql: Sql, view: string, said: string): Promise<void> {
  const [row] = await sql<[{ said: string }]>`select dashboard_refresh.tick(${view}) as said`;
  if (row.said !== said) throw new Error(`a tick of ${view} said ${row.said}`);
}
