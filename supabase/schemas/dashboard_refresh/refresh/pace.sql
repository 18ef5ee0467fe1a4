/* How much of the time refreshes may take. */

create or replace function dashboard_refresh._rests_until(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns timestamptz language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return state.last_finished_at + state.last_duration * (1 / view.max_duty_cycle - 1)::double precision;
end;
$$;
comment on function dashboard_refresh._rests_until(dashboard_refresh.views, dashboard_refresh.view_state) is
  'Before this time a scheduled refresh would take more than max_duty_cycle of the time; null before the first.';

create or replace function dashboard_refresh._cancel_overlong(view dashboard_refresh.views, at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- A session is ours when it holds the view's lock and, because any role may take an advisory lock, says which run it is
  -- working on. One that is idle has done its work and left its transaction open: it has no statement to cancel, so its
  -- connection is ended.
  perform case
    when pg_stat_activity.state like 'idle in transaction%' then pg_terminate_backend(pg_stat_activity.pid)
    else pg_cancel_backend(pg_stat_activity.pid)
  end
  from pg_catalog.pg_stat_activity
  where pg_stat_activity.pid = (
      select held_locks.pid
      from dashboard_refresh.held_locks
      where held_locks.kind = 'view' and held_locks.key = view.id
    )
    and pg_stat_activity.pid <> pg_backend_pid()
    and dashboard_refresh._is_session_name(pg_stat_activity.application_name)
    and pg_stat_activity.xact_start < at - view.max_duration;
end;
$$;
comment on function dashboard_refresh._cancel_overlong(dashboard_refresh.views, timestamptz) is
  'Cancels the refresh of the view that is under way when its transaction began more than max_duration before `at`.';
