/* Runs that somebody wanted stopped and nobody has ended since. */

create or replace function dashboard_refresh._finish_cancellations(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run record;
begin
  for v_run in
    select runs.id, runs.view_id
    from dashboard_refresh.runs
    join dashboard_refresh.run_cancellations on run_cancellations.run_id = runs.id
    where runs.status = 'queued'
    order by runs.requested_at
  loop
    if dashboard_refresh._try_lock_view(v_run.view_id) then
      perform dashboard_refresh._cancel_asked(v_run.view_id);
    else
      -- It may have begun in the moment in which it was cancelled.
      begin
        perform dashboard_refresh._stop_work(v_run.id, clock_timestamp() + interval '1 second');
      exception
        -- By a superuser, say: its end is waited for, and that of the others is not.
        when insufficient_privilege then
          raise warning using message = sqlerrm, errcode = sqlstate;
      end;
    end if;
  end loop;
end;
$$;
comment on function dashboard_refresh._finish_cancellations(timestamptz) is
  'A duty of the watchdog: ends the queued runs that somebody wanted stopped.';
