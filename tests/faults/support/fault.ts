// One fault: a managed view of its own to suffer it, an observer that watches, and the ending that every fault must have.
import { setTimeout as sleep } from "node:timers/promises";
import type { Sql } from "postgres";
import { expect } from "vitest";
import { stackEnv } from "../../../stack/index.ts";
import { eventually } from "../../support/eventually.ts";
import { findSecrets } from "../../support/secrets.ts";
import { createSlowView, type SlowView } from "../../support/slow-view.ts";
import { connect, connectAsAdmin } from "../../support/stack.ts";
import { stackUnderTest } from "../../support/stack-under-test.ts";
import { watchdogAndRescues } from "../../support/watchdog.ts";
import { createClock } from "./clock.ts";
import { countOverlaps, describeLedger, type LedgerRun, readLedger } from "./ledger.ts";
import { observe } from "./observer.ts";
import { mendStack } from "./parts.ts";
import { record } from "./table.ts";

const LONGEST_SECONDS = 120;
const PLAY_DEADLINE_MS = 100_000;
/** The job is there, and does not fire while the test is the clock. */
const NEVER = "0 0 29 2 *";

type Patience = Parameters<typeof eventually>[3];

export interface Scene {
  sql: Sql;
  view: SlowView;
  /** The view's job fires, in the moment in which the fault strikes: no time passes. */
  tick: () => Promise<string>;
  /** A minute passes, and the view's job fires. */
  nextTick: () => Promise<string>;
  /** A minute passes, the watchdog looks, and the rescue jobs do what it leaves to them. */
  watchdogLooks: () => Promise<void>;
  /** The watchdog looks at a clock that is off by this interval; no time passes. */
  watchdogLooksAt: (offset: string) => Promise<void>;
  /** From here on the time until fresh is counted. */
  faultEnds: () => void;
  /** The same, for data that gets fresh while the fault lasts. */
  faultLasts: () => void;
  untilFresh: (patience?: Patience) => Promise<void>;
  runs: () => Promise<LedgerRun[]>;
  newestRun: () => Promise<LedgerRun>;
  /** Waits until no run of the view is queued, and answers the newest. */
  untilFinal: (patience?: Patience) => Promise<LedgerRun>;
  /** Drops, at the end, what the test made beside the view. */
  dropAfterwards: (what: string) => void;
  /** Secrets beside the stack's own that must not be found anywhere. */
  keepSecret: (secret: string) => void;
}

interface Options {
  path?: "auto" | "edge" | "database";
  /** For pg_cron itself to fire; never, unless given. */
  schedule?: string;
  skipUnchanged?: boolean;
}

/** Plays a fault, checks its ending, and adds its line to the table. `play` may answer what else was seen. */
export async function fault(
  name: string,
  // biome-ignore lint/suspicious/noConfusingVoidType: most have nothing to add
  play: (scene: Scene) => Promise<string | void>,
  { path = "edge", schedule = NEVER, skipUnchanged = false }: Options = {},
): Promise<void> {
  const sql = connect();
  const view = await createSlowView(sql, slug(name), { skipUnchanged });
  await sql`
    select dashboard_refresh.reconfigure(${view.name}, ${sql.json({ path, scheduled: true, schedule })})`;
  await setWatchdogActive(sql, false);
  const observer = observe(view.name);
  const clock = createClock();
  const secrets: Record<string, string> = stackEnv(stackUnderTest());
  const leftovers: string[] = [];
  let lasts = false;
  const line = (seen: string, seconds: number | null) =>
    record({ fault: `${name}${lasts ? " *" : ""}`, seen, seconds });

  const runs = () => readLedger(sql, view.name);
  const newest = async () => (await runs()).at(-1) as LedgerRun;
  const tick = async () =>
    (await sql`select dashboard_refresh.tick(${view.name}) as outcome`)[0]?.outcome as string;
  const scene: Scene = {
    sql,
    view,
    tick,
    nextTick: () => {
      clock.playMinute();
      return tick();
    },
    watchdogLooks: () => {
      clock.playMinute();
      return lookAsWatchdog(sql, "1 minute");
    },
    watchdogLooksAt: (offset) => lookAsWatchdog(sql, offset),
    faultEnds: clock.start,
    faultLasts: () => {
      lasts = true;
      clock.start();
    },
    untilFresh: async (patience) => {
      await eventually(`${view.name} fresh`, () => readDrift(sql, view.name), isNone, patience);
      clock.stop();
    },
    runs,
    newestRun: newest,
    untilFinal: async (patience) => {
      await eventually("no run queued", runs, (all) => all.every((run) => run.status !== "queued"), patience);
      return newest();
    },
    dropAfterwards: (what) => leftovers.push(what),
    keepSecret: (secret) => {
      secrets[`secret ${Object.keys(secrets).length}`] = secret;
    },
  };

  try {
    const remark = await within(PLAY_DEADLINE_MS, play(scene));
    await scene.untilFinal();
    const { samples, most } = await observer.stop();
    expect(samples).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(1);
    expect(await countOverlaps(sql, view.name)).toBe(0);
    expect(await readDrift(sql, view.name)).toMatchObject({ complete: true, ...NONE });
    await expectNoSecret(secrets);
    expect(clock.seconds()).toBeLessThanOrEqual(LONGEST_SECONDS);
    const seen = describeLedger(await runs());
    line(remark ? `${seen}; ${remark}` : seen, clock.seconds());
  } catch (error) {
    line(String(error).split("\n", 1)[0]?.slice(0, 100) ?? "", null);
    await mendStack();
    throw error;
  } finally {
    await observer.stop();
    await setWatchdogActive(sql, true);
    await view.drop();
    for (const what of leftovers) await sql.unsafe(`drop ${what} cascade`);
    // Sessions that a fault has ended never say goodbye.
    await sql.end({ timeout: 1 });
  }
}

async function expectNoSecret(secrets: Record<string, string>): Promise<void> {
  const admin = connectAsAdmin();
  const { found, searched } = await findSecrets(admin, stackUnderTest(), secrets, {
    everywhere: false,
  }).finally(() => admin.end());
  expect(found).toEqual([]);
  // A look into nothing would find nothing.
  expect(searched).toEqual(
    expect.arrayContaining([
      "dashboard_refresh.runs",
      "dashboard_refresh.alerts",
      "cron.job_run_details",
      "net.http_request_queue",
      "functions.log",
    ]),
  );
}

let lastLook: Promise<unknown> = Promise.resolve();

/** One after the other, as pg_cron calls it, also where tests wait side by side. */
function lookAsWatchdog(sql: Sql, offset: string): Promise<void> {
  const look = lastLook.then(async () => {
    await watchdogAndRescues(sql, offset);
  });
  lastLook = look.catch(() => {});
  return look;
}

/** pg_cron's own, and the rescue jobs: while the test is the clock, nobody else may look. */
async function setWatchdogActive(sql: Sql, active: boolean): Promise<void> {
  await sql`select cron.alter_job(jobid, active => ${active}) from cron.job where jobname ~ '^refresh-dashboard-'`;
}

/** A play that hangs fails here, where what it broke is still mended, and not by the runner's deadline. */
async function within<T>(deadlineMs: number, play: Promise<T>): Promise<T> {
  const late = new AbortController();
  const failure = sleep(deadlineMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`the fault was not over within ${deadlineMs / 1000} s`);
  });
  try {
    return await Promise.race([play, failure]);
  } finally {
    late.abort();
  }
}

const NONE = { missing: 0, extra: 0, different: 0 };

interface Drift {
  complete?: boolean;
  missing?: number;
  extra?: number;
  different?: number;
  sqlstate?: string;
}

const isNone = ({ complete, missing, extra, different }: Drift) =>
  complete === true && missing === 0 && extra === 0 && different === 0;

/** Where there is nothing to compare, or no server to ask, the error's code. */
const readDrift = (sql: Sql, view: string): Promise<Drift> =>
  sql`select dashboard_refresh.drift(${view}) as drift`.then(
    ([row]) => row?.drift,
    (error) => ({ sqlstate: error.code }),
  );

const slug = (name: string) =>
  `fault_${name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, 44)}`;
