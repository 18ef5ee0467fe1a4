begin;
\ir ../support/fixture.psql
\ir ../support/error.psql
select plan(24);

create materialized view fixture."SalesBySeller" as select 1 as one;
create materialized view public."MyView" as select 1 as one;

select is(dashboard_refresh.manage('fixture.SalesBySeller') ->> 'view', 'fixture."SalesBySeller"', 'capitals need no quotes');
select is(dashboard_refresh.manage('MyView', settings => '{"path": "database"}') ->> 'view', 'public."MyView"', 'nor do they in schema public');
select is(dashboard_refresh.manage('FIXTURE.TOTALS') ->> 'view', 'fixture.totals', 'capitals are as good as none, as in SQL');
select is(
  (select count(*) from dashboard_refresh.views), 3::bigint, 'each was found and none was registered twice'
);

-- What is managed is found the same way, by every call.
select is(dashboard_refresh.status('fixture.SalesBySeller') ->> 'view', 'fixture."SalesBySeller"', 'status finds it');
select is(dashboard_refresh.status('myview') ->> 'view', 'public."MyView"', 'whatever the case');
select is(dashboard_refresh.status('PUBLIC."MyView"') ->> 'view', 'public."MyView"', 'and with quotes in part');
select is(dashboard_refresh.tick('public.myview'), 'succeeded', 'a tick finds it');
select is(public.dashboard_freshness('MYVIEW') ->> 'view', 'public."MyView"', 'readers find it');

-- Two that differ by case alone.
create materialized view public."myView" as select 1 as one;
select throws_ok(
  $$select dashboard_refresh.manage('MYVIEW')$$, 'DR003', 'there is no materialized view public.myview',
  'a name that may mean two is not guessed at'
);
select matches(
  (pg_temp.error_of($$select dashboard_refresh.manage('MYVIEW')$$)).detail,
  '^Its name is like that of public\."my[vV]iew", public\."myView"|^Its name is like that of public\."MyView", public\."myView"',
  'both are named'
);
select is(dashboard_refresh.manage('myView') ->> 'view', 'public."myView"', 'as it stands it means the one that is written so');
select is(dashboard_refresh.status('MyView') ->> 'view', 'public."MyView"', 'a managed one too');
select throws_ok(
  $$select dashboard_refresh.status('MYVIEW')$$, 'DR002', 'MYVIEW is ambiguous', 'between two managed ones the caller chooses'
);

-- Names with what is no identifier.
create materialized view public."sales per day" as select 1 as one;
select is(dashboard_refresh.manage('sales per day') ->> 'view', 'public."sales per day"', 'blanks need no quotes');
select throws_ok($$select dashboard_refresh.manage('sales per year')$$, 'DR010', null, 'unless nothing is called so');
select throws_ok($$select dashboard_refresh.manage('"SALES PER DAY"')$$, 'DR003', null, 'quotes mean what they say');

-- A typing mistake.
select results_eq(
  $$select code, message, detail, hint from pg_temp.error_of($x$select dashboard_refresh.manage('fixture.totls')$x$)$$,
  $$
    values (
      'DR003', 'there is no materialized view fixture.totls',
      'Its name is like that of fixture.totals. One that is yet to be created is registered with expect_missing => true.',
      'select dashboard_refresh.manage(''fixture.totals'');'
    )
  $$,
  'what does not exist is refused, and what is called alike is named'
);
select is_empty($$select from dashboard_refresh.views where view_name = 'totls'$$, 'and nothing is registered');
select lives_ok(
  (pg_temp.error_of($$select dashboard_refresh.manage('fixture.totls')$$)).hint, 'the statement of the hint registers it'
);
select (pg_temp.error_of($$select dashboard_refresh.manage('fixture.zzzzz')$$)).hint as hint \gset
select lives_ok(:'hint', 'where nothing is called alike, the statement of the hint registers what is to come');
select results_eq(
  $$select view from dashboard_refresh.views where view_name = 'zzzzz'$$, $$values ('fixture.zzzzz')$$, 'under that name'
);
select lives_ok(
  $$select dashboard_refresh.manage('fixture.zzzzz', settings => '{"path": "database"}')$$,
  'settings of what is registered and missing can be changed without saying so again'
);
select is(
  (pg_temp.error_of($$select dashboard_refresh.status('fixture.totls')$$)).detail like 'Did you mean fixture.totals? %', true,
  'a call for a view that is not managed names the one that is called alike'
);

select * from finish();
rollback;
