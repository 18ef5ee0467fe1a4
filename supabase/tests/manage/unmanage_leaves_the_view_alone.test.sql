begin;
\ir ../support/fixture.psql
select plan(7);

select dashboard_refresh.tick('fixture.totals') \g /dev/null
select dashboard_refresh.unmanage('fixture.totals') \g /dev/null

select is_empty($$select from cron.job where jobname = 'refresh-totals'$$, 'the job is gone');
select is_empty($$select from dashboard_refresh.views$$, 'so is the registration');
select is_empty($$select from dashboard_refresh.runs$$, 'so are its runs');
select isnt_empty($$select from fixture.totals$$, 'the view and its data are there');
select results_eq(
  $$select action, after is null, changed_by from dashboard_refresh.config_changes order by id desc limit 1$$,
  $$values ('unmanage', true, session_user::text collate "default")$$,
  'and the audit knows, with the role of the session'
);
select is_empty($$select from dashboard_refresh.view_state$$, 'so is its state');

select dashboard_refresh.manage('fixture.totals') \g /dev/null
select dashboard_refresh.unmanage('totals', changed_by => 'ana') \g /dev/null
select results_eq(
  $$select action, changed_by from dashboard_refresh.config_changes order by id desc limit 1$$,
  $$values ('unmanage', 'ana')$$,
  'or with whom the caller names'
);

select * from finish();
rollback;
