/* Watches the promises, and opens and closes the alerts about them. */

create or replace function dashboard_refresh._check_promises(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_as_of timestamptz;
  v_is_stale boolean;
  v_is_reminder_due boolean;
begin
  -- A view that is paused or has no job is not expected to be fresh.
  for v_view in select * from dashboard_refresh.views where views.active and views.scheduled order by views.id loop
    v_state := dashboard_refresh._state_of(v_view);
    v_as_of := coalesce(dashboard_refresh._recorded_as_of(v_state), v_view.managed_at);

    -- Only where the recorded state breaks the promise is a closer look worth its price.
    if at - v_as_of > v_view.max_staleness then
      -- Of what has taken the place of the data nothing is known; the promise counts from when something was.
      v_as_of := coalesce(dashboard_refresh._known_as_of(v_view, v_state, at), v_as_of);
    end if;

    v_is_stale := at - v_as_of > v_view.max_staleness;
    v_is_reminder_due := v_state.open_alerts <> '{}' and not exists (
      select from dashboard_refresh.alerts
      where alerts.view_id = v_view.id and alerts.created_at > at - interval '1 day'
    );

    continue when v_is_stale = ('stale' = any (v_state.open_alerts)) and not v_is_reminder_due;

    -- Locked only where there is something to write: a row lock is a write too. What another session has locked, as one
    -- that unmanages the view does, is checked again in a minute.
    perform from dashboard_refresh.view_state where view_state.view_id = v_view.id for no key update skip locked;

    continue when not found;

    v_state := dashboard_refresh._state_of(v_view);

    if v_is_stale and not 'stale' = any (v_state.open_alerts) then
      perform dashboard_refresh._open_alert(v_view, 'stale', at);
    elsif not v_is_stale and 'stale' = any (v_state.open_alerts) then
      perform dashboard_refresh._close_alerts(v_view, v_state, array['stale'], at);
    elsif v_is_reminder_due and v_state.open_alerts <> '{}' then
      perform dashboard_refresh._write_alert(v_view, v_state, 'reminder', at);
    end if;
  end loop;
end;
$$;
comment on function dashboard_refresh._check_promises(timestamptz) is
  'A duty of the watchdog: alerts where max_staleness is exceeded at `at`, records where it no longer is, and reminds of '
  'what has been open for a day.';
