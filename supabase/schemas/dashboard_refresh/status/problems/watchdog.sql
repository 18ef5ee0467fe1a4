/* Problems of the watchdog. */

create or replace function dashboard_refresh._watchdog_problems(view dashboard_refresh.views, at timestamptz)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_command constant text := dashboard_refresh._watchdog_command();
  v_last constant dashboard_refresh.logged_firing := dashboard_refresh._last_watchdog_firing();
  v_rescue_jobs bigint;
begin
  select count(*) into v_rescue_jobs
  from cron.job
  join dashboard_refresh._standing_jobs() as standing
    on standing.job_name = job.jobname and standing.command = job.command
  where job.active and job.command <> v_command;

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        not exists (select from cron.job where job.command = v_command and job.active),
        'watchdog_missing', 'error',
        'The cron job refresh-dashboard-watchdog is gone or paused, so lost runs stay unnoticed.',
        'select dashboard_refresh._make_standing_jobs();'
      ),
      (
        v_rescue_jobs < 3,
        'rescue_missing', case when v_rescue_jobs = 0 then 'error' else 'warning' end,
        format('Of the cron jobs refresh-dashboard-rescue-1 to 3, %s %s there, unchanged and active: lost runs and cascades '
          'in the database %s.', v_rescue_jobs, case when v_rescue_jobs = 1 then 'is' else 'are' end,
          case when v_rescue_jobs = 0 then 'wait for the next tick' else 'may have to wait for each other' end),
        'select dashboard_refresh._make_standing_jobs();'
      ),
      (
        v_last.status = 'failed',
        'watchdog_failing', 'error',
        format('The watchdog''s last run failed: %s',
          coalesce(dashboard_refresh._safe_message(v_last.return_message), 'pg_cron gives no reason')),
        'See the server''s log at that time; lost runs stay unnoticed until it runs again.'
      ),
      (
        v_last.status is distinct from 'failed' and dashboard_refresh._has_stalled(v_last, at),
        'cron_stalled', 'error',
        format('pg_cron has fired nothing of ours since %s.', date_trunc('second', v_last.start_time)),
        'See whether the pg_cron launcher runs (pg_stat_activity) and whether a long job keeps it busy.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;

  return query
  select
    'watchdog_duty_failing',
    'error',
    format('A duty of the watchdog, %s, fails since %s: %s', duty_failures.duty,
      date_trunc('second', duty_failures.since), duty_failures.error_message),
    'Its other duties go on. See the server''s log at that time.'
  from dashboard_refresh.duty_failures
  where duty_failures.view_id is null or duty_failures.view_id = view.id
  order by duty_failures.duty;
end;
$$;
comment on function dashboard_refresh._watchdog_problems(dashboard_refresh.views, timestamptz) is
  'What is wrong with the watchdog, its duties for this view included.';
