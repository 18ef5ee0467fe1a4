begin;
\ir ../support/fixture.psql
select plan(12);

create function pg_temp.kinds() returns setof text language sql as $$
  select kind from dashboard_refresh.alerts order by created_at, id
$$;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is_empty($$select pg_temp.kinds()$$, 'while all is well there is no alert');

update dashboard_refresh.views set failure_limit = 3, max_duty_cycle = 1 where true;
call pg_temp.hide_view();
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select results_eq($$select pg_temp.kinds()$$, $$values ('failing')$$, 'the first failure of a streak gives an alert');
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select results_eq($$select pg_temp.kinds()$$, $$values ('failing')$$, 'the second failure gives none');
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select results_eq($$select pg_temp.kinds()$$, $$values ('failing'), ('suspended')$$, 'the suspension gives an alert');

select alike(
  (select summary from dashboard_refresh.alerts where kind = 'suspended'),
  'fixture.totals: suspended after 3 failures in a row, tried again at %; its data, last known as of %, is no longer what the last refresh left. Last: materialized view fixture.totals does not exist. Create %',
  'the alert says what happened, since when, why and what to do'
);
select is(
  (select facts #>> '{run,error,sqlstate}' from dashboard_refresh.alerts where kind = 'suspended'), '42P01',
  'the alert has the facts for machines'
);

select dashboard_refresh._check_promises(clock_timestamp() + interval '9 minutes') \g /dev/null
select dashboard_refresh._check_promises(clock_timestamp() + interval '11 minutes') \g /dev/null
select dashboard_refresh._check_promises(clock_timestamp() + interval '12 minutes') \g /dev/null
select results_eq(
  $$select pg_temp.kinds()$$, $$values ('failing'), ('suspended'), ('stale')$$, 'a broken promise gives one alert'
);

select dashboard_refresh._check_promises(clock_timestamp() + interval '1 day 10 minutes') \g /dev/null
select dashboard_refresh._check_promises(clock_timestamp() + interval '1 day 12 minutes') \g /dev/null
select dashboard_refresh._check_promises(clock_timestamp() + interval '1 day 14 minutes') \g /dev/null
select results_eq(
  $$select pg_temp.kinds() offset 3$$, $$values ('reminder')$$, 'a day later there is one reminder'
);
select alike(
  (select summary from dashboard_refresh.alerts where kind = 'reminder'),
  'fixture.totals: still failing and suspended and stale, since %',
  'the reminder names all that is open'
);

alter materialized view fixture.gone rename to totals;
select dashboard_refresh.run(dashboard_refresh.request(force => true)) \g /dev/null
select is((select open_alerts from dashboard_refresh.view_state), array['stale'], 'a success ends the failures');
select dashboard_refresh._check_promises(clock_timestamp()) \g /dev/null
select results_eq(
  $$select kind from dashboard_refresh.alerts where kind = 'recovered'$$, $$values ('recovered')$$,
  'when the promise is kept again an alert says so'
);

select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select dashboard_refresh._check_promises(clock_timestamp() + interval '2 days') \g /dev/null
select is(
  (select count(*) from dashboard_refresh.alerts), 5::bigint, 'a view that is stale because somebody paused it gives no alert'
);

select * from finish();
rollback;
