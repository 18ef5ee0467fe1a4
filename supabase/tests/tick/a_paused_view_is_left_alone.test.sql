begin;
\ir ../support/fixture.psql
select plan(3);

select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'paused', 'a tick of a paused view says so');
select is_empty($$select from dashboard_refresh.runs$$, 'a tick of a paused view writes no run');
select throws_ok(
  $$select dashboard_refresh.tick('fixture.other')$$, 'DR001', 'fixture.other is not a managed view',
  'a job left over for a view that is not managed fails'
);

select * from finish();
rollback;
