/* Runs that somebody wants stopped: the session that works on one, those that wait, and how one ends that was stopped. */

create or replace function dashboard_refresh._stop_work(run_id uuid, until timestamptz)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_session record;
begin
  -- What is taken in this block is let go of with it.
  begin
    -- Not to be had: the run is about to end.
    if not pg_try_advisory_xact_lock_shared(20261107, hashtext(run_id::text)) then
      return false;
    end if;

    v_session := dashboard_refresh._working_session(run_id);

    if v_session.pid is null then
      raise sqlstate 'RB000' using message = 'nothing to stop';
    elsif not dashboard_refresh._may_terminate(v_session.usesysid) then
      raise insufficient_privilege using
        message = format('%s may not cancel the session of %s that refreshes', current_user, v_session.usesysid::regrole),
        hint = format('As a superuser: grant pg_signal_backend to %I; or select pg_cancel_backend(%s);',
          current_user, v_session.pid);
    end if;

    perform pg_cancel_backend(v_session.pid);

    while clock_timestamp() < until and (dashboard_refresh._working_session(run_id)).pid = v_session.pid loop
      perform pg_sleep(0.01);
    end loop;

    raise sqlstate 'RB000' using message = 'let go';
  exception
    when sqlstate 'RB000' then
      return sqlerrm = 'let go';
  end;
end;
$$;
comment on function dashboard_refresh._stop_work(uuid, timestamptz) is
  'Cancels what the session does that works on the run, and nothing else, and waits until it has let go, at most until then. '
  'False where no session works on it or the run is about to end. Raises 42501 where that session may not be cancelled.';

create or replace function dashboard_refresh._cancel_asked(view_id integer, but uuid default null)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_cancelled uuid[];
begin
  with asked as (
    select runs.id
    from dashboard_refresh.runs
    join dashboard_refresh.run_cancellations on run_cancellations.run_id = runs.id
    where runs.view_id = _cancel_asked.view_id and runs.status = 'queued' and runs.id is distinct from but
    for no key update of runs skip locked
  ),
  cancelled as (
    update dashboard_refresh.runs
    set status = 'cancelled',
      finished_at = clock_timestamp()
    from asked
    where runs.id = asked.id
    returning runs.id
  )
  select array_agg(cancelled.id) into v_cancelled from cancelled;

  if v_cancelled is not null then
    perform dashboard_refresh._count_runs(v_cancelled);
  end if;
end;
$$;
comment on function dashboard_refresh._cancel_asked(integer, uuid) is
  'Ends the waiting runs of the view that somebody wants stopped, except the run `but`. The caller holds the view''s lock, so '
  'nobody works on another.';

create or replace function dashboard_refresh._end_work(run dashboard_refresh.runs)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs := run;
begin
  perform dashboard_refresh._lock_finish(run.id);

  if v_run.error_sqlstate = '57014' and dashboard_refresh._is_cancellation_asked(run.id) then
    v_run.status := 'cancelled';
    v_run.error_sqlstate := null;
    v_run.error_message := null;
    v_run.error_hint := null;
  end if;

  return v_run;
end;
$$;
comment on function dashboard_refresh._end_work(dashboard_refresh.runs) is
  'From now on nobody stops this session on account of the run, which has ended. Returns it: cancelled where somebody wanted '
  'that and it did not end otherwise. A signal that was sent before arrives here, as 57014.';
