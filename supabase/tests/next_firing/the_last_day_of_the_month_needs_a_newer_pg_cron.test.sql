begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(3);

create temporary view cron_is as
select regexp_match(extversion, '^(\d+)\.(\d+)')::integer[] < array[1, 6] as old from pg_extension where extname = 'pg_cron';

-- The same file passes on both sides of 1.6, and says on each what that side promises.
select case
  when (select old from cron_is) then throws_ok(
    $$select dashboard_refresh.reconfigure(settings => '{"schedule": "0 4 $ * *"}')$$,
    'DR005', 'schedule: 0 4 $ * * needs pg_cron 1.6 or newer',
    'the last day of the month is refused before pg_cron 1.6, and the message names the version'
  )
  else is(
    dashboard_refresh.reconfigure(settings => '{"schedule": "0 4 $ * *"}') #>> '{after,schedule}', '0 4 $ * *',
    'the last day of the month is accepted since pg_cron 1.6'
  )
end;
select is(
  (select schedule from cron.job where jobname = 'refresh-totals'),
  case when (select old from cron_is) then '*/5 * * * *' else '0 4 $ * *' end,
  'the job says what was accepted, and nothing else'
);

-- A job made by hand that runs on that day is taken over with it.
select case
  when (select old from cron_is) then pass('such a job cannot be made before pg_cron 1.6')
  else is(
    (
      select dashboard_refresh.manage('fixture.new', settings => '{"job_name": "by-hand"}', expect_missing => true)
        #>> '{after,schedule}'
      from cron.schedule('by-hand', '15 4 $ * *', 'refresh materialized view fixture.new')
    ),
    '15 4 $ * *', 'a job that runs on the last day of the month is taken over with its schedule'
  )
end;

select * from finish();
rollback;
