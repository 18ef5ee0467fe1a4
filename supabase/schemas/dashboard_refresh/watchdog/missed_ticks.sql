/* Ticks that pg_cron never fired: noticed from its log and the ledger, and recorded. */

create or replace function dashboard_refresh._has_ticked(view dashboard_refresh.views, since timestamptz)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_commands constant text[] := dashboard_refresh._tick_commands(view.view);
begin
  if exists (
    select from dashboard_refresh.runs
    where runs.view_id = view.id and runs.trigger = 'cron' and runs.requested_at >= since
  ) then
    return true;
  -- Without a log there is only the ledger, and a tick that skips is not in it.
  elsif not coalesce(current_setting('cron.log_run', true)::boolean, true) then
    return null;
  end if;

  return (
    select case
      when bool_or(logged.command = any (v_commands) and logged.start_time >= since) then true
      -- So much is logged that these rows do not go back far enough.
      when count(*) = 1000 and min(logged.start_time) >= since then null
      else false
    end
    from dashboard_refresh._recent_log() as logged
  );
end;
$$;
comment on function dashboard_refresh._has_ticked(dashboard_refresh.views, timestamptz) is
  'Whether pg_cron has fired the view''s job at `since` or later, by the ledger and pg_cron''s log; null when that is '
  'unknown.';

create or replace function dashboard_refresh._left_no_trace(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  since timestamptz
)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- A tick that finds the view unchanged says so within the minute before, any other that does its work has a run. What
  -- rests or is held up leaves nothing either: a second look costs little.
  return greatest(state.data_as_of, state.verified_at) < since - interval '90 seconds'
    and not exists (
      select from dashboard_refresh.runs where runs.view_id = view.id and runs.requested_at >= since
    );
end;
$$;
comment on function dashboard_refresh._left_no_trace(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'True when a tick that fired at `since` or later may have been unable to write anything, as in a database that was '
  'read-only.';

create or replace function dashboard_refresh._record_missed_tick(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  -- A tick of this very minute gets its time.
  v_until constant timestamptz := at - dashboard_refresh._pickup_time();
  -- After a change of the settings the next firing is computed from the new ones.
  v_is_known constant boolean := state.tick_due_revision = view.revision and state.tick_due_at is not null;
  v_is_missed boolean;
  v_lost_id uuid;
begin
  if not (view.active and view.scheduled) or (v_is_known and state.tick_due_at > v_until) then
    return false;
  end if;

  v_is_missed := v_is_known and not coalesce(dashboard_refresh._has_ticked(view, state.tick_due_at), true);

  -- Once an outage, however many ticks it swallows. It is no failure of the view, so it is not counted as one.
  if v_is_missed and state.ticks_missed_since is null then
    insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, finished_at, error_message, error_hint)
    values (
      view.id,
      'cron',
      'database',
      'lost',
      -- Runs are ordered by the clock, whatever time is judged by here.
      least(state.tick_due_at, clock_timestamp()),
      at,
      format('pg_cron did not fire the job %s', view.job_name),
      'The watchdog refreshes the view in its place. See the problems in status for what became of the job, and whether '
      'the server was down at that time.'
    )
    returning runs.id into v_lost_id;

    perform dashboard_refresh._count_runs(array[v_lost_id]);
  end if;

  update dashboard_refresh.view_state
  set tick_due_at = dashboard_refresh._next_firing(
      view.schedule,
      case when v_is_known then v_until else at end,
      coalesce(view.time_zone, dashboard_refresh._cron_zone())
    ),
    tick_due_revision = view.revision,
    ticks_missed_since = case when v_is_missed then coalesce(state.ticks_missed_since, state.tick_due_at) end
  where view_state.view_id = view.id;

  return v_is_missed or (v_is_known and dashboard_refresh._left_no_trace(view, state, state.tick_due_at));
end;
$$;
comment on function dashboard_refresh._record_missed_tick(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'True when somebody has to look in the place of a tick that was due _pickup_time() before `at`: pg_cron has not fired the '
  'view''s job, since that is gone or was paused by hand, or the scheduler or the server was down, for which this records '
  'one lost run for the whole outage; or the tick could write nothing.';
