begin;
\ir ../support/fixture.psql
select plan(6);

select throws_ok(
  $$select dashboard_refresh.manage('fixture.sales')$$,
  'DR003', 'fixture.sales is not a materialized view', 'a table is refused'
);
select throws_ok(
  $$select dashboard_refresh.manage('a.b.c')$$, 'DR010', '''a.b.c'' is no name of a view',
  'a name of three parts is refused'
);
select throws_ok(
  $$select dashboard_refresh.manage('drop table x;')$$, 'DR010', null, 'what is not a name is refused'
);
select throws_ok(
  $$select dashboard_refresh.manage('fixture.new', schedule => 'often', expect_missing => true)$$,
  'DR004', 'schedule: often is no cron expression', 'a bad schedule is refused'
);
select throws_ok(
  $$select dashboard_refresh.manage('fixture.new', settings => '{"job_name": "refresh-totals"}', expect_missing => true)$$,
  'DR009', 'the job name ''refresh-totals'' is used by another managed view',
  'a job name that another view has is refused'
);
select results_eq(
  $$select view from dashboard_refresh.views$$, $$values ('fixture.totals')$$, 'what was refused is not registered'
);

select * from finish();
rollback;
