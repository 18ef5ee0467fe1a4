-- Backends report what they changed up to a minute late, and not at all while they are in a transaction. So unchanged is
-- known only up to some time, which another session may push back.
\set committed
\ir ../support/sales.psql
begin;
\ir ../support/fixture.psql
select plan(6);

select dashboard_refresh.reconfigure(settings => '{"max_duty_cycle": 1, "max_staleness": "10 minutes"}') \g /dev/null
select dashboard_refresh.tick('fixture.totals') \g /dev/null

-- What keeps the view from being refreshed a number of minutes after that, when backends have reported up to another.
create function pg_temp.reason(minutes integer, known_minutes integer) returns text language sql as $$
  select dashboard_refresh._why_not_refresh(
    views,
    view_state,
    data_as_of + make_interval(mins => known_minutes),
    (dashboard_refresh._statistics_horizon(clock_timestamp())).epoch,
    data_as_of + make_interval(mins => minutes)
  )
  from dashboard_refresh.views join dashboard_refresh.view_state on view_id = id
$$;

select is(pg_temp.reason(9, 0), 'unchanged', 'unchanged within the promise is left as it is');
select is(pg_temp.reason(11, 0), null, 'what is not known to be unchanged for longer than the promise is refreshed');
select is(pg_temp.reason(30, 25), 'unchanged', 'what is known to be unchanged until just now is left as it is');
select is(
  pg_temp.reason(30, 19), null,
  'what is known to be unchanged only until longer ago than the promise is refreshed'
);
select is(
  pg_temp.reason(59, 59), 'unchanged',
  'for just under an hour (force_after) an unchanged view may be left as it is'
);
select is(pg_temp.reason(60, 60), null, 'after an hour (force_after) an unchanged view is refreshed all the same');

select * from finish();
rollback;
drop schema fixture cascade;
