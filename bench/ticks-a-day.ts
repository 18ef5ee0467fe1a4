// What days of ten-second ticks that skip leave behind, in rows and bytes: in the engine's own tables and in pg_cron's log.
import type { Sql } from "postgres";
import { eventually } from "../tests/support/eventually.ts";
import { createDemoCopy, dropBenchSchema, manageView } from "./support/demo-copy.ts";
import type { BenchEnv } from "./support/env.ts";
import { round } from "./support/percentiles.ts";
import { describeMachine, writeJson } from "./support/results.ts";
import { openSession } from "./support/session.ts";
import { createSimulatedCron, passHour, walBytes } from "./support/simulated-cron.ts";

const VIEW = "bench.dashboard";
/** Its job would put other sessions to work in the midst. */
const DEMO_VIEW = "public.mv_conversaciones_dashboard";
const DAYS = 3;
/** The third day shows the log alone: what ticks leave behind they have shown by then. */
const DAYS_OF_TICKS = 2;
const TICKS_PER_DAY = 8640;
const DAY_SECONDS = 86_400;
/** Five minutes, the time from checkpoint to checkpoint (checkpoint_timeout). */
const TICKS_PER_CHECKPOINT = 30;
const VERIFY_DEADLINE_MS = 90_000;

interface Sizes {
  runsRows: number;
  runsBytes: number;
  stateBytes: number;
  stateUpdates: number;
  stateHotUpdates: number;
  logRows: number;
  logBytes: number;
}

interface Day extends Sizes {
  ticksWalBytes: number;
  logWalBytes: number;
}

/** One session does it all: a second one at work would keep ticks from knowing that all is reported. */
export async function benchTicksADay(env: BenchEnv): Promise<void> {
  const setup = await openSession(env.SUPABASE_DB_URL, "setup");
  await createDemoCopy(setup.sql, ["dashboard"]);
  await manageView(setup.sql, VIEW);
  await setup.sql`select dashboard_refresh.reconfigure(${DEMO_VIEW}, '{"active": false}')`;
  await setup.end();
  const session = await openSession(env.SUPABASE_ADMIN_DB_URL, "cron");
  const { sql } = session;
  try {
    await createSimulatedCron(sql);
    // Which WAL is written is the same, and nobody waits for the disk 50,000 times.
    await sql`set synchronous_commit = off`;
    await untilTicksVerify(sql);
    const before = await readSizes(sql);
    const firstEpochSeconds = Math.floor(Date.now() / 1000) - DAYS * DAY_SECONDS;
    const days: Day[] = [];

    for (let day = 0; day < DAYS; day += 1) {
      const hasTicks = day < DAYS_OF_TICKS;
      let ticksWalBytes = 0;
      let logWalBytes = 0;
      console.log(`day ${day + 1}: ${hasTicks ? `${TICKS_PER_DAY} ticks and ` : ""}pg_cron's log of as many`);
      for (let tick = 0; tick < TICKS_PER_DAY; tick += TICKS_PER_CHECKPOINT) {
        const epochSeconds = firstEpochSeconds + day * DAY_SECONDS + tick * 10;
        if (hasTicks) ticksWalBytes += await walBytes(sql, () => callTicks(sql));
        logWalBytes += await walBytes(
          sql,
          () =>
            sql`call bench.log(${VIEW}, ${TICKS_PER_CHECKPOINT}, to_timestamp(${epochSeconds}::double precision))`,
        );
        await sql`checkpoint`;
        if (tick % 360 === 0) await passHour(sql, epochSeconds);
      }
      days.push({ ...(await readSizes(sql)), ticksWalBytes, logWalBytes });
    }

    print(before, days);
    writeJson("ticks-a-day", { machine: await describeMachine(sql), ticksADay: TICKS_PER_DAY, before, days });
  } finally {
    await sql`delete from cron.job_run_details where command = dashboard_refresh._tick_command(${VIEW}) or job_pid = 4711`;
    await sql`set role postgres`;
    await sql`select dashboard_refresh.reconfigure(${DEMO_VIEW}, '{"active": true}')`;
    await dropBenchSchema(sql);
    await session.end();
  }
}

/** Just after the start others were at work within the last seconds, so a tick would know nothing to write down. */
const untilTicksVerify = (sql: Sql) =>
  eventually(
    "a tick verifies the view",
    async () => {
      await callTicks(sql);
      const [view] = await sql<[{ isVerified: boolean | null }]>`
        select verified_at > data_as_of as "isVerified"
        from dashboard_refresh.view_state join dashboard_refresh.views on views.id = view_id where view = ${VIEW}`;
      return view.isVerified;
    },
    (isVerified) => isVerified === true,
    { deadlineMs: VERIFY_DEADLINE_MS },
  );

async function callTicks(sql: Sql): Promise<void> {
  // As the owner of the jobs.
  await sql`set role postgres`;
  await sql`call bench.tick(${VIEW}, ${TICKS_PER_CHECKPOINT})`;
  await sql`reset role`;
}

async function readSizes(sql: Sql) {
  await sql`select pg_stat_force_next_flush()`;
  const [row] = await sql<[Sizes]>`
    select
      (select count(*)::integer from dashboard_refresh.runs) as "runsRows",
      pg_total_relation_size('dashboard_refresh.runs')::integer as "runsBytes",
      pg_relation_size('dashboard_refresh.view_state')::integer as "stateBytes",
      pg_stat_get_tuples_updated('dashboard_refresh.view_state'::regclass)::integer as "stateUpdates",
      pg_stat_get_tuples_hot_updated('dashboard_refresh.view_state'::regclass)::integer as "stateHotUpdates",
      (select count(*)::integer from cron.job_run_details) as "logRows",
      pg_total_relation_size('cron.job_run_details')::integer as "logBytes"`;
  return row;
}

function print(before: Sizes, days: readonly Day[]): void {
  const kib = (bytes: number) => round(bytes / 1024, 0);
  const asIs = (value: number) => value;
  const row = (name: keyof Day, unit: (value: number) => number) =>
    Object.fromEntries(
      [before, ...days].map((sizes, day) => [
        day === 0 ? "before" : `day ${day}`,
        unit((sizes as Day)[name] ?? 0),
      ]),
    );
  console.table({
    "runs, rows": row("runsRows", asIs),
    "runs with indexes, KiB": row("runsBytes", kib),
    "view_state, KiB": row("stateBytes", kib),
    "view_state, updates so far": row("stateUpdates", asIs),
    "  of them heap-only": row("stateHotUpdates", asIs),
    "cron.job_run_details, rows (two jobs)": row("logRows", asIs),
    "cron.job_run_details with its index, KiB": row("logBytes", kib),
    "WAL of the day by ticks, KiB": row("ticksWalBytes", kib),
    "WAL of the day by pg_cron's log, KiB": row("logWalBytes", kib),
  });
}
