begin;
\ir ../support/fixture.psql
select plan(6);

-- For twenty minutes nothing could be written. Where the jobs alone were read-only, pg_cron's log has their ticks.
select dashboard_refresh.tick('fixture.totals') \g /dev/null
insert into fixture.sales values ('eva', 1);
delete from dashboard_refresh.runs where true;
update dashboard_refresh.view_state
set data_as_of = now() - interval '20 minutes', verified_at = null, last_finished_at = now() - interval '20 minutes'
where true;
select pg_temp.ticks_are_due(now() - interval '5 minutes') \g /dev/null
insert into cron.job_run_details (jobid, runid, command, username, status, start_time, end_time, return_message)
select job.jobid, (select coalesce(max(runid), 0) + 1 from cron.job_run_details), job.command, current_user, 'succeeded',
  now() - interval '5 minutes', now() - interval '5 minutes', '1 row'
from cron.job
where job.jobname = 'refresh-totals';

select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select results_eq(
  'select trigger, status from dashboard_refresh.runs', $$values ('watchdog', 'succeeded')$$,
  'the first look afterwards has the view refreshed, though its tick has fired'
);
select isnt_empty($$select from fixture.totals where seller = 'eva'$$, 'the data is fresh again');
select is((select ticks_missed_since from dashboard_refresh.view_state), null, 'pg_cron is not blamed for it');
select results_eq(
  'select kind from dashboard_refresh.alerts order by created_at, id limit 1', $$values ('stale')$$,
  'an alert says that the promise was broken meanwhile'
);

select pg_temp.ticks_are_due('infinity') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '1 minute') \g /dev/null
select set_eq(
  'select kind from dashboard_refresh.alerts', $$values ('stale'), ('recovered')$$, 'and one that this is over'
);
select is((select count(*) from dashboard_refresh.runs), 1::bigint, 'nothing more is refreshed');

select * from finish();
rollback;
