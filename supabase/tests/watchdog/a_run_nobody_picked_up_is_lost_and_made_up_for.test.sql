begin;
\ir ../support/fixture.psql
select plan(9);

select dashboard_refresh.request(trigger => 'admin') as run_id \gset
insert into fixture.sales values ('eva', 1);

select pg_temp.watchdog(clock_timestamp() + interval '44 seconds') \g /dev/null
select is(
  (select status from dashboard_refresh.runs), 'queued', 'within its minute a run is left alone'
);

select pg_temp.watchdog(clock_timestamp() + interval '46 seconds') \g /dev/null
select results_eq(
  $$select trigger, path, status from dashboard_refresh.runs order by requested_at$$,
  $$values ('admin', 'edge', 'lost'), ('watchdog', 'database', 'succeeded')$$,
  'after its minute a run is lost, and the watchdog refreshes in the database'
);
select is(
  (select error_message from dashboard_refresh.runs where id = :'run_id'),
  'the function that asked for it did not run it in time',
  'a lost run says what is known of its end'
);
select isnt((select error_hint from dashboard_refresh.runs where id = :'run_id'), null, 'a lost run says what to do');
select isnt_empty(
  $$select from fixture.totals where seller = 'eva'$$,
  'a refresh in place of a lost run makes the data fresh'
);
select is(
  dashboard_refresh.run(:'run_id') ->> 'status', 'lost', 'a function that comes back late finds it final'
);

select pg_temp.watchdog(clock_timestamp() + interval '2 minutes') \g /dev/null
select is((select count(*) from dashboard_refresh.runs), 2::bigint, 'a lost run is made up for once');

call pg_temp.hide_view();
select dashboard_refresh.request(trigger => 'admin') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '3 minutes') \g /dev/null
select pg_temp.watchdog(clock_timestamp() + interval '4 minutes') \g /dev/null
select results_eq(
  $$select status, count(*) from dashboard_refresh.runs where trigger = 'watchdog' group by status order by status$$,
  $$values ('failed', 1::bigint), ('succeeded', 1::bigint)$$,
  'a refresh that fails in its place is not tried again each minute'
);
select is_empty($$select from dashboard_refresh.runs where status = 'queued'$$, 'nothing is left without an end');

select * from finish();
rollback;
