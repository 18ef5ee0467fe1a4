-- A role that may create in public makes better matches for all that a careless definer would call without saying where
-- from.
begin;
\ir ../support/fixture.psql
select plan(8);
-- After the plan: pgTAP itself would be fooled.
\ir ../support/impostors.psql

-- Runs something as a session of pg_cron would, which has these schemas in its search_path.
create function pg_temp.beside(query pg_catalog.text) returns pg_catalog.text language plpgsql
set search_path = postgres, public, extensions
as $$
declare
  result pg_catalog.text;
begin
  execute query into result;
  return result;
end;
$$;
set local search_path = extensions;

select lives_ok(
  $$
    select pg_temp.beside('select dashboard_refresh.manage(''fixture.totals'', schedule => ''*/7 * * * *'', settings => ''{"path": "database", "max_duty_cycle": 1}'')')
  $$,
  'manage works beside objects of the names it uses'
);
select is(
  pg_temp.beside('select dashboard_refresh.tick(''fixture.totals'')'), 'succeeded',
  'a tick that refreshes works beside them'
);
select dashboard_refresh.reconfigure('fixture.totals', settings => '{"path": "edge", "skip_unchanged": false}') \g /dev/null
select is(
  pg_temp.beside('select dashboard_refresh.tick(''fixture.totals'')'), 'requested',
  'a tick that sends a request works beside them'
);
select lives_ok(
  $$
    select pg_temp.beside('select dashboard_refresh.status(''fixture.totals'')');
    select pg_temp.beside('select dashboard_refresh.drift(''fixture.totals'', by => ''seller'')');
    select pg_temp.beside('select dashboard_refresh.run(dashboard_refresh.request(''fixture.totals''))');
    select pg_temp.beside('select dashboard_refresh.is_fresh()');
    select pg_temp.beside('select pg_temp.watchdog(clock_timestamp() + ''5 minutes''::interval)');
    select pg_temp.beside('select dashboard_refresh._delete_expired(clock_timestamp())');
  $$,
  'what is called by hand and by the watchdog works beside them'
);

set local role service_role;
select lives_ok(
  $$
    select pg_temp.beside('select public.read_dashboard_refresh_status(''fixture.totals'')');
    select pg_temp.beside('select public.list_dashboard_refresh_runs(''fixture.totals'')');
    select pg_temp.beside('select public.read_dashboard_refresh_drift(''fixture.totals'', ''seller'')');
    select pg_temp.beside('select public.read_dashboard_refresh_health()');
    select pg_temp.beside('select public.dashboard_freshness(''fixture.totals'')');
    select pg_temp.beside('select public.reconfigure_dashboard_refresh(''fixture.totals'', settings => ''{"max_staleness": "15 minutes"}'')');
    select pg_temp.beside('select public.run_dashboard_refresh((public.request_dashboard_refresh(''fixture.totals'') ->> ''id'')::uuid)');
  $$,
  'the wrappers work beside them'
);
reset role;
select is(current_setting('fixture.gained', true), null, 'none of the objects ran as anybody but their maker');

-- The trap is set.
select is(public.text_of('fine'), 'x', 'the trap is set: another role can call one of them');
select isnt(current_setting('fixture.gained', true), null, 'one that another role calls betrays itself');

select * from finish();
rollback;
