begin;
\ir ../support/fixture.psql
select plan(4);

create function pg_temp.leave(trigger text, path text) returns uuid language sql as $$
  with left_run as (
    insert into dashboard_refresh.runs (view_id, trigger, path)
    select id, leave.trigger, leave.path from dashboard_refresh.views
    returning id
  ),
  asked as (
    insert into dashboard_refresh.run_cancellations (run_id, requested_by) select id, 'eva' from left_run returning run_id
  )
  select run_id from asked
$$;
create function pg_temp.statuses() returns setof text language sql as $$
  select status from dashboard_refresh.runs where status <> 'succeeded' order by requested_at
$$;

select pg_temp.leave('cron', 'edge') \g /dev/null
select is(dashboard_refresh.tick('fixture.totals'), 'succeeded', 'a tick is not kept by a run that is wanted no more');
select results_eq('select pg_temp.statuses()', array['cancelled'], 'it has ended that');

select pg_temp.leave('watchdog', 'database') \g /dev/null
select dashboard_refresh.rescue() \g /dev/null
select results_eq('select pg_temp.statuses()', array['cancelled', 'cancelled'], 'a rescue does not start one');

select pg_temp.leave('admin', 'edge') \g /dev/null
select dashboard_refresh._finish_cancellations(clock_timestamp()) \g /dev/null
select results_eq(
  'select pg_temp.statuses()', array['cancelled', 'cancelled', 'cancelled'], 'the watchdog ends what nobody else does'
);

select * from finish();
rollback;
