/* How fresh a view is, through the managed views that it reads. */

create or replace function dashboard_refresh._recorded_as_of(state dashboard_refresh.view_state)
returns timestamptz language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when state.data_as_of is not null
      then nullif(least(greatest(state.data_as_of, state.verified_at), state.upstream_as_of), '-infinity')
  end;
end;
$$;
comment on function dashboard_refresh._recorded_as_of(dashboard_refresh.view_state) is
  'How fresh the view was by its recorded state alone, which may be that of another relation (see _shows_last_refresh). '
  'Null while no refresh of ours succeeded.';

create or replace function dashboard_refresh._upstream_views(state dashboard_refresh.view_state)
returns setof dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select views.*
  from dashboard_refresh.views
  join pg_catalog.pg_namespace on pg_namespace.nspname = views.schema_name
  join pg_catalog.pg_class on pg_class.relnamespace = pg_namespace.oid and pg_class.relname = views.view_name
  where pg_class.oid = any (state.upstream)
  union all
  -- Renamed, and not followed yet.
  select present.*
  from dashboard_refresh.views
  cross join lateral dashboard_refresh._present(views) as present
  where views.relation_oid = any (state.upstream) and to_regclass(views.view) is null;
end;
$$;
comment on function dashboard_refresh._upstream_views(dashboard_refresh.view_state) is
  'The managed views that the view with this state reads, directly or through plain views, as of its last refresh.';

create or replace function dashboard_refresh._as_of_by(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  known_until timestamptz,
  epoch text
)
returns timestamptz language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if state.data_as_of is null or not dashboard_refresh._shows_last_refresh(view, state) then
    return null;
  end if;

  if dashboard_refresh._has_same_sources(state, epoch) then
    return nullif(
      least(
        greatest(state.data_as_of, state.verified_at, known_until),
        dashboard_refresh._upstream_as_of_by(state, known_until, epoch)
      ),
      '-infinity'
    );
  end if;

  return dashboard_refresh._recorded_as_of(state);
end;
$$;
comment on function dashboard_refresh._as_of_by(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz, text
) is
  'As _known_as_of, by what the counters are worth (known_until and epoch of _statistics_horizon), which who asks for many '
  'views finds out once.';

create or replace function dashboard_refresh._known_as_of(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns timestamptz language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_statistics constant record := dashboard_refresh._statistics_horizon(at);
begin
  return dashboard_refresh._as_of_by(view, state, v_statistics.known_until, v_statistics.epoch);
end;
$$;
comment on function dashboard_refresh._known_as_of(dashboard_refresh.views, dashboard_refresh.view_state, timestamptz) is
  'How fresh the view is, looked at now: the time up to which what it shows is known to be right, through the managed '
  'views it reads. Not after `at`. Null while no refresh of ours succeeded, of this view or of one of those, and for data '
  'that is not what that refresh left (see _shows_last_refresh).';

create or replace function dashboard_refresh._upstream_as_of_by(
  state dashboard_refresh.view_state,
  known_until timestamptz,
  epoch text
)
returns timestamptz language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Most views read tables alone, and every tick asks.
  if coalesce(cardinality(state.upstream), 0) = 0 then
    return null;
  end if;

  -- A view that nobody has refreshed yet is as old as can be.
  return (
    select min(coalesce(
      dashboard_refresh._as_of_by(source, dashboard_refresh._state_of(source), known_until, epoch), '-infinity'
    ))
    from dashboard_refresh._upstream_views(state) as source
  );
end;
$$;
comment on function dashboard_refresh._upstream_as_of_by(dashboard_refresh.view_state, timestamptz, text) is
  'As _upstream_as_of, by what the counters are worth; see _as_of_by.';

create or replace function dashboard_refresh._upstream_as_of(state dashboard_refresh.view_state, at timestamptz)
returns timestamptz language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_statistics record;
begin
  if coalesce(cardinality(state.upstream), 0) = 0 then
    return null;
  end if;

  v_statistics := dashboard_refresh._statistics_horizon(at);

  return dashboard_refresh._upstream_as_of_by(state, v_statistics.known_until, v_statistics.epoch);
end;
$$;
comment on function dashboard_refresh._upstream_as_of(dashboard_refresh.view_state, timestamptz) is
  'How fresh the least fresh managed view is that this one reads; null when it reads none.';
