/* For the API: what spans all views. */

create or replace function public.list_dashboard_refresh_views(runs integer default 0)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.overview(coalesce(runs, 0));
end;
$$;
comment on function public.list_dashboard_refresh_views(integer) is
  'API: see dashboard_refresh.overview. Errors: invalid_argument.';

create or replace function public.list_dashboard_refresh_alerts(
  view text default null,
  before uuid default null,
  max_alerts integer default 50
)
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.alert_history(view, before, coalesce(max_alerts, 50));
end;
$$;
comment on function public.list_dashboard_refresh_alerts(text, uuid, integer) is
  'API: see dashboard_refresh.alert_history. Errors: unknown_view, view_required, unknown_alert, invalid_argument.';
