/* Looks after one view: ends abandoned runs, and queues a run that makes up for them, for the rescue jobs to run. */

create or replace function dashboard_refresh._needs_rescue(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
    select from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status = 'queued'
      and dashboard_refresh._is_overdue(runs, state.last_finished_at, at)
  )
  or exists (
    select from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status = 'lost'
      and runs.requested_at > coalesce(state.data_as_of, '-infinity')
      -- Made up for once: a refresh that started since then showed the data, or failed in its own right.
      and not exists (
        select from dashboard_refresh.runs as later
        where later.view_id = view.id and later.started_at >= runs.requested_at
      )
  );
end;
$$;
comment on function dashboard_refresh._needs_rescue(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'True when, at `at`, the view has an overdue run, or a lost one that no refresh has made up for yet.';

create or replace function dashboard_refresh._queue_rescue(view_id integer, at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_statistics record;
  v_has_missed_tick boolean;
  v_is_rescue boolean;
begin
  -- What another session has locked, as one that unmanages the view does, is looked at again in a minute.
  perform from dashboard_refresh.view_state
  where view_state.view_id = _queue_rescue.view_id
  for no key update skip locked;

  if not found then
    return;
  end if;

  select * into strict v_view from dashboard_refresh.views where views.id = _queue_rescue.view_id;
  v_state := dashboard_refresh._forget_future_times(v_view, dashboard_refresh._state_of(v_view), at);
  v_has_missed_tick := dashboard_refresh._record_missed_tick(v_view, v_state, at);

  -- The view's lock is taken only where there is work: a tick that fires in the same second must not find the view busy.
  if not (
      v_has_missed_tick
      or dashboard_refresh._needs_rescue(v_view, v_state, at)
      or dashboard_refresh._is_retry_due(v_view, v_state, at)
    )
    or not dashboard_refresh._try_lock_view(v_view.id)
  then
    return;
  end if;

  perform dashboard_refresh._cancel_asked(v_view.id);
  perform dashboard_refresh._mark_overdue_lost(v_view, v_state, at);
  v_state := dashboard_refresh._state_of(v_view);

  if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
    return;
  end if;

  -- A view that is paused is refreshed by nobody who is not asked to.
  if not v_view.active then
    return;
  end if;

  -- Do not retry every minute a refresh that crashes its backend: a suspension holds, unless its retry is due.
  v_is_rescue := dashboard_refresh._is_retry_due(v_view, v_state, at)
    or (
      not coalesce(dashboard_refresh._suspended_until(v_view, v_state) > at, false)
      and dashboard_refresh._needs_rescue(v_view, v_state, at)
    );

  -- In place of the tick, which would have looked too.
  if not v_is_rescue
    and v_has_missed_tick
    and not coalesce(dashboard_refresh._suspended_until(v_view, v_state) > at, false)
  then
    perform dashboard_refresh._record_settings(
      (select pg_settings.reset_val from pg_catalog.pg_settings where pg_settings.name = 'search_path')
    );
    v_statistics := dashboard_refresh._statistics_horizon(at);
    v_is_rescue := dashboard_refresh._why_not_refresh(
      v_view, v_state, v_statistics.known_until, v_statistics.epoch, at
    ) is null;
  end if;

  if v_is_rescue then
    insert into dashboard_refresh.runs (view_id, trigger, path) values (v_view.id, 'watchdog', 'database');
  end if;
end;
$$;
comment on function dashboard_refresh._queue_rescue(integer, timestamptz) is
  'A duty of the watchdog, for each view: notices ticks that never came and marks as lost what nobody picked up, and '
  'leaves a run to the rescue jobs to make up for these or to retry a failed one. That is in the ledger, committed, '
  'before they see it.';
