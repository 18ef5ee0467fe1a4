/*
The only way in for the API: thin wrappers in public, executable by service_role alone. Those that only read are named
read_... or list_...

Each is security definer, because service_role has no rights in the schema and must not get any, and because pg_cron lets
only its owner alter a job: they run as the owner of the schema and of the jobs. Errors reach the caller with a stable
code (see _raise).
*/

create or replace function public.request_dashboard_refresh(
  view text default null,
  force boolean default false,
  requested_by text default null
)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._run_json(
    dashboard_refresh._find_run(dashboard_refresh.request(view, 'admin', force, requested_by))
  );
end;
$$;
comment on function public.request_dashboard_refresh(text, boolean, text) is
  'API: enters a run with trigger admin in the ledger and returns it; see dashboard_refresh.request. '
  'Errors: unknown_view, view_required, paused, suspended.';

create or replace function public.run_dashboard_refresh(run_id uuid)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- PostgREST sets this before the call (hoisting). Without it the role's 8 s apply; the API's own limit is 60 s, and the
-- failure is to be recorded before that one strikes.
set statement_timeout = '55s'
as $$
begin
  return dashboard_refresh.run(run_id, 'edge');
end;
$$;
comment on function public.run_dashboard_refresh(uuid) is
  'API: does the work of a queued run and returns it, still queued when the view is busy; see dashboard_refresh.run. '
  'Errors: unknown_run, invalid_argument.';

create or replace function public.read_dashboard_refresh_run(run_id uuid, chain boolean default false)
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when chain then dashboard_refresh._chained_run_json(dashboard_refresh._find_run_under_way(run_id))
    else dashboard_refresh._run_json(dashboard_refresh._find_run_under_way(run_id))
  end;
end;
$$;
comment on function public.read_dashboard_refresh_run(uuid, boolean) is
  'API: the run as it is now; with chain how far it came. Errors: unknown_run.';

create or replace function public.read_dashboard_refresh_status(view text default null, runs integer default 5)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.status(view, coalesce(runs, 5));
end;
$$;
comment on function public.read_dashboard_refresh_status(text, integer) is
  'API: see dashboard_refresh.status. Errors: unknown_view, view_required, invalid_argument.';

create or replace function public.list_dashboard_refresh_runs(
  view text default null,
  status text default null,
  before uuid default null,
  max_runs integer default 50,
  since timestamptz default null,
  all_views boolean default false
)
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.history(view, status, before, coalesce(max_runs, 50), since, coalesce(all_views, false));
end;
$$;
comment on function public.list_dashboard_refresh_runs(text, text, uuid, integer, timestamptz, boolean) is
  'API: see dashboard_refresh.history. Errors: unknown_view, view_required, unknown_run, invalid_argument.';

create or replace function public.read_dashboard_refresh_drift(view text default null, by text default null)
-- Volatile, though nothing is left of it: PostgREST calls what is stable in a transaction that is read only.
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- Set by PostgREST before the call (hoisting). What takes longer is cut, and says so.
set statement_timeout = '25s'
as $$
begin
  return dashboard_refresh.drift(view, by);
end;
$$;
comment on function public.read_dashboard_refresh_drift(text, text) is
  'API: see dashboard_refresh.drift. Errors: unknown_view, view_required, not_a_materialized_view, '
  'invalid_argument, definition_failed, not_comparable, drift_running.';

create or replace function public.test_dashboard_refresh_alert()
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._alert_json(dashboard_refresh._find_alert(dashboard_refresh.test_alert()));
end;
$$;
comment on function public.test_dashboard_refresh_alert() is
  'API: sends a test to the alert webhook and returns the alert, sent; see dashboard_refresh.test_alert. '
  'Errors: alerts_not_configured.';

create or replace function public.read_dashboard_refresh_alert(alert_id uuid)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._alert_json(
    dashboard_refresh._with_outcome(dashboard_refresh._find_alert(alert_id), clock_timestamp())
  );
end;
$$;
comment on function public.read_dashboard_refresh_alert(uuid) is
  'API: the alert as it is now, with what the webhook has answered. Errors: unknown_alert.';

create or replace function public.read_dashboard_refresh_health()
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return json_build_object('fresh', dashboard_refresh.is_fresh());
end;
$$;
comment on function public.read_dashboard_refresh_health() is
  'API: whether every managed view keeps its promise; see dashboard_refresh.is_fresh.';

create or replace function public.read_dashboard_refresh_version()
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return json_build_object('version', dashboard_refresh.version());
end;
$$;
comment on function public.read_dashboard_refresh_version() is 'API: the version of the database part.';
