begin;
\ir ../support/fixture.psql
select plan(5);

select dashboard_refresh.tick('fixture.totals') \g /dev/null
delete from cron.job_run_details where true;
insert into cron.job_run_details (jobid, runid, command, status, start_time, end_time) values
  (1, 900000001, 'select dashboard_refresh.tick(''fixture.totals'')', 'succeeded', now(), now()),
  (1, 900000002, 'call dashboard_refresh.watchdog()', 'failed', now(), now()),
  (2, 900000003, 'select somebody_elses_job()', 'succeeded', now(), now());

select dashboard_refresh._delete_expired(clock_timestamp() + interval '23 hours') \g /dev/null
select is((select count(*) from cron.job_run_details), 3::bigint, 'every log row is kept for a day');

select dashboard_refresh._delete_expired(clock_timestamp() + interval '13 days') \g /dev/null
select is((select count(*) from dashboard_refresh.runs), 1::bigint, 'a run is kept for 14 days');
select results_eq(
  $$select runid from cron.job_run_details order by runid$$, $$values (900000002::bigint), (900000003)$$,
  'the log rows of our jobs that failed are kept for 14 days'
);

select dashboard_refresh._delete_expired(clock_timestamp() + interval '14 days') \g /dev/null
select is_empty($$select from dashboard_refresh.runs$$, 'after 14 days a run is removed');
select results_eq(
  $$select command from cron.job_run_details$$, $$values ('select somebody_elses_job()')$$,
  'after 14 days our log rows are removed, and nobody else''s'
);

select * from finish();
rollback;
