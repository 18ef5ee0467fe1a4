begin;
\ir ../support/fixture.psql
select plan(3);

create function pg_temp.kinds() returns setof text language sql as $$
  select kind from dashboard_refresh.alerts order by created_at, id
$$;
select dashboard_refresh.reconfigure(settings => '{"failure_limit": 1, "max_duty_cycle": 1}') \g /dev/null
call pg_temp.hide_view();
select dashboard_refresh.tick('fixture.totals') \g /dev/null
select results_eq('select pg_temp.kinds()', array['suspended'], 'where the first failure suspends, one alert says so');

select dashboard_refresh.reconfigure(settings => '{"failure_limit": 5, "active": true}') \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'failed', 'a view that was resumed without a fix fails again');
select results_eq(
  'select pg_temp.kinds()', array['suspended'],
  'no alert of a failure is written while one of the suspension is open'
);

select * from finish();
rollback;
