begin;
\ir ../support/fixture.psql
select plan(5);

insert into dashboard_refresh.runs (view_id, trigger, path, requested_at)
select id, 'cascade', 'database', clock_timestamp() - interval '1 hour' from dashboard_refresh.views;

select dashboard_refresh._queue_rescue(id, clock_timestamp()) from dashboard_refresh.views \g /dev/null
select is(
  (select status from dashboard_refresh.runs), 'queued',
  'a cascade on the database path is not lost, however long it has waited'
);
select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select results_eq(
  'select trigger, status from dashboard_refresh.runs', $$values ('cascade', 'succeeded')$$,
  'a rescue job runs a cascade on the database path'
);

-- The jobs of the watchdog and of the rescues may be gone.
delete from dashboard_refresh.runs where true;
insert into dashboard_refresh.runs (view_id, trigger, path, requested_at)
select id, 'cascade', 'database', clock_timestamp() - interval '3 hours' from dashboard_refresh.views;
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'a tick that finds such a cascade runs it itself');
select results_eq(
  'select trigger, status from dashboard_refresh.runs', $$values ('cascade', 'succeeded')$$,
  'a cascade that a tick has run is not left behind'
);

-- On the edge path the Edge Function was to run it.
delete from dashboard_refresh.runs where true;
insert into dashboard_refresh.runs (view_id, trigger, path) select id, 'cascade', 'edge' from dashboard_refresh.views;
select pg_temp.watchdog(clock_timestamp() + interval '1 minute') \g /dev/null
select results_eq(
  'select trigger, status from dashboard_refresh.runs order by requested_at',
  $$values ('cascade', 'lost'), ('watchdog', 'succeeded')$$,
  'a cascade on the edge path that nobody picked up is lost, and the watchdog refreshes in its place'
);

select * from finish();
rollback;
