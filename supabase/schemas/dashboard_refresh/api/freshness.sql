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

create or replace function public.list_dashboard_freshness()
returns table (view text, as_of timestamptz, staleness_seconds numeric, refreshed_at timestamptz, state text)
language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select
    present.view,
    known.as_of,
    round(extract(epoch from known.at - known.as_of), 1),
    (dashboard_refresh._known_state(present, dashboard_refresh._state_of(present))).data_as_of,
    dashboard_refresh._freshness_state(present, known.as_of, known.at)
  from dashboard_refresh.views
  cross join lateral dashboard_refresh._present(views) as present
  cross join lateral (
    select times.at, dashboard_refresh._known_as_of(present, dashboard_refresh._state_of(present), times.at) as as_of
    from clock_timestamp() as times (at)
  ) as known
  where dashboard_refresh._may_read_freshness(present.freshness_readers)
  order by present.view;
end;
$$;
comment on function public.list_dashboard_freshness() is
  'For readers: what the view public.dashboard_freshness shows to its caller. Granted to the API roles by the setting '
  'freshness_readers.';

create or replace view public.dashboard_freshness
with (security_invoker = true) as
select listed.view, listed.as_of, listed.staleness_seconds, listed.refreshed_at, listed.state
from public.list_dashboard_freshness() as listed;

comment on view public.dashboard_freshness is
  'For readers: how fresh the managed views are whose setting freshness_readers lets the caller know; to be joined, or read '
  'over the API. The owner of the schema dashboard_refresh and service_role see all of them.';
comment on column public.dashboard_freshness.view is 'The materialized view by its qualified name.';
comment on column public.dashboard_freshness.as_of is
  'Up to when what it shows is known to be right ("data as of"); null while that is unknown.';
comment on column public.dashboard_freshness.staleness_seconds is 'How long ago that is.';
comment on column public.dashboard_freshness.refreshed_at is
  'When its data was last computed: the time of the snapshot, which is before the end of the refresh.';
comment on column public.dashboard_freshness.state is
  'fresh or stale, by the promise that is made for it; unknown or missing otherwise.';

-- After the privileges: to whom the settings give it.
select dashboard_refresh._sync_freshness_readers();
