/* Nothing grows for ever. */

create or replace function dashboard_refresh._delete_expired(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_oldest constant timestamptz := at - dashboard_refresh._retention();
begin
  -- A row that another session has locked goes the next time.
  delete from dashboard_refresh.runs
  where runs.id in (select runs.id from dashboard_refresh.runs where runs.finished_at < v_oldest for update skip locked);

  delete from dashboard_refresh.alerts
  where alerts.id in (
    select alerts.id from dashboard_refresh.alerts where alerts.finished_at < v_oldest for update skip locked
  );

  delete from dashboard_refresh.config_changes where config_changes.changed_at < at - interval '1 year';
  -- A duty that still fails is recorded every minute; this one was for a view that is no longer managed.
  delete from dashboard_refresh.duty_failures where duty_failures.last_at < at - interval '1 day';
  -- Of a run that ended while its view was unmanaged.
  delete from dashboard_refresh.run_totals
  where not exists (select from dashboard_refresh.views where views.id = run_totals.view_id);

  -- By command and not by job: a job that was removed and created again has another id, and other projects' rows stay. A
  -- tick that succeeded says nothing the ledger does not, and there may be thousands a day.
  delete from cron.job_run_details
  where job_run_details.command
      ~ '^(set statement_timeout = 0; )?(select dashboard_refresh\.(tick|rescue)\(|call dashboard_refresh\.watchdog\()'
    and (
      coalesce(job_run_details.end_time, job_run_details.start_time)
        < case when job_run_details.status = 'succeeded' then at - interval '1 day' else v_oldest end
      -- A job that did not even start has no times; its neighbours have.
      or (
        job_run_details.start_time is null
        and job_run_details.runid < (
          select min(dated.runid) from cron.job_run_details as dated where dated.start_time >= v_oldest
        )
      )
    );
end;
$$;
comment on function dashboard_refresh._delete_expired(timestamptz) is
  'A duty of the watchdog: deletes runs and alerts that ended more than _retention() before `at`, the audit after a year, '
  'failures of duties there no longer are, and pg_cron''s log rows of this project''s own jobs: those that succeeded '
  'after a day, the others after _retention().';
