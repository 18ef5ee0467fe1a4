begin;
\ir ../support/fixture.psql
select plan(8);

-- By the clock of a day from now a refresh has just ended, and another run is waiting.
update dashboard_refresh.view_state
set last_finished_at = clock_timestamp() + interval '1 day',
  last_duration = interval '10 seconds',
  data_as_of = clock_timestamp() + interval '1 day'
where true;
insert into dashboard_refresh.runs (view_id, trigger, path, requested_at)
select id, 'cron', 'edge', clock_timestamp() + interval '1 day' from dashboard_refresh.views;

select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select is(
  (select status from dashboard_refresh.runs where trigger = 'cron'), 'lost', 'the watchdog ends a run that was requested tomorrow'
);
select is(
  (select status from dashboard_refresh.runs where trigger = 'watchdog'), 'succeeded', 'the watchdog refreshes in place of a run from tomorrow'
);
select cmp_ok(
  (select data_as_of from dashboard_refresh.view_state), '<=', clock_timestamp(), 'nothing is as of tomorrow any more'
);
select is(
  pg_temp.suspended_until(), null, 'a success among all this leaves no suspension'
);

-- The same for one that is suspended until then.
delete from dashboard_refresh.runs where true;
update dashboard_refresh.view_state
set last_finished_at = clock_timestamp() + interval '1 day',
  data_as_of = clock_timestamp() + interval '1 day'
where true;
select pg_temp.has_failed(5, clock_timestamp() + interval '25 hours') \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'suspended', 'the tick takes a suspension as it stands');
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select is(pg_temp.suspended_until(), null, 'the watchdog ends a suspension that was measured by tomorrow''s clock');
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'the tick after that refreshes');
select cmp_ok(
  (select data_as_of from dashboard_refresh.view_state), '<=', clock_timestamp(), 'the data is as of now again'
);

select * from finish();
rollback;
