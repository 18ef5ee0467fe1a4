// Managed views with a past: small, so that what is measured is what is known of them and not what they show.
import type { Sql } from "postgres";
import { dropBenchSchema } from "../support/demo-copy.ts";

/** As many as projects that have many use: what several views have in common is found out once. */
const SCHEDULES = ["*/5 * * * *", "*/2 * * * *", "0 * * * *", "0 6 * * *", "30 7 * * 1-5"];

/** Makes views that were refreshed just now, with so many runs of two weeks in the ledger of all of them. */
export async function makeViews(sql: Sql, views: number, runs: number): Promise<void> {
  await dropBenchSchema(sql);
  await sql.unsafe("create schema bench");
  for (let number = 1; number <= views; number += 1) {
    const view = `bench.view_${number}`;
    await sql.unsafe(`
      create table bench.rows_${number} (id integer primary key);
      insert into bench.rows_${number} select generate_series(1, 100);
      create materialized view ${view} as select id from bench.rows_${number};
      create unique index on ${view} (id)`);
    await sql`select dashboard_refresh.manage(${view}, ${SCHEDULES[number % SCHEDULES.length] ?? ""},
      settings => '{"path": "database"}')`;
  }
  await sql`
    insert into dashboard_refresh.runs (
      view_id, trigger, path, status, requested_at, started_at, finished_at, data_as_of, method, error_message, error_sqlstate
    )
    select
      views.id, 'cron', 'edge', outcome.status, requested.at, requested.at + interval '50 ms', requested.at + interval '1 s',
      case when outcome.status = 'succeeded' then requested.at end, 'concurrently',
      case when outcome.status = 'failed' then 'division by zero' end,
      case when outcome.status = 'failed' then '22012' end
    from generate_series(1, ${runs}::integer) as numbers (number)
    cross join lateral (
      select now() - interval '14 days' * (1 - numbers.number / ${runs}::double precision) - interval '1 minute' as at
    ) as requested
    cross join lateral (select case when numbers.number % 50 = 0 then 'failed' else 'succeeded' end as status) as outcome
    join (
      select id, row_number() over (order by id) - 1 as place from dashboard_refresh.views where schema_name = 'bench'
    ) as views on views.place = numbers.number % ${views}::integer`;
  // Reported before the refresh, and the catalogs with them: what ticks find from then on.
  await sql`select pg_stat_force_next_flush()`;
  await sql`
    select dashboard_refresh.run(dashboard_refresh.request(view)) from dashboard_refresh.views where schema_name = 'bench'`;
  await sql`analyze dashboard_refresh.runs`;
}
