/* For monitoring systems. */

create or replace function public.read_dashboard_refresh_metrics()
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.metrics();
end;
$$;
comment on function public.read_dashboard_refresh_metrics() is
  'API: see dashboard_refresh.metrics. May be granted to a role that scrapes over SQL: '
  'grant execute on function public.read_dashboard_refresh_metrics() to monitor;';
