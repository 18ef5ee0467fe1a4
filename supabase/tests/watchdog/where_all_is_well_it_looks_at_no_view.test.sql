begin;
\ir ../support/fixture.psql
select plan(7);

create function pg_temp.looked_at(at timestamptz) returns integer language sql as $$
  select cardinality(dashboard_refresh._views_to_check(at))
$$;
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null

select is(
  (select count(*) from dashboard_refresh.held_locks where kind = 'view' and pid = pg_backend_pid()), 1::bigint,
  'in this transaction the refresh still holds its lock'
);
delete from dashboard_refresh.runs where true;
select is(pg_temp.looked_at(clock_timestamp()), 0, 'a view that is fresh is not looked at, its lock held or not');

select pg_temp.ticks_are_due(clock_timestamp()) \g /dev/null
select is(
  pg_temp.looked_at(clock_timestamp() + interval '44 seconds'), 0,
  'a view whose tick may still come is not looked at'
);
select is(
  pg_temp.looked_at(clock_timestamp() + interval '46 seconds'), 1,
  'a view whose tick has not come in time is looked at'
);
update dashboard_refresh.views set active = false where true;
select is(
  pg_temp.looked_at(clock_timestamp() + interval '46 seconds'), 0,
  'a view that is paused is owed no tick and not looked at'
);
select dashboard_refresh.request(force => true) \g /dev/null
select is(pg_temp.looked_at(clock_timestamp()), 1, 'a view with a run that waits is looked at');
delete from dashboard_refresh.runs where true;
select pg_temp.has_failed(1, null) \g /dev/null
select is(pg_temp.looked_at(clock_timestamp()), 1, 'a view that fails is looked at');

select * from finish();
rollback;
