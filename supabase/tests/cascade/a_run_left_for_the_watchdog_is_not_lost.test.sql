begin;
\ir ../support/fixture.psql
select plan(4);

insert into dashboard_refresh.runs (view_id, trigger, path, requested_at)
select id, 'cascade', 'database', clock_timestamp() - interval '1 hour' from dashboard_refresh.views;

select is(
  dashboard_refresh.tick('fixture.totals'), 'busy',
  'a tick leaves a cascade on the database path to the watchdog'
);
select is(
  (select status from dashboard_refresh.runs), 'queued',
  'a tick does not take such a cascade for lost, however long it has waited'
);

select pg_temp.watchdog(clock_timestamp()) \g /dev/null
select results_eq(
  'select trigger, status from dashboard_refresh.runs', $$values ('cascade', 'succeeded')$$,
  'the watchdog runs a cascade on the database path'
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
