begin;
\ir ../support/fixture.psql
select plan(6);

insert into cron.job_run_details (jobid, runid, command, status, return_message, start_time, end_time)
select jobid, 900000001, command, 'failed', 'server restarted', clock_timestamp() + interval '1 second', clock_timestamp() + interval '2 seconds'
from cron.job
where jobname = 'refresh-totals';
insert into cron.job_run_details (jobid, runid, command, status, return_message, start_time, end_time)
values (4711, 900000002, 'select 1 / 0', 'failed', 'division by zero', clock_timestamp(), clock_timestamp());

select pg_temp.watchdog(clock_timestamp() + interval '1 minute') \g /dev/null

select results_eq(
  $$select status, error_message, cron_run_id from dashboard_refresh.runs where trigger = 'cron'$$,
  $$values ('lost', 'the tick failed: server restarted', 900000001::bigint)$$,
  'a tick that pg_cron logged as failed is a lost run, another job''s failure is not'
);
select is(
  (select status from dashboard_refresh.runs where trigger = 'watchdog'), 'succeeded', 'the watchdog refreshes in place of a failed tick'
);
select is(
  dashboard_refresh.status() -> 'last_24_hours' ->> 'lost', '1', 'status counts a failed tick as lost'
);

select pg_temp.watchdog(clock_timestamp() + interval '2 minutes') \g /dev/null
select is(
  (select count(*) from dashboard_refresh.runs where status = 'lost'), 1::bigint,
  'a failed tick is recorded once'
);

update cron.job_run_details set command = 'select dashboard_refresh.tick(''fixture.unknown'')' where runid = 900000001;
delete from dashboard_refresh.runs where true;
select lives_ok(
  $$select pg_temp.watchdog(clock_timestamp() + interval '3 minutes')$$,
  'a failed tick of a view that is no longer managed is nobody''s'
);
select is_empty($$select from dashboard_refresh.runs$$, 'a failed tick of a view that is not managed is not recorded');

select * from finish();
rollback;
