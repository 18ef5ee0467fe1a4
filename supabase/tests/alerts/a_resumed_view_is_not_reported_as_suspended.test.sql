begin;
\ir ../support/fixture.psql
select plan(4);

select dashboard_refresh.tick('fixture.totals') \g /dev/null
select pg_temp.has_failed(5, clock_timestamp() + interval '2 hours') \g /dev/null
select dashboard_refresh.reconfigure(settings => '{"active": true}') \g /dev/null

create function pg_temp.facts(of_kind text) returns jsonb language sql as $$
  select facts from dashboard_refresh.alerts where kind = of_kind order by created_at desc limit 1
$$;

insert into fixture.sales values ('eva', 1);
select dashboard_refresh._check_promises(clock_timestamp() + interval '1 hour') \g /dev/null
select is(
  (pg_temp.facts('stale') ->> 'consecutive_failures')::integer, 0,
  'an alert about a broken promise does not count the failures before the resume'
);
select is(
  pg_temp.facts('stale') -> 'suspended_until', 'null', 'an alert about a broken promise names no suspension that was ended'
);

select dashboard_refresh._check_promises(clock_timestamp() + interval '26 hours') \g /dev/null
select is(
  (pg_temp.facts('reminder') ->> 'consecutive_failures')::integer, 0,
  'a reminder does not count the failures before the resume'
);
select is(
  pg_temp.facts('reminder') -> 'suspended_until', 'null', 'a reminder names no suspension that was ended'
);

select * from finish();
rollback;
