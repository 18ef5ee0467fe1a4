begin;
\ir ../support/fixture.psql
select plan(8);

create function pg_temp.schedule_of(answer json) returns text language sql as $$
  select concat_ws(' | ', answer #>> '{after,schedule}', job.schedule)
  from cron.job
  where job.jobname = answer #>> '{after,job_name}'
$$;

select is(
  pg_temp.schedule_of(dashboard_refresh.manage('fixture.a', '*/2 * * * *', expect_missing => true)), '*/2 * * * * | */2 * * * *',
  'manage takes the schedule as its second argument'
);
select is(
  pg_temp.schedule_of(dashboard_refresh.manage('fixture.b', settings => '{"schedule": "*/3 * * * *"}', expect_missing => true)),
  '*/3 * * * * | */3 * * * *', 'manage takes the schedule as a setting like any other'
);
select is(
  pg_temp.schedule_of(dashboard_refresh.manage('fixture.c', '*/2 * * * *', '{"schedule": "*/3 * * * *"}', expect_missing => true)),
  '*/2 * * * * | */2 * * * *', 'where manage is given both, the argument counts'
);
select is(
  pg_temp.schedule_of(dashboard_refresh.manage('fixture.a', expect_missing => true)), '*/2 * * * * | */2 * * * *',
  'managing a view again without a schedule leaves the one it has'
);
select is(
  pg_temp.schedule_of(dashboard_refresh.reconfigure('fixture.a', '{"schedule": "*/4 * * * *"}')),
  '*/4 * * * * | */4 * * * *', 'reconfigure takes the schedule as a setting'
);
select throws_ok(
  $$select dashboard_refresh.manage('fixture.d', 'often', '{"path": "moon"}', expect_missing => true)$$, 'DR004',
  'path must be auto, edge or database. schedule: often is no cron expression.',
  'a bad schedule in the argument is named together with the bad settings'
);
select throws_ok(
  $$select dashboard_refresh.manage('fixture.d', 'often', expect_missing => true)$$, 'DR004', 'schedule: often is no cron expression',
  'a bad schedule alone is refused with its own reason'
);
select is_empty(
  $$select from dashboard_refresh.views where view = 'fixture.d'$$, 'a view with a bad schedule is not registered'
);

select * from finish();
rollback;
