/* Takes a view out of the registry. */

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

  delete from dashboard_refresh.views where views.id = v_view.id;

  insert into dashboard_refresh.config_changes (changed_by, action, view, before)
  values (
    coalesce(unmanage.changed_by, session_user), 'unmanage', v_view.view, dashboard_refresh._settings_json(v_view)
  );
end;
$$;
comment on function dashboard_refresh.unmanage(text, text, boolean) is
  'Stops managing a view: removes its job, its settings, its state and its runs, and leaves the view itself alone. '
  'restore_job: a hand-made job that was taken over is put back as it was; where there was none nothing is. The audit '
  'stays. Raises unknown_view, view_required, job_conflict.';
