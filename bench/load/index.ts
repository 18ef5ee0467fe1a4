// An hour of ticks for 50 managed views, as fast as all runs end: does every run end, and does nothing grow?

import { dropBenchSchema } from "../support/demo-copy.ts";
import type { BenchEnv } from "../support/env.ts";
import { describeMachine, writeJson } from "../support/results.ts";
import { openSession, openSessions, type Session } from "../support/session.ts";
import { createSimulatedCron } from "../support/simulated-cron.ts";
import { createTimedTick, timedRescue, timedWatchdog } from "../support/timed-tick.ts";
import { readLedger } from "./ledger.ts";
import { partPids } from "./memory.ts";
import { createLogMinute, type LoadSessions, passMinutes, tickAll, untilFinal } from "./minutes.ts";
import { judge, printLoad, summarize } from "./report.ts";
import { countAnswersKeptTooLong, passTwoWeeks, readVacuumedTables } from "./tables.ts";
import { takeClock } from "./take-clock.ts";
import {
  countDrift,
  createSources,
  LOAD_VIEWS,
  manageLoadViews,
  mendFailingView,
  WELL_VIEWS,
} from "./views.ts";

const MINUTES = 60;
const MINUTES_AFTER_RETENTION = 10;
const TICK_SESSIONS = 8;
const WATCHDOG_CALLS = 60;
const WATCHDOG_CALLS_UNTIL_WARM = 5;

export async function benchLoad(env: BenchEnv): Promise<void> {
  const sessions = await openAll(env);
  const { sql } = sessions.writer;
  await dropBenchSchema(sql);
  const watchdogOneView = await watchdogOfDemo(sessions.watchdog);
  const giveClockBack = await takeClock(sql);
  try {
    const summary = summarize({ ...(await measure(sessions)), watchdogOneView });
    const aims = judge(summary);
    printLoad(summary, aims);
    writeJson("load", { machine: await describeMachine(sql), ...summary, aims });
  } finally {
    await dropBenchSchema(sql);
    await giveClockBack();
    await Promise.all(allOf(sessions).map((session) => session.end()));
  }
}

async function measure(sessions: LoadSessions) {
  const { sql } = sessions.writer;
  const admin = sessions.admin.sql;
  await sql.unsafe("create schema bench");
  await createTimedTick(sql);
  await createSimulatedCron(admin);
  await createLogMinute(admin);
  // The disk of this machine is not what is measured, and pg_cron's log commits five times a firing.
  await admin`set synchronous_commit = off`;

  await createSources(sql);
  await manageLoadViews(sql, LOAD_VIEWS);

  console.log(`${MINUTES} minutes of ticks for ${LOAD_VIEWS.length} views`);
  const pids = await partPids();
  const since = new Date();
  const hour = await passMinutes(sessions, 1, MINUTES);
  const driftAfterHour = await countDrift(sql, WELL_VIEWS);
  const ledger = await readLedger(admin, since);

  // Now all are well.
  await mendFailingView(sql);
  await tickAll(sessions.ticks, 0);
  await untilFinal(admin, "none excepted");
  const watchdogAllViews = await watchdogCalls(sessions.watchdog);
  const rescueAllViews = await rescueCalls(sessions.watchdog);
  const tablesAfterHour = await readVacuumedTables(admin);

  console.log(`two weeks pass, then ${MINUTES_AFTER_RETENTION} minutes of ticks`);
  await passTwoWeeks(admin);
  const tablesAfterRetention = await readVacuumedTables(admin);
  await passMinutes(sessions, MINUTES + 1, MINUTES_AFTER_RETENTION);
  return {
    views: LOAD_VIEWS.length,
    minutes: MINUTES,
    tickSessions: TICK_SESSIONS,
    hour,
    ledger,
    watchdogAllViews,
    rescueAllViews,
    tables: {
      afterHour: tablesAfterHour,
      afterRetention: tablesAfterRetention,
      afterSecondRound: await readVacuumedTables(admin),
    },
    driftRows: { afterHour: driftAfterHour, atEnd: await countDrift(sql, LOAD_VIEWS) },
    answersKeptTooLong: await countAnswersKeptTooLong(admin),
    arePartsTheSame: JSON.stringify(pids) === JSON.stringify(await partPids()),
  };
}

/** The demo's view is then the only one that is managed. */
async function watchdogOfDemo(session: Session): Promise<number[]> {
  await session.sql`select dashboard_refresh.run(${await requestDemo(session)})`;
  return watchdogCalls(session);
}

async function requestDemo({ sql }: Session): Promise<string> {
  const [row] = await sql<[{ id: string }]>`select dashboard_refresh.request() as id`;
  return row.id;
}

/** Milliseconds of calls that find nothing to do, in a session that stays. */
async function watchdogCalls(session: Session): Promise<number[]> {
  const timesMs: number[] = [];
  while (timesMs.length < WATCHDOG_CALLS_UNTIL_WARM + WATCHDOG_CALLS) {
    timesMs.push((await timedWatchdog(session)).serverMs);
  }
  return timesMs.slice(WATCHDOG_CALLS_UNTIL_WARM);
}

/** The same of a rescue job. */
async function rescueCalls(session: Session): Promise<number[]> {
  const timesMs: number[] = [];
  while (timesMs.length < WATCHDOG_CALLS_UNTIL_WARM + WATCHDOG_CALLS) {
    timesMs.push((await timedRescue(session)).serverMs);
  }
  return timesMs.slice(WATCHDOG_CALLS_UNTIL_WARM);
}

async function openAll(env: BenchEnv): Promise<LoadSessions> {
  return {
    writer: await openSession(env.SUPABASE_DB_URL, "writer"),
    admin: await openSession(env.SUPABASE_ADMIN_DB_URL, "admin"),
    watchdog: await openSession(env.SUPABASE_DB_URL, "watchdog"),
    ticks: await openSessions(env.SUPABASE_DB_URL, "tick", TICK_SESSIONS),
  };
}

const allOf = ({ writer, admin, watchdog, ticks }: LoadSessions): Session[] => [
  writer,
  admin,
  watchdog,
  ...ticks,
];
