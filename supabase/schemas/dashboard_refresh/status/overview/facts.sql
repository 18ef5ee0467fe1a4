/* What is known of all managed views, found out in one look. */

create or replace function dashboard_refresh._all_views(at timestamptz)
returns table (
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  freshness text,
  data_as_of timestamptz,
  as_of timestamptz,
  is_kept boolean,
  suspended_until timestamptz
)
language plpgsql
-- Volatile, so that statistics are not those of an earlier look. It writes nothing.
set search_path = pg_catalog, pg_temp as $$
declare
  -- Once, before the counters of all views are read.
  v_statistics constant record := dashboard_refresh._statistics_horizon(at);
begin
  return query
  select
    looked.view,
    looked.state,
    dashboard_refresh._freshness_state(looked.view, looked.as_of, at),
    case when dashboard_refresh._shows_last_refresh(looked.view, looked.state) then (looked.state).data_as_of end,
    looked.as_of,
    coalesce(round(extract(epoch from at - looked.as_of), 1) <= extract(epoch from (looked.view).max_staleness), false),
    dashboard_refresh._suspended_until(looked.view, looked.state)
  from (
    select
      present as view,
      state_of as state,
      dashboard_refresh._as_of_by(present, state_of, v_statistics.known_until, v_statistics.epoch) as as_of
    from dashboard_refresh.views
    cross join lateral dashboard_refresh._present(views) as present
    cross join lateral dashboard_refresh._state_of(present) as state_of
    -- So that it is computed once a view.
    offset 0
  ) as looked;
end;
$$;
comment on function dashboard_refresh._all_views(timestamptz) is
  'Each managed view under its present name with its state, judged at `at` as status does: fresh, stale, unknown or '
  'missing; data_as_of, if what it shows is what our last refresh left; as_of (_known_as_of); whether the promise is kept.';
