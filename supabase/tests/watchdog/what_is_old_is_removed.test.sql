begin;
\ir ../support/fixture.psql
select plan(4);

select dashboard_refresh.tick('fixture.totals') \g /dev/null
delete from cron.job_run_details where true;
insert into cron.job_run_details (jobid, runid, command, status, start_time, end_time) values
  (1, 900000001, 'select dashboard_refresh.tick(''fixture.totals'')', 'succeeded', now(), now()),
  (1, 900000002, 'select dashboard_refresh.watchdog()', 'succeeded', now(), now()),
  (2, 900000003, 'select somebody_elses_job()', 'succeeded', now(), now());

select dashboard_refresh._retain(clock_timestamp() + interval '13 days') \g /dev/null
select is((select count(*) from dashboard_refresh.runs), 1::bigint, 'a run is kept for 14 days');
select is((select count(*) from cron.job_run_details), 3::bigint, 'so are the log rows of our jobs');

select dashboard_refresh._retain(clock_timestamp() + interval '14 days') \g /dev/null
select is_empty($$select from dashboard_refresh.runs$$, 'then it is removed');
select results_eq(
  $$select command from cron.job_run_details$$, $$values ('select somebody_elses_job()')$$,
  'and so are our log rows, and nobody else''s'
);

select * from finish();
rollback;
