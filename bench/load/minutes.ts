// Minutes of the load, one after the other as fast as all runs end: writes, a tick for each view, the watchdog.
import type { Sql } from "postgres";
import { pollUntil } from "../../stack/index.ts";
import type { Session } from "../support/session.ts";
import { timedRescue, timedWatchdog } from "../support/timed-tick.ts";
import { type Memory, readMemory } from "./memory.ts";
import { readTables, type TableSizes } from "./tables.ts";
import { LOAD_VIEWS, writeToSources } from "./views.ts";

const SAMPLE_EVERY_MINUTES = 2;
const SETTLE_DEADLINE_MS = 60_000;

export interface LoadSessions {
  writer: Session;
  /** As the superuser, for what pg_cron and pg_net own. */
  admin: Session;
  watchdog: Session;
  /** Jobs that fire in the same second are at work at the same time. */
  ticks: readonly Session[];
}

export interface Tick {
  said: string;
  serverMs: number;
}

export interface Sample {
  minute: number;
  memory: Memory;
  tables: TableSizes;
}

export interface Minutes {
  seconds: number;
  ticks: Tick[];
  watchdogMs: number[];
  samples: Sample[];
}

export async function passMinutes(sessions: LoadSessions, first: number, count: number): Promise<Minutes> {
  const start = performance.now();
  const passed: Minutes = { seconds: 0, ticks: [], watchdogMs: [], samples: [] };
  for (let minute = first; minute < first + count; minute += 1) {
    await writeToSources(sessions.writer.sql, minute);
    passed.ticks.push(...(await tickAll(sessions.ticks, minute)));
    await untilFinal(sessions.admin.sql, "but those that wait for the watchdog");
    await logMinute(sessions.admin.sql);
    passed.watchdogMs.push((await timedWatchdog(sessions.watchdog)).serverMs);
    await rescueAll(sessions.watchdog);
    await untilFinal(sessions.admin.sql, "none excepted");
    if ((minute - first + 1) % SAMPLE_EVERY_MINUTES === 0) {
      passed.samples.push({
        minute,
        memory: await readMemory(),
        tables: await readTables(sessions.admin.sql),
      });
    }
  }
  passed.seconds = (performance.now() - start) / 1000;
  return passed;
}

/** As the rescue jobs would, but one after the other. */
async function rescueAll(session: Session): Promise<void> {
  while ((await timedRescue(session)).refreshed > 0);
}

/** Each session takes the next view when it is done with one. */
export async function tickAll(sessions: readonly Session[], minute: number): Promise<Tick[]> {
  // Jobs of the same second come in no order.
  const offset = (minute * 7) % LOAD_VIEWS.length;
  const waiting = [...LOAD_VIEWS.slice(offset), ...LOAD_VIEWS.slice(0, offset)];
  const ticks: Tick[] = [];
  await Promise.all(
    sessions.map(async ({ sql }) => {
      for (let view = waiting.shift(); view !== undefined; view = waiting.shift()) {
        const [tick] = await sql<[Tick]>`
          select said, server_ms as "serverMs" from bench.timed_tick(${view.name})`;
        ticks.push(tick);
      }
    }),
  );
  return ticks;
}

export function untilFinal(
  sql: Sql,
  except: "but those that wait for the watchdog" | "none excepted",
): Promise<void> {
  return pollUntil(
    "the end of all runs",
    async () => {
      const [row] = await sql<[{ queued: number; views: string | null }]>`
        select count(*)::integer as queued, string_agg(view, ', ') as views
        from dashboard_refresh.runs
        join dashboard_refresh.views on views.id = runs.view_id
        where runs.status = 'queued'
          and (${except === "none excepted"} or (runs.trigger, runs.path) <> ('cascade', 'database'))`;
      return row.queued === 0 ? undefined : `${row.queued} queued: ${row.views}`;
    },
    { deadlineMs: SETTLE_DEADLINE_MS, everyMs: 20 },
  );
}

/** In schema bench, beside the simulated pg_cron. */
export async function createLogMinute(admin: Sql): Promise<void> {
  await admin.unsafe(`
    create procedure bench.log_minute() language plpgsql as $$
    declare
      v_view text;
      v_command text;
    begin
      for v_view in select view from dashboard_refresh.views where schema_name = 'bench' loop
        call bench.log_firing(dashboard_refresh._tick_command(v_view), clock_timestamp());
      end loop;
      for v_command in select command from dashboard_refresh._standing_jobs() loop
        call bench.log_firing(v_command, clock_timestamp());
      end loop;
    end;
    $$`);
}

const logMinute = (admin: Sql) => admin.unsafe("call bench.log_minute()");
