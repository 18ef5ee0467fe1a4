/* Problems of the view's cron job, and of how pg_cron runs jobs. */

create or replace function dashboard_refresh._job_problems(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_job record;
  -- That of a view which was renamed a moment ago still has the name that the registry has.
  v_commands constant text[] := array[
    dashboard_refresh._tick_command(view.view),
    (select dashboard_refresh._tick_command(views.view) from dashboard_refresh.views where views.id = view.id)
  ];
begin
  select job.jobid, job.schedule, job.active, job.command
  into v_job
  from cron.job
  where job.jobname = view.job_name and job.username = current_user;

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.scheduled and v_job.jobid is null,
        'job_missing', 'error',
        format('The cron job %s is gone, so nothing refreshes the view.', view.job_name),
        'Bring it back by setting scheduled to true.'
      ),
      (
        v_job.jobid is not null
          and (
            (v_job.schedule, v_job.active)
              is distinct from (dashboard_refresh._job_schedule(view.schedule, view.time_zone), view.active)
            or not v_job.command = any (v_commands)
          ),
        'job_altered', 'error',
        format('The cron job %s was changed by hand: it is %s on %s.', view.job_name,
          case when v_job.active then 'active' else 'paused' end, v_job.schedule),
        'Set schedule or active through reconfigure, which writes the whole job again.'
      ),
      (
        state.ticks_missed_since is not null,
        'ticks_missing', 'error',
        format('pg_cron has not fired the job since %s; the watchdog refreshes the view in its place.',
          date_trunc('second', state.ticks_missed_since)),
        'See whether the job is there, active and unchanged; to write it again, set active to true.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._job_problems(dashboard_refresh.views, dashboard_refresh.view_state) is
  'What is wrong with the cron job of a view.';

create or replace function dashboard_refresh._serial_cron_problems(
  has_background_workers boolean,
  max_running_jobs integer,
  is_1_5 boolean
)
returns setof dashboard_refresh.problem language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select
    'cron_is_serial', 'warning',
    format('pg_cron runs one job at a time here (%s), so a long job delays every tick and the watchdog.',
      case when max_running_jobs <= 1 then 'cron.max_running_jobs'
        else 'before 1.5 it does so with cron.use_background_workers' end),
    case
      when max_running_jobs > 1 then 'Upgrade pg_cron, or set cron.use_background_workers to off and restart the server.'
      when has_background_workers then 'Set cron.max_running_jobs to 5 and max_worker_processes to 16 or more, and '
        'restart the server.'
      else 'Set cron.max_running_jobs to 5 or more and restart the server.'
    end
  -- Zero counts as one, and no more jobs run than there are workers for, one of which is the launcher.
  where max_running_jobs <= 1 or (has_background_workers and not is_1_5);
end;
$$;
comment on function dashboard_refresh._serial_cron_problems(boolean, integer, boolean) is
  'The problem that pg_cron runs one job at a time, by its settings use_background_workers and max_running_jobs and whether '
  'it is 1.5 or newer; none where jobs run side by side.';

create or replace function dashboard_refresh._cron_problems()
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_has_workers constant boolean := coalesce(current_setting('cron.use_background_workers', true)::boolean, false);
begin
  return query
  select
    'cron_log_off', 'warning',
    'pg_cron keeps no log (cron.log_run), so ticks that fail or never come go unnoticed.',
    'Set cron.log_run to on.'
  where not coalesce(current_setting('cron.log_run', true)::boolean, true);

  return query
  select *
  from dashboard_refresh._serial_cron_problems(
    v_has_workers,
    least(
      current_setting('cron.max_running_jobs', true)::integer,
      case when v_has_workers then current_setting('max_worker_processes')::integer - 1 end
    ),
    dashboard_refresh._is_cron_at_least(1, 5)
  );
end;
$$;
comment on function dashboard_refresh._cron_problems() is 'What is wrong with the settings of pg_cron.';
