begin;
\ir ../support/fixture.psql
select plan(5);

create function pg_temp.problems() returns setof text language sql as $$
  select problem ->> 'code' from json_array_elements(dashboard_refresh.status() -> 'problems') as problem
  where problem ->> 'code' like 'watchdog_duty%'
$$;

set local client_min_messages = error;
alter function dashboard_refresh._record_failed_ticks(timestamptz) rename to _gone;
select lives_ok(
  $$select dashboard_refresh._run_duty('_record_failed_ticks', null, clock_timestamp())$$,
  'a duty that fails raises nothing'
);
select results_eq(
  $$select duty, error_sqlstate from dashboard_refresh.duty_failures$$,
  $$values ('_record_failed_ticks', '42883')$$,
  'a duty that fails is recorded'
);
select results_eq(
  $$select pg_temp.problems()$$, $$values ('watchdog_duty_failing')$$,
  'status reports a duty that fails'
);

alter function dashboard_refresh._gone(timestamptz) rename to _record_failed_ticks;
select dashboard_refresh._run_duty('_record_failed_ticks', null, clock_timestamp()) \g /dev/null
select is_empty($$select from dashboard_refresh.duty_failures$$, 'when a duty succeeds again its record is deleted');
select is_empty($$select pg_temp.problems()$$, 'when a duty succeeds again its problem is gone');

select * from finish();
rollback;
