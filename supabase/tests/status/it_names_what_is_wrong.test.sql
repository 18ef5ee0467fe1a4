begin;
\ir ../support/fixture.psql
select plan(17);

create function pg_temp.problems() returns text[] language sql as $$
  select coalesce(array_agg(problem ->> 'code' order by problem ->> 'code'), '{}')
  from json_array_elements(dashboard_refresh.status() -> 'problems') as problems (problem)
$$;

select is(pg_temp.problems(), '{}', 'where all is well there is no problem');

select dashboard_refresh.reconfigure(settings => '{"schedule": "*/30 * * * *"}') \g /dev/null
select is(pg_temp.problems(), '{schedule_too_slow}', 'a schedule that is slower than the promise is a problem');
select dashboard_refresh.reconfigure(settings => '{"schedule": "*/5 * * * *"}') \g /dev/null

savepoint clean;
drop index fixture.totals_seller_idx;
select is(pg_temp.problems(), '{no_unique_index}', 'a view without an index for a concurrent refresh has a problem');
rollback to clean;

refresh materialized view fixture.totals with no data;
select is(pg_temp.problems(), '{not_populated}', 'a view without data has a problem');
rollback to clean;

drop materialized view fixture.totals;
select is(pg_temp.problems(), '{view_missing}', 'a view that does not exist is a problem');
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is(pg_temp.problems(), '{last_run_failed,view_missing}', 'a failed run is a problem');
rollback to clean;

drop materialized view fixture.totals;
create view fixture.totals as select 1 as one;
select is(pg_temp.problems(), '{not_a_materialized_view}', 'something else under the name of the view is a problem');
rollback to clean;

select cron.unschedule('refresh-totals') \g /dev/null
select is(pg_temp.problems(), '{job_missing}', 'a job that is gone is a problem');
rollback to clean;

select cron.alter_job(jobid, active => false) from cron.job where jobname = 'refresh-totals' \g /dev/null
select is(pg_temp.problems(), '{job_altered}', 'a job that was changed by hand is a problem');
select is(
  dashboard_refresh.status() -> 'job' ->> 'active', 'false', 'status shows the job as it is, not as it should be'
);
rollback to clean;

select cron.unschedule('refresh-dashboard-watchdog') \g /dev/null
select is(pg_temp.problems(), '{watchdog_missing}', 'a watchdog that is gone is a problem');
rollback to clean;

insert into cron.job_run_details (jobid, runid, command, status, return_message, start_time)
values (1, 900000001, 'call dashboard_refresh.watchdog()', 'failed', 'out of memory', now());
select is(pg_temp.problems(), '{watchdog_failing}', 'a watchdog that fails is a problem');
rollback to clean;

insert into cron.job_run_details (jobid, runid, command, status, start_time)
values (1, 900000001, 'call dashboard_refresh.watchdog()', 'succeeded', now());
select is(
  (
    select array_agg(problem ->> 'code')
    from json_array_elements(dashboard_refresh.status(at => now() + interval '4 minutes') -> 'problems') as p (problem)
  ),
  '{cron_stalled}', 'a scheduler that fires nothing is a problem'
);
rollback to clean;

select cron.schedule('old', '* * * * *', 'refresh materialized view fixture.totals') \g /dev/null
select is(pg_temp.problems(), '{other_job}', 'another job that refreshes the view is a problem');
rollback to clean;

delete from vault.secrets where name in ('project_url', 'refresh_dashboard_trigger_secret');
select dashboard_refresh.reconfigure(settings => '{"path": "edge", "max_duration": "30 seconds"}') \g /dev/null
select is(pg_temp.problems(), '{no_edge_function}', 'an Edge Function that is not configured is a problem');
select dashboard_refresh.reconfigure(settings => '{"max_duration": "2 minutes"}') \g /dev/null
select is(
  pg_temp.problems(), '{max_duration_unreachable,no_edge_function}',
  'a max_duration longer than the API allows is a problem'
);

select is_empty(
  $$
    select problem
    from json_array_elements(dashboard_refresh.status() -> 'problems') as problems (problem)
    where coalesce(problem ->> 'message', '') = '' or coalesce(problem ->> 'hint', '') = ''
  $$,
  'each problem has a message and a hint'
);

select * from finish();
rollback;
