begin;
\ir ../support/fixture.psql
select plan(4);

-- A day from now, by the clock of then, a refresh has failed for the fifth time and another run is waiting.
update dashboard_refresh.views
set last_finished_at = clock_timestamp() + interval '1 day',
  last_duration = interval '10 seconds',
  data_as_of = clock_timestamp() + interval '1 day',
  suspended_until = clock_timestamp() + interval '25 hours'
where true;
insert into dashboard_refresh.runs (view_id, trigger, path, requested_at)
select id, 'cron', 'edge', clock_timestamp() + interval '1 day' from dashboard_refresh.views;

select is(dashboard_refresh.tick('fixture.totals'), 'suspended', 'the tick takes it as it stands');
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select is(
  (select status from dashboard_refresh.runs where trigger = 'cron'), 'lost', 'the watchdog ends the run that waits'
);
select is(
  (select status from dashboard_refresh.runs where trigger = 'watchdog'), 'succeeded', 'and refreshes in its place'
);
select cmp_ok(
  (select data_as_of from dashboard_refresh.views), '<=', clock_timestamp(), 'nothing is as of tomorrow any more'
);

select * from finish();
rollback;
