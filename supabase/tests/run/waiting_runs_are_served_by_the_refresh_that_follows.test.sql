begin;
\ir ../support/fixture.psql
select plan(4);

select dashboard_refresh.request() as first \gset
select dashboard_refresh.request() as second \gset
select dashboard_refresh.request() as third \gset
select dashboard_refresh.run(:'second') \g /dev/null

select results_eq(
  $$select status, served_by is not null, started_at is not null from dashboard_refresh.runs order by requested_at$$,
  $$values ('succeeded', true, false), ('succeeded', false, true), ('succeeded', true, false)$$,
  'one refresh serves all runs that were waiting'
);
select is(
  (select count(distinct data_as_of) from dashboard_refresh.runs), 1::bigint, 'all runs that one refresh serves have the same snapshot'
);

select dashboard_refresh.request() as fourth \gset
drop materialized view fixture.totals;
select dashboard_refresh.request() as fifth \gset
select dashboard_refresh.run(:'fifth') \g /dev/null

select results_eq(
  format($$select status, served_by, error_sqlstate from dashboard_refresh.runs where id = %L$$, :'fourth'),
  format($$values ('failed', %L::uuid, '42P01')$$, :'fifth'),
  'all runs that were waiting share a failure'
);
select throws_ok(
  $$select dashboard_refresh.run('00000000-0000-0000-0000-000000000000')$$,
  'DR008', 'there is no run 00000000-0000-0000-0000-000000000000', 'a run that does not exist is an error'
);

select * from finish();
rollback;
