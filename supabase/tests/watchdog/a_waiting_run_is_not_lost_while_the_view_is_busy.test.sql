begin;
\ir ../support/fixture.psql
select plan(4);

-- Asked for long ago, but another refresh, not begun when it was asked for, has kept the view until just now.
select dashboard_refresh.request(trigger => 'admin') \g /dev/null
update dashboard_refresh.runs set requested_at = clock_timestamp() - interval '10 minutes' where true;
update dashboard_refresh.view_state set last_finished_at = clock_timestamp() where true;

select pg_temp.watchdog(clock_timestamp() + interval '30 seconds') \g /dev/null
select is(
  (select status from dashboard_refresh.runs), 'queued',
  'the time of a waiting run counts from when the view was free'
);
select is(dashboard_refresh.tick('fixture.totals'), 'busy', 'a tick leaves a waiting run alone');

update dashboard_refresh.view_state set last_finished_at = clock_timestamp() - interval '1 minute' where true;
select is(
  dashboard_refresh.tick('fixture.totals'), 'succeeded',
  'when the time of a waiting run is over a tick refreshes'
);
select is(
  (select status from dashboard_refresh.runs where trigger = 'admin'), 'lost', 'a tick marks a run whose time is over as lost'
);

select * from finish();
rollback;
