begin;
\ir ../support/fixture.psql
select plan(9);

select dashboard_refresh.tick('fixture.totals') \g /dev/null
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null

select is_empty($$select from cron.job where jobname = 'refresh-totals'$$, 'unmanaging a view removes its job');
select is_empty($$select from dashboard_refresh.views$$, 'unmanaging a view removes its registration');
select is_empty($$select from dashboard_refresh.runs$$, 'unmanaging a view removes its runs');
select isnt_empty($$select from fixture.totals$$, 'unmanaging a view leaves the view and its data');
select results_eq(
  $$select action, after is null, changed_by from dashboard_refresh.config_changes order by id desc limit 1$$,
  $$values ('unmanage', true, session_user::text collate "default")$$,
  'the audit says that the view was unmanaged, by the role of the session'
);
select is_empty($$select from dashboard_refresh.view_state$$, 'unmanaging a view removes its state');

select dashboard_refresh.manage('fixture.totals') \g /dev/null
select dashboard_refresh.unmanage('totals', changed_by => 'ana') \g /dev/null
select results_eq(
  $$select action, changed_by from dashboard_refresh.config_changes order by id desc limit 1$$,
  $$values ('unmanage', 'ana')$$,
  'the audit names whom the caller says'
);

-- A job of somebody's with the name that the view's job would have, if it had one.
select dashboard_refresh.manage('fixture.totals', settings => '{"scheduled": false}') \g /dev/null
select cron.schedule('refresh-totals', '0 0 * * *', 'select 42') \g /dev/null
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
select is(
  (select command from cron.job where jobname = 'refresh-totals'), 'select 42',
  'unmanaging a view that has no job leaves another of that name alone'
);
select cron.unschedule('refresh-totals') \g /dev/null
select dashboard_refresh.manage('fixture.totals') \g /dev/null
select cron.schedule('refresh-totals', '0 0 * * *', 'select 42') \g /dev/null
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null
select is_empty(
  $$select from cron.job where jobname = 'refresh-totals'$$, 'its own job goes, whatever somebody has made of it'
);

select * from finish();
rollback;
