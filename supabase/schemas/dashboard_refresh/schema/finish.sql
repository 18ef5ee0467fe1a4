/*
Who may end a run, and who may signal the session that works on it.

A signal reaches a session a moment after it was sent, whatever that does by then. So checks alone cannot keep it from the
session's next statement. Who works on a run shares its finish lock, and lets go of that with what a failure undoes, or has it
alone before it ends. Who signals shares it too, looks, signals, and keeps it until the other has let go: meanwhile nobody
ends. Lock, share and owner are one lock of PostgreSQL's, so that nobody sees half of it.
*/

create or replace function dashboard_refresh._is_cancellation_asked(run_id uuid)
returns boolean language plpgsql
-- Volatile, to see what others have committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
      select from dashboard_refresh.run_cancellations where run_cancellations.run_id = _is_cancellation_asked.run_id
    )
    -- Not committed yet: who cancels waits for the end of the run.
    or exists (
      select from dashboard_refresh.held_locks
      where held_locks.kind = 'cancel'
        and held_locks.key = hashtext(_is_cancellation_asked.run_id::text)
        and held_locks.pid <> pg_backend_pid()
    );
end;
$$;
comment on function dashboard_refresh._is_cancellation_asked(uuid) is 'Whether somebody wants the run to be stopped.';

create or replace function dashboard_refresh._begin_work(run_id uuid)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Tried only: any role can take an advisory lock, and must not hold up a refresh. Such a run cannot be cancelled.
  perform pg_try_advisory_xact_lock_shared(20261107, hashtext(run_id::text));

  if dashboard_refresh._is_cancellation_asked(run_id) then
    raise query_canceled;
  end if;
end;
$$;
comment on function dashboard_refresh._begin_work(uuid) is
  'From now on a signal that cancels the run may come, until it is ended, or what is done since is rolled back. Raises 57014, '
  'as that does, where somebody wants it stopped already.';

create or replace function dashboard_refresh._lock_finish(run_id uuid)
returns void language plpgsql
set search_path = pg_catalog, pg_temp
-- Longer than anybody keeps it who cancels.
set lock_timeout = '10s'
as $$
begin
  perform pg_advisory_xact_lock(20261107, hashtext(run_id::text));
exception
  when lock_not_available then
    raise warning using
      message = format('run %s ends though another session holds its finish lock', run_id),
      errcode = 'lock_not_available';
end;
$$;
comment on function dashboard_refresh._lock_finish(uuid) is
  'Waits until nobody is about to signal this session, and keeps it so until the end of the transaction. A signal that was '
  'sent before arrives here, at the latest at the next statement of the caller.';

create or replace function dashboard_refresh._working_session(run_id uuid, out pid integer, out usesysid oid)
language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- What a session does changes within the caller's statement.
  perform pg_stat_clear_snapshot();

  select pg_stat_activity.pid, pg_stat_activity.usesysid
  into pid, usesysid
  from dashboard_refresh.held_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
  where held_locks.kind = 'finish'
    and held_locks.key = hashtext(_working_session.run_id::text)
    and not held_locks.is_exclusive
    and held_locks.pid <> pg_backend_pid()
    -- Who cancels shares the lock as well.
    and dashboard_refresh._session_run(pg_stat_activity.application_name) = _working_session.run_id
    and exists (
      select from dashboard_refresh.held_locks as of_view
      where of_view.kind = 'view' and of_view.pid = held_locks.pid
    )
  limit 1;
end;
$$;
comment on function dashboard_refresh._working_session(uuid) is
  'The session that works on the run and can still be stopped, and its role; null where there is none. The answer stays '
  'true while the caller shares the finish lock.';
