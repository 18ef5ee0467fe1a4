// The twelve commonest faults of docs/doctor.md, one table of them: how each is brought about, what a tool must say of it, and
// what the statement or the verb to be pasted cannot do by itself. What leads from fault to repair is tested for each tool:
// tests/e2e/twelve-faults.test.ts and tests/browser/twelve-faults.test.ts.
import type { Sql } from "postgres";
import { startPart, stopPart } from "../../stack/index.ts";
import { untilAnswers } from "../faults/support/parts.ts";
import { untilAnswered } from "../faults/support/pg-net.ts";
import { setVaultSecret } from "../faults/support/vault.ts";
import { eventually } from "./eventually.ts";
import { connect, env } from "./stack.ts";
import { stackUnderTest } from "./stack-under-test.ts";
import { rescueAll } from "./watchdog.ts";

export interface Scene {
  sql: Sql;
  view: string;
  /** The job fires, and what it asks for is done. */
  fire(): Promise<void>;
  /** Three hours pass without a refresh; the promise is of two. */
  grow(): Promise<void>;
  /** Puts back what is not the view's, at the end. */
  afterwards(undo: () => Promise<unknown>): void;
}

export interface Fault {
  /** The heading in docs/doctor.md. */
  title: string;
  /** Brings it about, as far as somebody notices that the dashboard is wrong. */
  strike(scene: Scene): Promise<void>;
  /** The check whose row leads to the repair. */
  check: string;
  /** What names it, in the doctor's finding. */
  found: RegExp;
  /** What mends it, in the doctor's row. */
  repair: RegExp;
  /** What the status of the view says of it: a problem and its hint. */
  cause: RegExp;
  hint: RegExp;
  /** The verb that mends it; otherwise the doctor's statement is pasted. */
  verb?(view: string): string[];
  /** What no tool can do: it is done first. */
  byHand?(scene: Scene): Promise<void>;
  /** True where the words of the repair are what `byHand` does, and there is nothing to paste. */
  isByHand?: boolean;
  /** True where the data is to be had only with the next firing after the repair. */
  needsFiring?: boolean;
  /** True for what breaks more than one view: alone, then. */
  isOfAll?: boolean;
  /** What the page says of it at first glance, in the view's row or in place of all. */
  glance: RegExp;
  /** The button that mends it, too. */
  button?: string;
  /** True where the function does not answer, so that one asks over SQL. */
  isWithoutFunction?: boolean;
}

const reconfigured = (settings: string) => new RegExp(`dashboard_refresh\\.reconfigure\\(.*${settings}`);
const SECRET = "refresh_dashboard_trigger_secret";
const OTHER_SECRET = `whsec_${Buffer.alloc(32, "other").toString("base64")}`;
const NO_FUNCTION_HINT = /npx refresh-dashboard deploy/;

export const TWELVE_FAULTS: Fault[] = [
  {
    title: "Paused and forgotten",
    strike: async ({ sql, view, grow }) => {
      await sql`select dashboard_refresh.reconfigure(${view}, '{"active": false, "pause_reason": "the import"}')`;
      await grow();
    },
    check: "view_paused",
    found: /It is paused by .*\(the import\)/,
    repair: reconfigured('"active": true'),
    cause: /paused.*the import/is,
    hint: /resume/i,
    verb: (view) => ["resume", view],
    button: "Resume",
    needsFiring: true,
    glance: /Paused by .*the import/,
  },
  {
    title: "The cron job is gone",
    strike: async ({ sql, view, grow }) => {
      await sql`select cron.unschedule(job_name) from dashboard_refresh.views where view = ${view}`;
      await grow();
    },
    check: "job_present",
    found: /The cron job .* is gone/,
    repair: reconfigured('"scheduled": true'),
    cause: /job_missing: The cron job .* is gone/,
    hint: /setting scheduled to true/,
    verb: (view) => ["set", view, "scheduled=true"],
    needsFiring: true,
    glance: /Its cron job is gone/,
  },
  {
    title: "The cron job was paused by hand",
    strike: async ({ sql, view, grow }) => {
      await sql`
        select cron.alter_job(job.jobid, active => false)
        from cron.job join dashboard_refresh.views on job_name = jobname where view = ${view}`;
      await grow();
    },
    check: "job_unchanged",
    found: /was changed by hand: it is paused/,
    repair: reconfigured('"schedule"'),
    cause: /job_altered: The cron job .* was changed by hand: it is paused/,
    hint: /through reconfigure/,
    verb: (view) => ["set", view, "active=true"],
    needsFiring: true,
    glance: /Its cron job was paused by hand/,
  },
  {
    title: "The schedule is too slow for the promise",
    strike: async ({ sql, view }) => {
      await sql`select dashboard_refresh.reconfigure(${view}, '{"max_staleness": "40 minutes"}')`;
      await age(sql, view, "50 minutes");
    },
    check: "view_promise",
    found: /Up to 01:00:00 pass between two firings/,
    repair: reconfigured('"schedule": "\\*/'),
    cause: /schedule_too_slow: Up to 01:00:00 pass/,
    hint: /Set schedule to \*\/\d+ \* \* \* \*/,
    verb: (view) => ["every", "15m", view],
    needsFiring: true,
    glance: /Older than its promise of 40 min/,
  },
  {
    title: "The query fails, until refreshes are suspended",
    strike: async ({ sql, view, fire }) => {
      await sql.unsafe(`update ${view}_rows set divisor = 0 where id = 1`);
      for (let failure = 0; failure < 3; failure += 1) await fire();
    },
    check: "view_suspended",
    found: /After 3 failures in a row its refreshes are suspended/,
    repair: reconfigured('"active": true'),
    cause: /last_run_failed: division by zero/,
    hint: /\S/,
    byHand: async ({ sql, view }) => {
      await sql.unsafe(`update ${view}_rows set divisor = 1 where id = 1`);
    },
    verb: (view) => ["resume", view],
    needsFiring: true,
    glance: /Stopped after 3 failures in a row: division by zero/,
  },
  {
    title: "An open transaction holds back what the view reads",
    strike: async ({ view, fire, afterwards, grow }) => {
      const holder = connect(1);
      const session = await holder.reserve();
      await session.unsafe(`begin; alter table ${view}_rows add column note text`);
      afterwards(() => holder.end({ timeout: 1 }).catch(() => {}));
      await grow();
      await fire();
    },
    check: "view_last_run",
    found: /lock timeout/,
    repair: /^select pg_terminate_backend\(\d+\);$/,
    cause: /last_run_failed: .*lock timeout/,
    hint: /select pg_terminate_backend\(\d+\);/,
    needsFiring: true,
    glance: /The last refresh failed: .*lock timeout/,
  },
  {
    title: "The view was dropped",
    strike: async ({ sql, view }) => {
      await sql.unsafe(`drop materialized view ${view}`);
    },
    check: "view_exists",
    found: /The materialized view .* does not exist/,
    repair: /^Create it; the next tick refreshes it/,
    cause: /view_missing: The materialized view .* does not exist/,
    hint: /Create it; the next tick refreshes it/,
    byHand: ({ sql, view }) => createView(sql, view),
    isByHand: true,
    needsFiring: true,
    glance: /The view does not exist any more/,
  },
  {
    title: "The view has no data",
    strike: async ({ sql, view }) => {
      await sql.unsafe(`refresh materialized view ${view} with no data`);
    },
    check: "view_populated",
    found: /has no data yet, and reading it is an error/,
    repair: /^refresh materialized view /,
    cause: /not_populated: .* has no data yet/,
    hint: /The next refresh fills it/,
    verb: (view) => ["refresh", view, "--wait"],
    button: "Refresh",
    glance: /It has no data yet/,
  },
  {
    title: "Another job refreshes it, too",
    strike: async ({ sql, view, afterwards }) => {
      const name = `old refresh of ${view}`;
      const command = `refresh materialized view ${view}`;
      await sql`select cron.schedule(${name}, '0 0 29 2 *', ${command})`;
      afterwards(() => sql`select cron.unschedule(jobid) from cron.job where jobname = ${name}`);
      await sql.unsafe(command);
    },
    check: "other_refreshers",
    found: /Other cron jobs refresh the view too: old refresh of /,
    repair: /cron\.(unschedule|alter_job)\(/,
    cause: /other_job: Other cron jobs refresh the view too: old refresh of /,
    hint: /cron\.(unschedule|alter_job)\(/,
    needsFiring: true,
    glance: /Something else has refreshed it/,
  },
  {
    title: "The Edge Function has another secret than Vault",
    strike: async ({ sql, view, afterwards }) => {
      const before = await setVaultSecret(sql, SECRET, OTHER_SECRET);
      afterwards(() => setVaultSecret(sql, SECRET, before));
      await loseRuns(sql, view);
    },
    isOfAll: true,
    check: "function_secret",
    found: /is not the secret in Vault/,
    repair: NO_FUNCTION_HINT,
    cause: /function_failing: The Edge Function lost the last 3 runs/,
    hint: /it answered 401\. The Edge Function has another secret than Vault: npx refresh-dashboard deploy/,
    // What the command does; that it does is the matter of tests/cli/deploy.test.ts.
    isByHand: true,
    byHand: async ({ sql }) => {
      await setVaultSecret(sql, SECRET, env.REFRESH_DASHBOARD_TRIGGER_SECRET);
    },
    glance: /The Edge Function loses its refreshes/,
  },
  {
    title: "The Edge Function is gone",
    strike: async ({ sql, view, afterwards }) => {
      await stopPart(stackUnderTest(), "functions");
      afterwards(async () => {
        await startPart(stackUnderTest(), "functions");
        await untilAnswers("functions");
      });
      await loseRuns(sql, view);
    },
    isOfAll: true,
    check: "view_function",
    found: /The Edge Function lost the last 3 runs/,
    repair: reconfigured('"path": "database"'),
    cause: /function_failing: The Edge Function lost the last 3 runs/,
    hint: NO_FUNCTION_HINT,
    isWithoutFunction: true,
    glance: /function.*npx refresh-dashboard deploy/is,
  },
  {
    title: "The database is read-only",
    strike: async ({ sql, grow, afterwards }) => {
      await grow();
      await sql`alter role postgres set default_transaction_read_only = on`;
      afterwards(() => sql`alter role postgres reset default_transaction_read_only`);
    },
    isOfAll: true,
    check: "read_only",
    found: /The database is read-only: default_transaction_read_only is on for /,
    repair: /alter role postgres reset default_transaction_read_only;/,
    cause: /read_only: The database is read-only/,
    hint: /alter role postgres reset default_transaction_read_only;/,
    needsFiring: true,
    glance: /The database is read-only/,
  },
];

export interface Struck extends Scene {
  /** Leaves all as it was found. */
  end(): Promise<void>;
}

/** A view that is fresh, brought into the fault. */
export async function strike(fault: Fault, place: string): Promise<Struck> {
  const sql = connect();
  const view = `e2e.${place}_${TWELVE_FAULTS.indexOf(fault) + 1}`;
  const undoings: (() => Promise<unknown>)[] = [];
  const scene: Struck = {
    sql,
    view,
    fire: async () => {
      await sql`select dashboard_refresh.run(dashboard_refresh.request(${view}, 'cron'))`;
    },
    grow: () => age(sql, view, "3 hours"),
    afterwards: (undo) => undoings.push(undo),
    end: async () => {
      for (const undo of undoings) await undo();
      await remove(sql, view);
      await sql.end({ timeout: 1 });
    },
  };
  try {
    await manageView(scene);
    await fault.strike(scene);
  } catch (error) {
    await scene.end();
    throw error;
  }
  return scene;
}

/** The same for as long as `during` takes. */
export async function withFault(
  fault: Fault,
  place: string,
  during: (scene: Scene) => Promise<void>,
): Promise<void> {
  const scene = await strike(fault, place);
  try {
    await during(scene);
  } finally {
    await scene.end();
  }
}

async function remove(sql: Sql, view: string): Promise<void> {
  await sql`select dashboard_refresh.unmanage(view) from dashboard_refresh.views where view = ${view}`;
  await sql.unsafe(`drop table if exists ${view}_rows cascade`);
}

const createView = async (sql: Sql, view: string): Promise<void> => {
  await sql.unsafe(`
    create materialized view ${view} as select id, 1 / divisor as share from ${view}_rows;
    create unique index on ${view} (id);
    analyze ${view}`);
};

async function manageView({ sql, view, fire }: Scene): Promise<void> {
  await sql.unsafe("create schema if not exists e2e");
  await remove(sql, view);
  await sql.unsafe(`
    create table ${view}_rows (id integer primary key, divisor integer not null);
    insert into ${view}_rows values (1, 1), (2, 1)`);
  await createView(sql, view);
  const [clock] = await sql`select (extract(minute from now())::integer + 30) % 60 as minute`;
  await sql`select dashboard_refresh.manage(${view}, settings => ${sql.json({
    // Half an hour away: nothing fires by itself while a test looks.
    schedule: `${clock?.minute} * * * *`,
    max_staleness: "2 hours",
    failure_limit: 3,
    lock_timeout: "200 milliseconds",
    max_duty_cycle: 1,
  })})`;
  await fire();
}

/** The data is so old, and nobody has looked at its sources since. */
async function age(sql: Sql, view: string, interval: string): Promise<void> {
  await sql`
    update dashboard_refresh.view_state set data_as_of = now() - ${interval}::interval, verified_at = null, fingerprint = null
    from dashboard_refresh.views where views.id = view_state.view_id and view = ${view}`;
}

/** Three firings whose requests the function does not take; the watchdog makes up for each. */
async function loseRuns(sql: Sql, view: string): Promise<void> {
  for (let loss = 0; loss < 3; loss += 1) {
    await sql.unsafe(`update ${view}_rows set divisor = divisor + 1`);
    await age(sql, view, "3 hours");
    await eventually(
      "a firing that sends a request",
      async () => (await sql`select dashboard_refresh.tick(${view}) as outcome`)[0]?.outcome,
      (outcome) => outcome === "requested",
    );
    const [sent] = await sql`
      select runs.id from dashboard_refresh.runs join dashboard_refresh.views on views.id = view_id
      where view = ${view} order by requested_at desc limit 1`;
    await untilAnswered(sql, sent?.id);
    await sql`call dashboard_refresh.watchdog(clock_timestamp() + interval '1 minute')`;
    await rescueAll(sql);
  }
  // By the watchdog's clock, which was ahead, they ended after the refreshes that made up for them.
  await sql`
    update dashboard_refresh.runs set finished_at = finished_at - interval '1 minute'
    from dashboard_refresh.views where views.id = view_id and view = ${view} and status = 'lost'`;
}
