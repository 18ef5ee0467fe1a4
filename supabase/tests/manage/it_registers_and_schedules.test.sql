begin;
\ir ../support/fixture.psql
select plan(7);

select results_eq(
  $$select jobname::text collate "default", schedule, command, active from cron.job where jobname = 'refresh-totals'$$,
  $$values ('refresh-totals', '*/5 * * * *', 'set statement_timeout = 0; select dashboard_refresh.tick(''fixture.totals'')', true)$$,
  'a managed view gets a job named after it that ticks every five minutes'
);

select lives_ok(
  $$select dashboard_refresh.manage('fixture.totals', schedule => '*/2 * * * *')$$, 'managing it again is no error'
);

select results_eq(
  $$select schedule from cron.job where jobname = 'refresh-totals'$$, $$values ('*/2 * * * *')$$,
  'a new schedule changes the job in place'
);

select is(
  (select path from dashboard_refresh.views where view = 'fixture.totals'), 'database', 'managing a view again leaves what is not named'
);

select dashboard_refresh.manage('fixture.totals', settings => '{"job_name": "sales"}') \g /dev/null
select results_eq(
  $$select jobname::text collate "default" from cron.job where command = 'set statement_timeout = 0; select dashboard_refresh.tick(''fixture.totals'')'$$,
  $$values ('sales')$$,
  'another job name moves the job instead of making a second one'
);

select results_eq(
  $$select action, view, before is null from dashboard_refresh.config_changes where view = 'fixture.totals' order by id$$,
  $$values ('manage', 'fixture.totals', true), ('manage', 'fixture.totals', false), ('manage', 'fixture.totals', false)$$,
  'each call that changed a setting is in the audit'
);

select dashboard_refresh.manage('public.totals', expect_missing => true) \g /dev/null
select results_eq(
  $$select jobname::text collate "default" from cron.job where command = 'set statement_timeout = 0; select dashboard_refresh.tick(''public.totals'')'$$,
  $$values ('refresh-totals')$$,
  'a view that does not exist yet can be managed too'
);

select * from finish();
rollback;
