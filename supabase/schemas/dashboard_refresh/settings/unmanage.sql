/*
Takes a view out of the registry.

A session that ends a run locks its row, then that of the state, and may enter an alert, which refers to the view: the other way
round than deleting does. So all rows are locked first, and let go again where one is not to be had, before whoever waits for
them gives up (1 s, see _record_outcome) or PostgreSQL finds a deadlock (deadlock_timeout, 1 s).
*/

create or replace function dashboard_refresh._try_lock_rows(view_id integer)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp
set lock_timeout = '200ms'
as $$
begin
  perform from dashboard_refresh.views where views.id = _try_lock_rows.view_id for update;
  perform from dashboard_refresh.runs where runs.view_id = _try_lock_rows.view_id for update;
  perform from dashboard_refresh.view_state where view_state.view_id = _try_lock_rows.view_id for update;
  perform from dashboard_refresh.alerts where alerts.view_id = _try_lock_rows.view_id for update;
  perform from dashboard_refresh.doctor_silences where doctor_silences.view_id = _try_lock_rows.view_id for update;
  perform
  from dashboard_refresh.run_cancellations
  join dashboard_refresh.runs on runs.id = run_cancellations.run_id
  where runs.view_id = _try_lock_rows.view_id
  for update of run_cancellations;
  return true;
exception
  when lock_not_available then
    return false;
end;
$$;
comment on function dashboard_refresh._try_lock_rows(integer) is
  'Locks all rows that go with a view, until the end of the transaction. False, and nothing is locked, when one of them is '
  'not to be had within 0.2 s.';

create or replace function dashboard_refresh._lock_rows(view_id integer)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_began_at constant timestamptz := clock_timestamp();
  -- The caller's, as any statement of theirs keeps it. 0: no limit.
  v_limit constant interval := current_setting('lock_timeout')::interval;
begin
  while not dashboard_refresh._try_lock_rows(view_id) loop
    if v_limit > interval '0' and clock_timestamp() - v_began_at > v_limit then
      raise lock_not_available using
        message = format('the rows of the view are locked, and were for as long as lock_timeout, %s', v_limit),
        hint = 'A session that refreshes it, or has a transaction open that changed them, holds them. Try again when it is over.';
    end if;

    perform pg_sleep(0.1);
  end loop;
end;
$$;
comment on function dashboard_refresh._lock_rows(integer) is
  'Waits until all rows that go with a view are locked, and makes nobody else wait for longer than 0.2 s meanwhile. Raises 55P03 '
  'after the caller''s lock_timeout.';

create or replace function dashboard_refresh.unmanage(
  view text,
  changed_by text default null,
  restore_job boolean default false
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
begin
  perform dashboard_refresh._lock_configuration();
  v_view := dashboard_refresh._find_view(unmanage.view);

  perform cron.unschedule(job.jobid)
  from cron.job
  where job.jobname = v_view.job_name
    and job.username = current_user
    -- Of a view that has no job somebody else's may have the name.
    and (v_view.scheduled or job.command = any (dashboard_refresh._tick_commands(v_view.view)));

  if unmanage.restore_job then
    perform dashboard_refresh._restore_job(v_view);
  end if;

  perform dashboard_refresh._lock_rows(v_view.id);
  delete from dashboard_refresh.views where views.id = v_view.id;
  delete from dashboard_refresh.run_totals where run_totals.view_id = v_view.id;
  perform dashboard_refresh._sync_freshness_readers();

  insert into dashboard_refresh.config_changes (changed_by, action, view, before)
  values (
    coalesce(unmanage.changed_by, session_user), 'unmanage', v_view.view, dashboard_refresh._settings_json(v_view)
  );
end;
$$;
comment on function dashboard_refresh.unmanage(text, text, boolean) is
  'Stops managing a view: removes its job, its settings, its state and its runs, and leaves the view itself alone. '
  'restore_job: a hand-made job that was taken over is put back as it was; where there was none nothing is. The audit '
  'stays. Raises unknown_view, view_required, job_conflict, 55P03.';
