begin;
\ir ../support/fixture.psql
select plan(7);

select lives_ok($$select dashboard_refresh.request()$$, 'the only managed view needs no name');
select lives_ok($$select dashboard_refresh.request('totals')$$, 'its bare name will do');
select lives_ok($$select dashboard_refresh.request('fixture.totals')$$, 'so will its full name');
select throws_ok(
  $$select dashboard_refresh.request('nope')$$, 'DR001', 'nope is not a managed view', 'another name is refused'
);

select dashboard_refresh.manage('public.totals') \g /dev/null
select throws_ok(
  $$select dashboard_refresh.request()$$,
  'DR002', 'several views are managed, so the call must name one', 'with two views, one must be named'
);
select throws_ok(
  $$select dashboard_refresh.request('totals')$$, 'DR002', 'totals is ambiguous', 'and not by a name both have'
);

delete from dashboard_refresh.views where true;
select throws_ok($$select dashboard_refresh.request()$$, 'DR001', 'no view is managed', 'with none, there is nothing to do');

select * from finish();
rollback;
