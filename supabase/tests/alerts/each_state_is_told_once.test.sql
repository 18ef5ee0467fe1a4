begin;
\ir ../support/fixture.psql
select plan(12);

create function pg_temp.kinds() returns setof text language sql as $$
  select kind from dashboard_refresh.alerts order by created_at, id
$$;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select is_empty($$select pg_temp.kinds()$$, 'while all is well nobody is told');

update dashboard_refresh.views set failure_limit = 3, max_duty_cycle = 1 where true;
alter materialized view fixture.totals rename to gone;
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select results_eq($$select pg_temp.kinds()$$, $$values ('failing')$$, 'the first failure of a streak is told');
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select results_eq($$select pg_temp.kinds()$$, $$values ('failing')$$, 'the second is not');
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select results_eq($$select pg_temp.kinds()$$, $$values ('failing'), ('suspended')$$, 'the suspension is');

select alike(
  (select summary from dashboard_refresh.alerts where kind = 'suspended'),
  'fixture.totals: suspended after 3 failures in a row, tried again at %; its data is as of %. Last: materialized view fixture.totals does not exist. Create %',
  'it says what, since when, why and what to do'
);
select is(
  (select facts #>> '{run,error,sqlstate}' from dashboard_refresh.alerts where kind = 'suspended'), '42P01',
  'machines are told in facts'
);

select dashboard_refresh._check_promises(clock_timestamp() + interval '9 minutes') \g /dev/null
select dashboard_refresh._check_promises(clock_timestamp() + interval '11 minutes') \g /dev/null
select dashboard_refresh._check_promises(clock_timestamp() + interval '12 minutes') \g /dev/null
select results_eq(
  $$select pg_temp.kinds()$$, $$values ('failing'), ('suspended'), ('stale')$$, 'a broken promise is told, once'
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
  'of all that is open'
);

alter materialized view fixture.gone rename to totals;
select dashboard_refresh.run(dashboard_refresh.request(force => true)) \g /dev/null
select is((select open_alerts from dashboard_refresh.view_state), array['stale'], 'a success ends the failures');
select dashboard_refresh._check_promises(clock_timestamp()) \g /dev/null
select results_eq(
  $$select kind from dashboard_refresh.alerts where kind = 'recovered'$$, $$values ('recovered')$$,
  'and when the promise is kept again, that is told'
);

select dashboard_refresh.reconfigure(settings => '{"active": false}') \g /dev/null
select dashboard_refresh._check_promises(clock_timestamp() + interval '2 days') \g /dev/null
select is(
  (select count(*) from dashboard_refresh.alerts), 5::bigint, 'that a view is stale since somebody paused it is no news'
);

select * from finish();
rollback;
