// One lane's world: its schema, its sessions, and what the model knows: which transactions are open, which partitions
// and children there are, and every state the view's definition went through, with the time it was committed by.
import { env } from "../support/stack.ts";
import type { WriterName } from "./commands.ts";
import { WRITERS } from "./commands.ts";
import { schemaOf } from "./schema.ts";
import { openSession, type Session } from "./session.ts";

/** A statement of a writer, of DDL or of an observation gives up on a lock after this: histories are random. */
const LOCK_TIMEOUT_MS = 20;

export interface Writer {
  name: WriterName;
  /** 0 or 1: a writer's rows have ids of its own parity, so that writers do not wait for each other's rows. */
  parity: number;
  session: Session;
  open: boolean;
  /** True in a transaction that can only be rolled back, all or to a savepoint. */
  failed: boolean;
  savepoints: number;
}

/** The state of a writer without a transaction. */
export const IDLE = { open: false, failed: false, savepoints: 0 };

export interface State {
  /** Digest of what the view's definition gave. */
  digest: string;
  /** Seconds since 1970 by the server's clock: it was committed before this. */
  committedBefore: number;
}

export interface World {
  lane: number;
  schema: string;
  view: string;
  /** DDL, observations. */
  keeper: Session;
  /** Ticks, and nothing else. */
  ticker: Session;
  /** The superuser, for what the role postgres may not. */
  admin: Session;
  writers: Record<WriterName, Writer>;
  prepared: string[];
  partitions: { k: number; attached: boolean; nested: boolean }[];
  children: { index: number; joined: boolean }[];
  /** For names and keys that must be new. */
  counter: number;
  definition: string;
  states: State[];
  /** `shared.disturbances` before the last tick. */
  disturbancesBeforeTick: number;
  /** Where the next state was committed earlier than it will be observed: when. */
  nextStateBefore: number | undefined;
  /** True once a state was committed while a lock kept the definition from being read. */
  missedStates: boolean;
}

/** Resets the counters of a table, or of the whole database as `pg_stat_reset()` does. Only a superuser may. */
export const resetStatistics = (world: World, of: string) =>
  disturb(() =>
    world.admin.run(
      of === "all"
        ? "select pg_stat_reset()"
        : `select pg_stat_reset_single_table_counters('${of}'::regclass)`,
    ),
  );

/** Statistics and functions are of the whole database: when one lane touches them the others refresh once more, rightly. */
export const shared = { disturbances: 0, underWay: 0 };

/** Does what other lanes notice. While it is under way they cannot know whether their ticks have seen it already. */
export async function disturb(work: () => Promise<unknown>): Promise<void> {
  shared.underWay += 1;
  try {
    await work();
  } finally {
    shared.underWay -= 1;
    shared.disturbances += 1;
  }
}

/** Makes the lane's schema anew, opens its sessions and manages its view. */
export async function createWorld(lane: number): Promise<World> {
  const schema = `property_${lane}`;
  const view = `${schema}.shown`;
  const world: World = {
    lane,
    schema,
    view,
    ...(await openSessions(schema)),
    prepared: [],
    partitions: [],
    children: [],
    counter: 0,
    definition: "",
    states: [],
    disturbancesBeforeTick: 0,
    nextStateBefore: undefined,
    missedStates: false,
  };
  await resetWorld(world);
  return world;
}

async function openSessions(schema: string): Promise<Pick<World, "keeper" | "ticker" | "admin" | "writers">> {
  const url = env.SUPABASE_DB_URL;
  const keeper = await openSession(url, schema, LOCK_TIMEOUT_MS);
  const ticker = await openSession(url, schema, 0);
  const admin = await openSession(env.SUPABASE_ADMIN_DB_URL, schema, LOCK_TIMEOUT_MS);
  const writers = {} as World["writers"];
  for (const [parity, name] of WRITERS.entries()) writers[name] = await openWriter(schema, name, parity);
  return { keeper, ticker, admin, writers };
}

export async function openWriter(schema: string, name: WriterName, parity: number): Promise<Writer> {
  const session = await openSession(env.SUPABASE_DB_URL, schema, LOCK_TIMEOUT_MS);
  return { name, parity, session, ...IDLE };
}

/** After a crash: the old connections are dead, the new ones know of no transaction. */
export async function reopenSessions(world: World): Promise<void> {
  await closeSessions(world, 0);
  Object.assign(world, await openSessions(world.schema));
}

export async function closeSessions(world: World, graceSeconds = 5): Promise<void> {
  const sessions = [
    world.keeper,
    world.ticker,
    world.admin,
    ...Object.values(world.writers).map((writer) => writer.session),
  ];
  await Promise.allSettled(sessions.map((session) => session.close(graceSeconds)));
}

export async function dropWorld(world: World): Promise<void> {
  await endTransactions(world);
  await disturb(() =>
    world.keeper.run(`
      select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = '${world.view}';
      drop schema ${world.schema} cascade`),
  );
}

/** Those of this history, prepared ones of any: an aborted test run may have left some. */
async function endTransactions(world: World): Promise<void> {
  for (const writer of Object.values(world.writers)) {
    if (writer.open) await writer.session.run("rollback");
    Object.assign(writer, IDLE);
  }
  const left = await world.keeper.run(`select gid from pg_prepared_xacts where gid like '${world.schema} %'`);
  for (const { gid } of left) await world.keeper.run(`rollback prepared '${gid}'`);
}

/** The world as it was made, with sessions kept: each history begins here. */
export async function resetWorld(world: World): Promise<void> {
  await endTransactions(world);
  const { keeper, lane, schema, view } = world;
  await keeper.run("select pg_advisory_unlock_all()");
  // Lanes wait for each other here, rarely, on the registry's and the catalog's keys.
  await keeper.run("set lock_timeout = 0");
  await keeper.run(
    `select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = '${view}'`,
  );
  await disturb(() => keeper.run(schemaOf(lane, schema)));
  await keeper.run(`
    select dashboard_refresh.manage(
      '${view}', settings => '{
        "scheduled": false, "path": "database", "max_duty_cycle": 1, "failure_limit": 1000,
        "lock_timeout": "250 milliseconds"
      }'
    )`);
  await keeper.run(`set lock_timeout = ${LOCK_TIMEOUT_MS}`);
  Object.assign(world, {
    prepared: [],
    partitions: [
      { k: 1, attached: true, nested: false },
      { k: 2, attached: true, nested: true },
    ],
    children: [{ index: 1, joined: true }],
    counter: 10,
    states: [],
    disturbancesBeforeTick: 0,
    nextStateBefore: undefined,
    missedStates: false,
  } satisfies Partial<World>);
  // Or the keeper's own rows would be reported at some time later.
  await keeper.report();
  await redefine(world);
  await observe(world);
}

/** Reads the view's definition; to be called whenever it was made anew. */
export async function redefine(world: World): Promise<void> {
  const [row] = await world.keeper.run("select rtrim(pg_get_viewdef('shown'::regclass), ';') as definition");
  world.definition = row?.definition;
}

const digestOf = (from: string) =>
  `select extract(epoch from clock_timestamp())::float8 as now, md5(coalesce(string_agg(row_text, ';' order by row_text), '')) as digest
   from (select rows_read::text as row_text from ${from} as rows_read) as texts`;

/** Notes what the definition gives now, if that is something else than before. */
export async function observe(world: World): Promise<void> {
  const rows = await world.keeper.attempt(digestOf(`(${world.definition})`));
  if (rows === null) {
    world.missedStates = true;
    return;
  }
  const digest: string = rows[0]?.digest;
  const committedBefore = world.nextStateBefore ?? rows[0]?.now;
  world.nextStateBefore = undefined;
  if (digest !== world.states.at(-1)?.digest) world.states.push({ digest, committedBefore });
}

/** What the view shows; null where it has no data. */
export async function shownDigest(world: World): Promise<string | null> {
  const [view] = await world.ticker.run(
    "select relispopulated from pg_class where oid = to_regclass('shown')",
  );
  if (view?.relispopulated !== true) return null;
  return (await world.ticker.run(digestOf("shown")))[0]?.digest;
}

export async function serverTime(session: Session): Promise<number> {
  return (await session.run("select extract(epoch from clock_timestamp())::float8 as now"))[0]?.now;
}
