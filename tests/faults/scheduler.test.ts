// The real scheduler, and a job that was taken from it by hand. These wait for the next full minute, side by side.
import type { Sql } from "postgres";
import { describe, expect, it } from "vitest";
import { eventually } from "../support/eventually.ts";
import { untilRefreshing } from "../support/slow-view.ts";
import { fault, type Scene } from "./support/fault.ts";

const EVERY_MINUTE = { schedule: "* * * * *" };
const UNTIL_NEXT_MINUTE = { deadlineMs: 70_000, everyMs: 200 };
/** pg_cron fires within a second of the minute. */
const FIRED_SECONDS = 2;

const job = async ({ sql, view }: Scene) =>
  (
    await sql`
      select jobid, schedule, command, active from cron.job
      where jobname = (select job_name from dashboard_refresh.views where view = ${view.name})`
  )[0];

/** Waits until pg_cron has passed a full minute. */
async function untilMinuteHasPassed({ sql }: Scene): Promise<void> {
  const [row] = await sql<[{ due: Date }]>`
    select date_trunc('minute', clock_timestamp()) + interval '1 minute' as due`;
  await eventually(
    "the next minute",
    async () => (await sql<[{ now: Date }]>`select clock_timestamp() as now`)[0].now,
    (now) => now.getTime() > row.due.getTime() + FIRED_SECONDS * 1000,
    UNTIL_NEXT_MINUTE,
  );
}

/** The watchdog's next look, a minute from now, would take what is only now under way beside us for overdue. */
async function watchdogLooks(scene: Scene): Promise<void> {
  await eventually(
    "the end of what was fired",
    () => scene.sql`
      select id::text from dashboard_refresh.runs where status = 'queued'
      union all
      select runid::text from cron.job_run_details as firing
      where status not in ('succeeded', 'failed')
        -- After a crash pg_cron ends in its log what was starting or running, and leaves what was connecting or sending as it
        -- was (MarkPendingRunsAsFailed). Of a job it runs one at a time, so one that a later one followed is such a leftover.
        and not exists (
          select from cron.job_run_details as later
          where later.jobid = firing.jobid and later.runid > firing.runid and later.status in ('succeeded', 'failed')
        )`,
    (unfinished) => unfinished.length === 0,
  );
  await scene.watchdogLooks();
}

type Tamper = (sql: Sql, jobId: number) => Promise<unknown>;

const TAMPERINGS: [string, string, Tamper][] = [
  ["unscheduled", "job_missing", (sql, id) => sql`select cron.unschedule(${id}::bigint)`],
  ["paused", "job_altered", (sql, id) => sql`select cron.alter_job(${id}, active => false)`],
  [
    "put on another schedule",
    "job_altered",
    (sql, id) => sql`select cron.alter_job(${id}, schedule => '0 0 29 2 *')`,
  ],
  [
    "given another command",
    "job_altered",
    (sql, id) => sql`select cron.alter_job(${id}, command => 'select 1')`,
  ],
];

describe.concurrent("a scheduler", () => {
  it("that fires makes a tick that goes through the function, and nobody has to step in", () =>
    fault(
      "none: pg_cron fires by itself",
      async (scene) => {
        await scene.view.addRow();
        scene.faultEnds();
        await scene.untilFresh(UNTIL_NEXT_MINUTE);
        expect((await scene.runs())[0]).toMatchObject({ trigger: "cron", path: "edge", status: "succeeded" });
      },
      EVERY_MINUTE,
    ));

  it.each(TAMPERINGS)(
    "whose job is %s by hand is replaced by the watchdog, and status says so",
    (how, code, tamper) =>
      fault(
        `job ${how} by hand`,
        async (scene) => {
          const { sql, view } = scene;
          // From here on the watchdog knows when the next tick is due.
          await scene.watchdogLooksAt("0 seconds");
          const before = await job(scene);
          await tamper(sql, before?.jobid);
          await view.addRow();
          await untilMinuteHasPassed(scene);
          scene.faultLasts();
          await watchdogLooks(scene);
          await scene.untilFresh();
          expect(await scene.runs()).toMatchObject([
            {
              trigger: "cron",
              status: "lost",
              error_message: expect.stringMatching(/^pg_cron did not fire/),
            },
            { trigger: "watchdog", path: "database", status: "succeeded" },
          ]);
          const [row] = await sql`select dashboard_refresh.status(${view.name}) as status`;
          const codes = row?.status.problems.map((problem: { code: string }) => problem.code);
          expect(codes).toEqual(expect.arrayContaining([code, "ticks_missing"]));

          await sql`select dashboard_refresh.reconfigure(${view.name}, '{"active": true}')`;
          const { schedule, command, active } = before ?? {};
          expect(await job(scene)).toMatchObject({ schedule, command, active });
        },
        EVERY_MINUTE,
      ),
  );

  it("whose tick dies takes its run with it, and the watchdog reads that from pg_cron's log", () =>
    fault(
      "backend of pg_cron's tick terminated",
      async (scene) => {
        await scene.view.setSeconds(3);
        await scene.view.addRow();
        const pid = await untilRefreshing(scene.sql, scene.view.name, UNTIL_NEXT_MINUTE);
        await scene.view.setSeconds(0);
        await scene.sql`select pg_terminate_backend(${pid})`;
        scene.faultEnds();
        const { jobid } = (await job(scene)) ?? {};
        await eventually(
          "pg_cron's word for it",
          () => scene.sql`
            select status from cron.job_run_details where jobid = ${jobid} order by runid desc limit 1`,
          ([row]) => row?.status === "failed",
        );
        await watchdogLooks(scene);
        await scene.untilFresh();
        expect(await scene.runs()).toMatchObject([
          {
            trigger: "cron",
            path: "database",
            status: "lost",
            error_message: expect.stringMatching(/^the tick failed/),
          },
          { trigger: "watchdog", path: "database", status: "succeeded" },
        ]);
      },
      { ...EVERY_MINUTE, path: "database" },
    ));
});
