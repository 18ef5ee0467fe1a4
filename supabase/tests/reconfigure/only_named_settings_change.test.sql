begin;
\ir ../support/fixture.psql
select plan(9);

create temporary table answer as
select dashboard_refresh.reconfigure(settings => '{"schedule": "*/10 * * * *", "max_staleness": "20 minutes"}', changed_by => 'ana') as it;

select is(
  (select (it -> 'after')::jsonb from answer),
  (select (it -> 'before')::jsonb || '{"schedule": "*/10 * * * *", "max_staleness": "00:20:00"}' from answer),
  'after is before with the named settings changed'
);
select results_eq(
  $$select schedule from cron.job where jobname = 'refresh-totals'$$, $$values ('*/10 * * * *')$$,
  'reconfigure gives the cron job the new schedule'
);
select results_eq(
  $$select changed_by, before, after from dashboard_refresh.config_changes where action = 'reconfigure'$$,
  $$select 'ana', (it -> 'before')::jsonb, (it -> 'after')::jsonb from answer$$,
  'the audit says who changed what'
);

select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select is((select active from cron.job where jobname = 'refresh-totals'), false, 'active false pauses the job');

select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null
select is((select active from cron.job where jobname = 'refresh-totals'), true, 'active true resumes it');

select dashboard_refresh.reconfigure(settings => '{"scheduled": false}') \g /dev/null
select is_empty($$select from cron.job where jobname = 'refresh-totals'$$, 'scheduled false removes the job');

select lives_ok(
  $$select dashboard_refresh.reconfigure(settings => '{"active": false}')$$,
  'a removed job can still be configured'
);

select dashboard_refresh.reconfigure(settings => '{"scheduled": true}') \g /dev/null
select results_eq(
  $$select schedule, active from cron.job where jobname = 'refresh-totals'$$,
  $$values ('*/10 * * * *', false)$$,
  'scheduled true brings it back as it was configured'
);

select throws_ok(
  $$select dashboard_refresh.reconfigure()$$, 'DR010', null,
  'a call that changes no setting is an error'
);

select * from finish();
rollback;
