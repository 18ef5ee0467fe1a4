begin;
\ir ../support/fixture.psql
select plan(7);

select lives_ok($$select dashboard_refresh.request()$$, 'the only managed view needs no name');
select lives_ok($$select dashboard_refresh.request('totals')$$, 'a view may be given by its bare name');
select lives_ok($$select dashboard_refresh.request('fixture.totals')$$, 'a view may be given by its full name');
select throws_ok(
  $$select dashboard_refresh.request('nope')$$, 'DR001', 'nope is not a managed view',
  'a name that is not managed is refused'
);

select dashboard_refresh.manage('public.totals', expect_missing => true) \g /dev/null
select throws_ok(
  $$select dashboard_refresh.request()$$,
  'DR002', 'several views are managed, so the call must name one', 'where two views are managed, one must be named'
);
select throws_ok(
  $$select dashboard_refresh.request('totals')$$, 'DR002', 'totals is ambiguous',
  'a bare name that two views have is refused'
);

delete from dashboard_refresh.views where true;
select throws_ok(
  $$select dashboard_refresh.request()$$, 'DR001', 'no view is managed',
  'where no view is managed, a request is refused'
);

select * from finish();
rollback;
