/* Stops runs, and asks for those of many views or of a time: thin wrappers as in wrappers.sql. */

create or replace function public.cancel_dashboard_refresh(
  run_id uuid,
  cancelled_by text default null,
  reason text default null
)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.cancel(run_id, cancelled_by, reason);
end;
$$;
comment on function public.cancel_dashboard_refresh(uuid, text, text) is
  'API: stops a run and returns it, cancelled or still cancelling; see dashboard_refresh.cancel. '
  'Errors: unknown_run, run_finished, invalid_argument.';

create or replace function public.refresh_all_dashboard_refreshes(
  force boolean default false,
  requested_by text default null
)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.refresh_all(force, requested_by);
end;
$$;
comment on function public.refresh_all_dashboard_refreshes(boolean, text) is
  'API: enters a run of every managed view in the ledger; see dashboard_refresh.refresh_all. '
  'Its runs are for run_dashboard_refresh, in their order.';

create or replace function public.request_dashboard_refresh_as_of(
  view text default null,
  as_of timestamptz default null,
  requested_by text default null
)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.request_as_of(view, as_of, requested_by);
end;
$$;
comment on function public.request_dashboard_refresh_as_of(text, timestamptz, text) is
  'API: whether the view is as fresh as as_of, and otherwise the run that makes it so; see dashboard_refresh.request_as_of. '
  'Errors: unknown_view, view_required, invalid_argument, paused, suspended.';
