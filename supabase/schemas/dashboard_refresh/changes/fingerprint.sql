/*
Tells whether a view's sources may have changed since its last refresh, at no cost to writers.

What is compared: for each relation that is read, with its partitions and children, the file it is stored in and the
counters of rows inserted, updated and deleted; since when these count; the settings of the session; and the rows of the
catalogs that the answer depends on (see _watched). All of it is committed state, and it is read before the snapshot of the refresh it is stored
with. A backend reports its counters after its commit became visible (pgstat.c), so whatever is in the stored state is in
the data too: a late report costs a later refresh, or one too many, and never hides a change.

What cannot be seen this way makes a view untrackable, with the reason, and it is then refreshed on every tick. What
remains unknown is bounded by the setting force_after.

What every tick calls is plpgsql, which keeps its plans; a function in SQL that sets search_path is planned at each call.
Few statements, over few catalogs: pg_cron gives each firing a session of its own, which pays for each of them again.
*/

create or replace function dashboard_refresh._fingerprint(storage oid[], epoch text, custom_settings text[])
returns text language plpgsql
set search_path = pg_catalog, pg_temp
-- Planned once a session: a plan for just these arrays looks cheaper, and would be made again at each call.
set plan_cache_mode = force_generic_plan
as $$
begin
  -- Without counters, or without knowing since when they count, nothing is known.
  if epoch is null or not current_setting('track_counts')::boolean then
    return null;
  end if;

  return md5(concat_ws(
    '|',
    epoch,
    dashboard_refresh._settings_stamp(custom_settings),
    (
      select string_agg(
        concat_ws(
          ':',
          relation,
          pg_relation_filenode(relation),
          -- What all have reported, and what this session has not reported yet: it moves from one to the other.
          pg_stat_get_tuples_inserted(relation) + pg_stat_get_xact_tuples_inserted(relation),
          pg_stat_get_tuples_updated(relation) + pg_stat_get_xact_tuples_updated(relation),
          pg_stat_get_tuples_deleted(relation) + pg_stat_get_xact_tuples_deleted(relation)
        ),
        ',' order by relation
      )
      from unnest(storage) as stored (relation)
    )
  ));
end;
$$;
comment on function dashboard_refresh._fingerprint(oid[], text, text[]) is
  'A value that changes when what these relations hold, or the session settings, may have changed; null when that cannot '
  'be known. epoch: of the counters, see _statistics_horizon; custom_settings: those that the view reads by name.';

create or replace function dashboard_refresh._has_same_sources(state dashboard_refresh.view_state, epoch text)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return state.untrackable is null
    and state.fingerprint = dashboard_refresh._fingerprint(state.storage, epoch, state.custom_settings)
    -- While nobody has changed the catalogs there is nothing to compare.
    and (
      state.catalog_changes = dashboard_refresh._catalog_changes()
      or state.catalog_stamp = dashboard_refresh._catalog_stamp(state.watched)
    );
end;
$$;
comment on function dashboard_refresh._has_same_sources(dashboard_refresh.view_state, text) is
  'True when nothing reported since the last refresh can have changed what that refresh would show. Null or false: unknown. '
  'epoch: of the counters, see _statistics_horizon.';

create or replace function dashboard_refresh._is_unchanged(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  epoch text
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._shows_last_refresh(view, state) and dashboard_refresh._has_same_sources(state, epoch);
end;
$$;
comment on function dashboard_refresh._is_unchanged(dashboard_refresh.views, dashboard_refresh.view_state, text) is
  'True when nothing reported since the last refresh can have changed what the view shows. Null or false: unknown. '
  'epoch: of the counters, see _statistics_horizon.';
