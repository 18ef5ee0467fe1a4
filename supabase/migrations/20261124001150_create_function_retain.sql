/*
Purpose: nothing grows for ever.

Objects: function _retain.
*/

create function dashboard_refresh._retain(at timestamptz)
returns void
language sql
volatile
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  delete from dashboard_refresh.runs where runs.finished_at < at - interval '14 days';
  delete from dashboard_refresh.alerts where alerts.finished_at < at - interval '14 days';
  delete from dashboard_refresh.config_changes where config_changes.changed_at < at - interval '1 year';
  -- A duty that still fails is noted every minute; this one was for a view that is no longer managed.
  delete from dashboard_refresh.watchdog_failures where watchdog_failures.last_at < at - interval '1 day';

  -- By command and not by job: a job that was removed and made again has another id, and other projects' rows stay. A
  -- tick that succeeded says nothing the ledger does not, and there may be thousands a day.
  delete from cron.job_run_details
  where job_run_details.command ~ '^(select dashboard_refresh\.tick\(|call dashboard_refresh\.watchdog\()'
    and (
      coalesce(job_run_details.end_time, job_run_details.start_time) < at - case
        when job_run_details.status = 'succeeded' then interval '1 day'
        else interval '14 days'
      end
      -- A job that did not even start has no times; its neighbours have.
      or (
        job_run_details.start_time is null
        and job_run_details.runid < (
          select min(dated.runid) from cron.job_run_details as dated where dated.start_time >= at - interval '14 days'
        )
      )
    );
end;

comment on function dashboard_refresh._retain(timestamptz) is
  'A duty of the watchdog: removes runs and alerts that ended more than 14 days before `at`, the audit after a year, '
  'failures of duties there no longer are, and pg_cron''s log rows of this project''s own jobs: those that succeeded after a day, the others after 14.';

revoke all on function dashboard_refresh._retain(timestamptz) from public, anon, authenticated, service_role;
