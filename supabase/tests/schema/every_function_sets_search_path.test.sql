begin;
set local search_path = public, extensions;
select plan(4);

create temporary view ours as
select pg_proc.*
from pg_proc
where pronamespace = 'dashboard_refresh'::regnamespace
  or (pronamespace = 'public'::regnamespace and proname ~ 'dashboard_(refresh|freshness)');

select cmp_ok((select count(*) from ours), '>', 30::bigint, 'there are functions to look at');

select is_empty(
  $$
    select oid::regprocedure from ours
    -- A procedure that sets anything may not commit.
    where not coalesce(proconfig @> array['search_path=pg_catalog, pg_temp'], false) and prokind <> 'p'
  $$,
  'every function looks in pg_catalog first and in pg_temp last'
);

select set_eq(
  $$select proname::text from ours where prosecdef$$,
  array[
    'cancel_dashboard_refresh', 'refresh_all_dashboard_refreshes', 'request_dashboard_refresh_as_of',
    'request_dashboard_refresh', 'run_dashboard_refresh', 'read_dashboard_refresh_run',
    'read_dashboard_refresh_status', 'list_dashboard_refresh_runs', 'reconfigure_dashboard_refresh',
    'read_dashboard_refresh_drift', 'test_dashboard_refresh_alert', 'read_dashboard_refresh_alert',
    'claim_dashboard_refresh_alert', 'record_dashboard_refresh_alert', 'read_dashboard_refresh_health',
    'read_dashboard_refresh_version', 'read_dashboard_refresh_settings', 'dashboard_freshness',
    'preview_dashboard_refresh_settings', 'reconfigure_all_dashboard_refreshes',
    'list_dashboard_refresh_settings', 'read_dashboard_refresh_schedule', 'list_dashboard_refresh_changes',
    'list_dashboard_refresh_views', 'list_dashboard_refresh_alerts', 'read_dashboard_refresh_metrics',
    'read_dashboard_refresh_doctor', 'silence_dashboard_refresh_check', 'start_dashboard_refresh_loop',
    'record_dashboard_refresh_loop', 'read_dashboard_refresh_loop', 'list_dashboard_refresh_loops',
    'list_dashboard_freshness'
  ],
  'only the wrappers of the API are security definer'
);

-- A body that is parsed pins the columns and functions it names: they could not be changed by an upgrade, and
-- dropping an extension would take the function along.
select is_empty(
  $$select oid::regprocedure from ours where prosqlbody is not null$$, 'every function has its body as a string'
);

select * from finish();
rollback;
