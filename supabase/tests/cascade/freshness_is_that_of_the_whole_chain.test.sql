begin;
\ir ../support/fixture.psql
select plan(4);

create materialized view fixture.grand_total as select sum(amount) as amount from fixture.totals;
select dashboard_refresh.manage('fixture.grand_total', settings => '{"path": "database"}') \g /dev/null

select dashboard_refresh.tick('fixture.grand_total') \g /dev/null
select is(
  dashboard_refresh.status('fixture.grand_total') ->> 'state', 'unknown',
  'a view that reads one nobody has refreshed is as unknown as that'
);

select dashboard_refresh.run(dashboard_refresh.request('fixture.totals')) \g /dev/null
update dashboard_refresh.view_state
set data_as_of = data_as_of - interval '1 hour', fingerprint = 'another'
where view_id = (select id from dashboard_refresh.views where view = 'fixture.totals');
select dashboard_refresh.run(dashboard_refresh.request('fixture.grand_total')) \g /dev/null
select cmp_ok(
  (dashboard_refresh.status('fixture.grand_total') ->> 'staleness_seconds')::numeric, '>=', 3600::numeric,
  'what was refreshed just now from what is an hour old is an hour old'
);
select is(
  dashboard_refresh.status('fixture.grand_total') ->> 'state', 'stale',
  'a view whose source is too old breaks its promise'
);
select is(dashboard_refresh.is_fresh(), false, 'then not all views are fresh');

select * from finish();
rollback;
