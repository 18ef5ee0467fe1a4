/*
Whether what is recorded is known of the view as it is.

What a refresh left behind is known of one relation, in one storage. When another takes its name, or when it is emptied,
restored or rewritten by somebody else, nothing is known until the next refresh.
*/

create or replace function dashboard_refresh._shows_last_refresh(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return coalesce(
    state.relation_stamp = dashboard_refresh._relation_stamp(dashboard_refresh._relation_oid(view)), false
  );
end;
$$;
comment on function dashboard_refresh._shows_last_refresh(dashboard_refresh.views, dashboard_refresh.view_state) is
  'True when what is there under the view''s name is the relation, and the storage, that the last refresh of ours left.';

create or replace function dashboard_refresh._known_state(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns dashboard_refresh.view_state language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state := state;
begin
  if not dashboard_refresh._shows_last_refresh(view, state) then
    v_state.data_as_of := null;
    v_state.verified_at := null;
    v_state.upstream_as_of := null;
    v_state.sources := null;
    v_state.upstream := null;
    v_state.untrackable := null;
    v_state.fingerprint := null;
  end if;

  return v_state;
end;
$$;
comment on function dashboard_refresh._known_state(dashboard_refresh.views, dashboard_refresh.view_state) is
  'The state of a view without what was recorded of another relation of that name, or of data that is no longer there: '
  'what may be said of the view now.';
