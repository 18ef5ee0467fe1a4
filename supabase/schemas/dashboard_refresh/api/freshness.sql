/* For those who read the view: how fresh what they see is, and nothing else. */

create or replace function public.dashboard_freshness(view text default null)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  v_found dashboard_refresh.views[] := array(select matched from dashboard_refresh._match_views(view) as matched);
  v_as_of timestamptz;
begin
  -- Says nothing of what is managed.
  if cardinality(v_found) <> 1 then
    return null;
  end if;

  v_as_of := dashboard_refresh._known_as_of(v_found[1], dashboard_refresh._state_of(v_found[1]), clock_timestamp());

  return json_build_object(
    'view', v_found[1].view,
    'as_of', v_as_of,
    'staleness_seconds', round(extract(epoch from clock_timestamp() - v_as_of), 1)
  );
end;
$$;
comment on function public.dashboard_freshness(text) is
  'For readers: how fresh what a managed view shows is, to be shown beside it ("data as of ..."); null for any other '
  'name. Only service_role may execute it until you grant it: '
  'grant execute on function public.dashboard_freshness(text) to authenticated;';
