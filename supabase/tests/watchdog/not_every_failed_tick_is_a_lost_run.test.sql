begin;
\ir ../support/fixture.psql
select plan(5);

delete from cron.job_run_details where true;
update dashboard_refresh.views set managed_at = now() - interval '3 days' where true;
create function pg_temp.log(run_id bigint, started timestamptz, ended timestamptz) returns void language sql as $$
  insert into cron.job_run_details (jobid, runid, command, status, return_message, start_time, end_time)
  select jobid, run_id, command, 'failed', 'x', started, ended from cron.job where jobname = 'refresh-totals'
$$;
create function pg_temp.recorded() returns bigint[] language sql as $$
  select array_agg(cron_run_id order by cron_run_id) from dashboard_refresh.runs where status = 'lost'
$$;

select pg_temp.log(900000001, now() - interval '25 hours', now() - interval '25 hours') \g /dev/null
select dashboard_refresh._record_failed_ticks(clock_timestamp()) \g /dev/null
select is(pg_temp.recorded(), null, 'a tick that failed more than a day ago is history');

-- pg_cron calls failed what it no longer watches: the tick of a job that was paused meanwhile goes on.
select pg_temp.log(900000002, now() - interval '10 minutes', now() - interval '5 minutes') \g /dev/null
insert into dashboard_refresh.runs (view_id, trigger, path, requested_at)
select id, 'cron', 'edge', now() - interval '9 minutes' from dashboard_refresh.views;
select dashboard_refresh._record_failed_ticks(clock_timestamp()) \g /dev/null
select is(pg_temp.recorded(), null, 'a tick that entered a run did its work, whatever pg_cron says');

select pg_temp.log(900000003, now() - interval '4 minutes', now() - interval '4 minutes') \g /dev/null
-- It has no times because it did not even start.
select pg_temp.log(900000004, null, null) \g /dev/null
select dashboard_refresh._record_failed_ticks(clock_timestamp()) \g /dev/null
select is(
  pg_temp.recorded(), array[900000003::bigint, 900000004],
  'a tick that entered none is a lost run, also one that never started'
);
select is(
  (select consecutive_failures from dashboard_refresh.view_state), 2, 'each of them is a failure of the view'
);

update dashboard_refresh.views set managed_at = now() where true;
delete from dashboard_refresh.runs where true;
delete from cron.job_run_details where runid = 900000004;
select dashboard_refresh._record_failed_ticks(clock_timestamp()) \g /dev/null
select is(pg_temp.recorded(), null, 'ticks from before the view was managed are nobody''s');

select * from finish();
rollback;
