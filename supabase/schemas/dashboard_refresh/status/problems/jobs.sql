/* Problems of the cron jobs: the view's own, others that refresh it too, and how pg_cron runs them. */

create or replace function dashboard_refresh._job_problems(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_job record;
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
          and (v_job.schedule, v_job.active, v_job.command)
            is distinct from (view.schedule, view.active, dashboard_refresh._tick_command(view.view)),
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

  return query
  select
    'other_job',
    'warning',
    format('Other cron jobs refresh the view too: %s.',
      string_agg(coalesce(job.jobname, job.jobid::text), ', ' order by job.jobid)),
    'Unschedule them: their refreshes are neither counted nor kept apart from these.'
  from cron.job
  where job.active
    and job.jobid is distinct from v_job.jobid
    and job.command ~* '\mrefresh\s+materialized\s+view\M'
    and job.command ~ ('\m' || regexp_replace(view.view_name, '([^[:alnum:]_])', '\\\1', 'g') || '\M')
  having count(*) > 0;
end;
$$;
comment on function dashboard_refresh._job_problems(dashboard_refresh.views, dashboard_refresh.view_state) is
  'What is wrong with the cron job of a view, and which other jobs refresh it.';

create or replace function dashboard_refresh._cron_problems()
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        not coalesce(current_setting('cron.log_run', true)::boolean, true),
        'cron_log_off', 'warning',
        'pg_cron keeps no log (cron.log_run), so ticks that fail or never come go unnoticed.',
        'Set cron.log_run to on.'
      ),
      (
        -- This mode has no effect on the refreshes of the Edge Function, only on those in the database.
        current_setting('cron.use_background_workers', true)::boolean,
        'cron_is_serial', 'warning',
        'pg_cron runs one job at a time here (cron.use_background_workers), so a long job delays every tick and the '
          'watchdog.',
        'Set cron.use_background_workers to off, or keep refreshes in the Edge Function.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._cron_problems() is 'What is wrong with the settings of pg_cron.';
