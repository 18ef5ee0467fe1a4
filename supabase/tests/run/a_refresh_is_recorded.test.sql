begin;
\ir ../support/fixture.psql
select plan(10);

insert into fixture.sales values ('ana', 10), ('eva', 1);
delete from fixture.sales where seller = 'luis';
select dashboard_refresh.request() as run_id \gset
create temporary table answer as select dashboard_refresh.run(:'run_id') as it;

select results_eq(
  $$select seller, amount::integer from fixture.totals order by seller$$, $$values ('ana', 13), ('eva', 1)$$,
  'the view shows what its sources hold'
);
select is((select it ->> 'status' from answer), 'succeeded', 'the run of such a refresh has succeeded');
select is((select it ->> 'method' from answer), 'concurrently', 'a refresh does not block readers');
select is(
  (select (it ->> 'rows_inserted')::integer from answer), 2,
  'the run counts the changed row and the new one as inserted'
);
select is(
  (select (it ->> 'rows_deleted')::integer from answer), 2,
  'the run counts the changed row and the old one as deleted'
);
select ok(
  (select (it ->> 'data_as_of')::timestamptz <= (it ->> 'finished_at')::timestamptz
    and (it ->> 'data_as_of')::timestamptz = (it ->> 'started_at')::timestamptz from answer),
  'the data of a run is as of its start, not of its end'
);
select cmp_ok((select (it ->> 'duration_ms')::numeric from answer), '>', 0::numeric, 'the run has a duration');
select is(
  (select data_as_of from dashboard_refresh.view_state), (select (it ->> 'data_as_of')::timestamptz from answer),
  'the state of the view says how fresh it is'
);

select is(
  dashboard_refresh.run(:'run_id')::text, (select it::text from answer),
  'running a final run again gives the same answer'
);
select is(
  (select count(*) from dashboard_refresh.runs), 1::bigint, 'running a final run again does nothing'
);

select * from finish();
rollback;
