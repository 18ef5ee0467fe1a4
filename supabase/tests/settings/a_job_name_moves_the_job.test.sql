begin;
\ir ../support/fixture.psql
select plan(10);

create function pg_temp.jobs() returns setof text language sql as $$
  select jobname || ' ' || schedule from cron.job where command = 'set statement_timeout = 0; select dashboard_refresh.tick(''fixture.totals'')'
$$;

create temporary table answer as select dashboard_refresh.reconfigure(settings => '{"job_name": "sales"}') as it;
select results_eq(
  $$select it #>> '{before,job_name}', it #>> '{after,job_name}' from answer$$, $$values ('refresh-totals', 'sales')$$,
  'reconfigure takes the name of the job as a setting like any other'
);
select results_eq('select pg_temp.jobs()', array['sales */5 * * * *'], 'the job has the new name, and there is one');
select is(dashboard_refresh.status() #>> '{job,name}', 'sales', 'status shows the job');
select is(
  (dashboard_refresh.status() -> 'problems')::jsonb, '[]', 'a job that was renamed through its setting is no problem'
);

select dashboard_refresh.reconfigure(settings => '{"job_name": "sales 2 ''%"}') \g /dev/null
select results_eq('select pg_temp.jobs()', array['sales 2 ''% */5 * * * *'], 'a name may hold blanks and quotes');

select cron.schedule('nightly', '0 3 * * *', 'vacuum fixture.sales') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.reconfigure(settings => '{"job_name": "nightly"}')$$,
  'DR009', 'the cron job ''nightly'' belongs to something else', 'a job of something else is not taken'
);
select throws_ok(
  $$select dashboard_refresh.reconfigure(settings => '{"job_name": "refresh-dashboard-watchdog"}')$$,
  'DR009', null, 'the job of the watchdog is not taken'
);
select results_eq(
  $$select command from cron.job where jobname in ('nightly', 'refresh-dashboard-watchdog') order by jobname$$,
  $$values ('vacuum fixture.sales'), ('call dashboard_refresh.watchdog()')$$,
  'jobs that were not taken are as they were'
);
select results_eq(
  'select pg_temp.jobs()', array['sales 2 ''% */5 * * * *'],
  'a name that was refused leaves the job of the view as it was'
);

select throws_ok(
  format('select dashboard_refresh.reconfigure(settings => %L)', jsonb_build_object('job_name', repeat('ñ', 32))),
  'DR004', 'job_name must have 1 to 63 bytes.', 'a name of 64 bytes in 32 letters is too long'
);

select * from finish();
rollback;
