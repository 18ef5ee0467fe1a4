/* From the name that a caller gives to the managed view and its state. */

create or replace function dashboard_refresh._match_views(view text)
returns setof dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_views constant dashboard_refresh.views[] := array(
    select dashboard_refresh._present(views) from dashboard_refresh.views
  );
begin
  -- A full name, written as it is shown, means one view whatever others are called.
  return query select named.* from unnest(v_views) as named where named.view = _match_views.view;

  if not found then
    return query
    select named.*
    from unnest(v_views) as named
    where _match_views.view is null
      or _match_views.view in (named.schema_name || '.' || named.view_name, named.view_name);
  end if;

  -- Without the quotes that capitals need, or with capitals that none of them has.
  if not found then
    return query
    select named.*
    from unnest(v_views) as named
    where lower(_match_views.view) in (
      lower(named.schema_name || '.' || named.view_name), lower(named.view_name), lower(named.view)
    );
  end if;

  -- As it was called before it was renamed. A job that fires just now still does.
  if not found then
    return query
    select named.*
    from unnest(v_views) as named
    join dashboard_refresh.views on views.id = named.id
    where _match_views.view in (views.view, views.former_name);
  end if;
end;
$$;
comment on function dashboard_refresh._match_views(text) is
  'The managed views that a name may mean, bare or with its schema, with or without quotes; all of them for null. Each '
  'under its present name.';

create or replace function dashboard_refresh._find_view(view text)
returns dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_found dashboard_refresh.views[];
  v_managed text;
  v_near text;
begin
  -- What every tick asks for, in one statement.
  select * into v_view from dashboard_refresh.views where views.view = _find_view.view;

  if found then
    return dashboard_refresh._present(v_view);
  end if;

  v_found := array(select matched from dashboard_refresh._match_views(view) as matched);

  if cardinality(v_found) = 1 then
    return v_found[1];
  end if;

  v_managed := (select string_agg(views.view, ', ' order by views.view) from dashboard_refresh.views);

  if v_found = '{}' then
    select views.view
    into v_near
    from dashboard_refresh.views
    cross join lateral (
      select greatest(
        dashboard_refresh._likeness(_find_view.view, views.view),
        dashboard_refresh._likeness(_find_view.view, views.view_name)
      )
    ) as likeness (degree)
    where likeness.degree >= 0.4
    order by likeness.degree desc, views.view
    limit 1;

    perform dashboard_refresh._raise(
      'unknown_view',
      case
        when v_managed is null then 'no view is managed'
        else format('%s is not a managed view', _find_view.view)
      end,
      coalesce('Did you mean ' || v_near || '? ', '') || format('Managed views: %s.', coalesce(v_managed, 'none')),
      'Register it with: select dashboard_refresh.manage(''schema.view'');'
    );
  end if;

  perform dashboard_refresh._raise(
    'view_required',
    case
      when _find_view.view is null then 'several views are managed, so the call must name one'
      else format('%s is ambiguous', _find_view.view)
    end,
    format('Managed views: %s.', v_managed),
    'Name the view with its schema, as in public.my_view.'
  );
  return null;
end;
$$;
comment on function dashboard_refresh._find_view(text) is
  'The managed view of that name, bare or with its schema, under its present name; null means the only one. '
  'Raises unknown_view when there is none, view_required when there are several.';

create or replace function dashboard_refresh._state_of(view dashboard_refresh.views)
returns dashboard_refresh.view_state language plpgsql
-- Volatile, to see what others have committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state;
begin
  select * into v_state from dashboard_refresh.view_state where view_state.view_id = view.id;

  -- A view that was resumed starts without failures; the row learns of it with the next one that is recorded.
  if v_state.failing_revision < view.resumed_revision then
    v_state.consecutive_failures := 0;
    v_state.failing_since := null;
    v_state.failing_revision := null;
    v_state.failure_kind := null;
    v_state.failed_stamp := null;
    v_state.retry_at := null;
  end if;

  return v_state;
end;
$$;
comment on function dashboard_refresh._state_of(dashboard_refresh.views) is
  'The state of a managed view, as of now; null for one that was unmanaged meanwhile.';

create or replace function dashboard_refresh._suspended_until(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns timestamptz language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case when state.consecutive_failures >= view.failure_limit then state.retry_at end;
end;
$$;
comment on function dashboard_refresh._suspended_until(dashboard_refresh.views, dashboard_refresh.view_state) is
  'After failure_limit consecutive failures: ticks before this time do nothing. Null for a view that is not suspended.';
