// What a tick that skips costs, by the number of sources: in a session that stays, and in a new one each time, which is
// what pg_cron makes for each run of a job.

import { atMost, printAims } from "./support/aims.ts";
import { dropBenchSchema, manageView } from "./support/demo-copy.ts";
import type { BenchEnv } from "./support/env.ts";
import { percentiles } from "./support/percentiles.ts";
import { describeMachine, writeJson } from "./support/results.ts";
import { openSession, type Session } from "./support/session.ts";
import {
  createPartitionedView,
  createTimedTick,
  type TickTime,
  timedRescue,
  timedTick,
  timedWatchdog,
} from "./support/timed-tick.ts";

const SOURCES = [5, 50, 500];
const WARM_TICKS = 300;
const TICKS_UNTIL_WARM = 20;
const NEW_SESSIONS = 40;
const AIM_MS = 1.5;

export async function benchTick(env: BenchEnv): Promise<void> {
  const setup = await openSession(env.SUPABASE_DB_URL, "setup");
  try {
    await dropBenchSchema(setup.sql);
    await setup.sql.unsafe("create schema bench");
    await createTimedTick(setup.sql);

    const figures: Record<string, ReturnType<typeof summarize>> = {};
    for (const sources of SOURCES) {
      console.log(`${sources} sources: ${WARM_TICKS} ticks in one session, ${NEW_SESSIONS} in new ones`);
      const view = await createPartitionedView(setup.sql, sources);
      await manageView(setup.sql, view);
      figures[`tick, ${sources} sources, session that stays`] = summarize(await warmTicks(env, view));
      figures[`tick, ${sources} sources, new session`] = summarize(
        await inNewSessions(env, (session) => timedTick(session, view)),
      );
    }
    figures["watchdog with nothing to do, new session"] = summarize(await inNewSessions(env, timedWatchdog));
    figures["rescue with nothing to do, new session"] = summarize(await inNewSessions(env, timedRescue));

    const warm = Object.values(figures)[0]?.serverMs ?? { p50: Number.NaN, p95: Number.NaN };
    const aims = [
      atMost(`median of a tick that skips, 5 sources, session that stays, ≤ ${AIM_MS} ms`, warm.p50, AIM_MS),
      atMost(`p95 of the same, ≤ ${AIM_MS} ms`, warm.p95, AIM_MS),
    ];
    print(figures);
    printAims(aims);
    writeJson("tick", { machine: await describeMachine(setup.sql), figures, aims });
  } finally {
    await dropBenchSchema(setup.sql);
    await setup.end();
  }
}

async function warmTicks(env: BenchEnv, view: string): Promise<TickTime[]> {
  const session = await openSession(env.SUPABASE_DB_URL, "tick");
  const times: TickTime[] = [];
  while (times.length < TICKS_UNTIL_WARM + WARM_TICKS) times.push(await timedTick(session, view));
  await session.end();
  return times.slice(TICKS_UNTIL_WARM);
}

async function inNewSessions(
  env: BenchEnv,
  timed: (session: Session) => Promise<TickTime>,
): Promise<TickTime[]> {
  const times: TickTime[] = [];
  while (times.length < NEW_SESSIONS) {
    const session = await openSession(env.SUPABASE_DB_URL, "tick");
    times.push(await timed(session));
    await session.end();
  }
  return times;
}

const summarize = (times: readonly TickTime[]) => ({
  serverMs: percentiles(
    times.map(({ serverMs }) => serverMs),
    2,
  ),
  cpuMs: percentiles(
    times.map(({ cpuMs }) => cpuMs),
    2,
  ),
});

function print(figures: Record<string, ReturnType<typeof summarize>>): void {
  const rows = Object.entries(figures).map(([name, { serverMs, cpuMs }], index) => [
    name,
    {
      "p50 (ms)": serverMs.p50,
      "p95 (ms)": serverMs.p95,
      aim: index === 0 ? `≤ ${AIM_MS}` : "",
      "CPU p50 (ms)": cpuMs.p50,
      "CPU p95 (ms)": cpuMs.p95,
    },
  ]);
  console.table(Object.fromEntries(rows));
}
