/* Asks for a refresh of every managed view. */

create or replace function dashboard_refresh.refresh_all(force boolean default false, requested_by text default null)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_is_suspended boolean;
  v_runs uuid[] := array[]::uuid[];
  v_skipped json[] := array[]::json[];
begin
  perform dashboard_refresh._require_writable();

  for v_view in
    select present.*
    from dashboard_refresh._views_in_order() as ordered
    join dashboard_refresh.views on views.id = ordered.view_id
    cross join lateral dashboard_refresh._present(views) as present
    order by ordered.level, ordered.view_id
  loop
    v_state := dashboard_refresh._state_of(v_view);
    v_is_suspended := coalesce(dashboard_refresh._suspended_until(v_view, v_state) > clock_timestamp(), false);

    if force is true or (v_view.active and not v_is_suspended) then
      v_runs := v_runs || (dashboard_refresh._queue_in_turn(v_view, refresh_all.requested_by)).id;
    else
      v_skipped := v_skipped || json_build_object(
        'view', v_view.view,
        'code', case when v_view.active then 'suspended' else 'paused' end,
        'message', case
          when v_view.active
            then format('%s is suspended after %s failures in a row', v_view.view, v_state.consecutive_failures)
          else format('%s is paused', v_view.view)
        end
      );
    end if;
  end loop;

  return json_build_object(
    'runs', (
      select coalesce(json_agg(dashboard_refresh._run_json(dashboard_refresh._find_run(ids.id)) order by ids.position), '[]')
      from unnest(v_runs) with ordinality as ids (id, position)
    ),
    'skipped', to_json(v_skipped)
  );
end;
$$;
comment on function dashboard_refresh.refresh_all(boolean, text) is
  'Enters a run of every managed view in the ledger, for run() or the rescue jobs, which have begun with them within two '
  'minutes: each has its turn when those of the views it reads have ended, and fails where one of these did, while the others '
  'go on. Returns runs, in this order, and skipped: what is paused or suspended, unless force is true. requested_by: whom the '
  'runs name, by default the session''s role. Commit, for the runs to be seen.';
