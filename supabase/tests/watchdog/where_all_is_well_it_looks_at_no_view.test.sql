begin;
\ir ../support/fixture.psql
select plan(7);

create function pg_temp.looked_at(at timestamptz) returns integer language sql as $$
  select cardinality(dashboard_refresh._views_to_watch(at))
$$;
select dashboard_refresh.run(dashboard_refresh.request()) \g /dev/null

select is(
  (select count(*) from dashboard_refresh._locked_views()), 1::bigint, 'in this transaction the refresh still holds its lock'
);
delete from dashboard_refresh.runs where true;
update dashboard_refresh.views set id = default where true;
select is(pg_temp.looked_at(clock_timestamp()), 0, 'a view that is fresh and free is not looked at');

update dashboard_refresh.views set tick_due_at = clock_timestamp() where true;
select is(pg_temp.looked_at(clock_timestamp() + interval '44 seconds'), 0, 'nor while its tick may still come');
select is(pg_temp.looked_at(clock_timestamp() + interval '46 seconds'), 1, 'but after that');
update dashboard_refresh.views set active = false where true;
select is(pg_temp.looked_at(clock_timestamp() + interval '46 seconds'), 0, 'unless it is paused');
select dashboard_refresh.request(force => true) \g /dev/null
select is(pg_temp.looked_at(clock_timestamp()), 1, 'one with a run that waits is');
delete from dashboard_refresh.runs where true;
update dashboard_refresh.views set consecutive_failures = 1 where true;
select is(pg_temp.looked_at(clock_timestamp()), 1, 'and so is one that fails');

select * from finish();
rollback;
