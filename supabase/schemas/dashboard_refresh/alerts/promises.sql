/* Watches the promises, and opens and closes the alerts about them. */

create or replace function dashboard_refresh._check_promises(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_as_of timestamptz;
begin
  -- A view that is paused or has no job is not expected to be fresh.
  for v_view in select * from dashboard_refresh.views where views.active and views.scheduled order by views.id loop
    -- What another session has locked, as one that unmanages the view does, is checked again in a minute.
    select * into v_state
    from dashboard_refresh.view_state
    where view_state.view_id = v_view.id
    for no key update skip locked;

    continue when not found;

    v_as_of := coalesce(dashboard_refresh._recorded_as_of(v_state), v_view.managed_at);

    -- Only where the recorded state breaks the promise is a closer look worth its price.
    if at - v_as_of > v_view.max_staleness then
      v_as_of := coalesce(dashboard_refresh._known_as_of(v_view, v_state, at), v_view.managed_at);
    end if;

    if at - v_as_of > v_view.max_staleness then
      perform dashboard_refresh._open_alert(v_view, 'stale', at);
    else
      v_state := dashboard_refresh._close_alerts(v_view, v_state, array['stale'], at);
    end if;

    if v_state.open_alerts <> '{}' and not exists (
      select from dashboard_refresh.alerts
      where alerts.view_id = v_view.id and alerts.created_at > at - interval '1 day'
    ) then
      perform dashboard_refresh._write_alert(v_view, v_state, 'reminder', at);
    end if;
  end loop;
end;
$$;
comment on function dashboard_refresh._check_promises(timestamptz) is
  'A duty of the watchdog: alerts where max_staleness is exceeded at `at`, records where it no longer is, and reminds of '
  'what has been open for a day.';
