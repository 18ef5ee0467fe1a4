/*
The checks of the doctor. One with a source consists of problems that the status knows too; one without is the function
_check_<id>, in checks/. docs/doctor.md has an entry for each.
*/

create or replace function dashboard_refresh._platform_checks()
returns setof dashboard_refresh.doctor_check language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select checks.id, 'platform', false, checks.source, checks.codes, checks.blocked_by, checks.ok
  from (
    values
      ('read_only', 'read_only', '{read_only}'::text[], null, 'The database can be written.'),
      ('adopted', 'installation', '{not_adopted}', null, 'This database is the one that was installed in.'),
      ('function_version', 'function', '{}', null, 'Function and database are of one release.'),
      ('function_secret', 'function', '{}', null, 'The Edge Function has the secret of Vault.'),
      ('clock_skew', 'function', '{}', null, 'The clocks of function and database agree.'),
      ('schema_drift', null, '{}', null, 'Every object is as the release made it.'),
      ('schema_extra', null, '{}', null, 'The schema has nothing in it that the release did not make.'),
      ('schema_privileges', null, '{}', null, 'The API roles reach nothing but the wrappers.'),
      ('wrapper_privileges', null, '{}', null, 'service_role may call every wrapper.'),
      ('schema_exposed', null, '{}', null, 'The API does not offer the schema dashboard_refresh.'),
      ('realtime_publication', null, '{}', null, 'No table of this schema is in the publication of Realtime.'),
      ('cron_installed', 'installation', '{cron_missing}', null, 'pg_cron is installed in this database.'),
      ('cron_scheduler', null, '{}', 'cron_installed', 'The scheduler of pg_cron runs and fires.'),
      ('cron_log', 'cron', '{cron_log_off}', 'cron_installed', 'pg_cron keeps its log.'),
      ('cron_serial', 'cron', '{cron_is_serial}', 'cron_installed', 'pg_cron runs jobs side by side.'),
      ('cron_roles', null, '{}', 'cron_installed', 'Every role that owns a job is there and may log in.'),
      ('time_zone', null, '{}', null, 'Every time zone that a schedule is in is known here.'),
      ('net_installed', null, '{}', null, 'pg_net is installed.'),
      ('net_worker', null, '{}', 'net_installed', 'The worker of pg_net is up.'),
      ('net_backlog', null, '{}', 'net_installed', 'The queue of pg_net is short.'),
      ('net_queue_trigger', null, '{}', 'net_installed', 'The queue of pg_net has no trigger.'),
      ('net_log', null, '{}', 'net_installed', 'pg_net removes its old answers.'),
      ('vault_installed', null, '{}', null, 'Vault is installed and can be read.'),
      ('vault_project_url', null, '{}', 'vault_installed', 'Vault has a well-formed project_url.'),
      ('vault_trigger_secret', null, '{}', 'vault_installed', 'Vault has a well-formed trigger secret.'),
      ('statistics', null, '{}', null, 'Changes of rows are counted.'),
      ('oldest_transaction', null, '{}', null, 'No transaction has been open for long.')
  ) as checks (id, source, codes, blocked_by, ok);
$$;
comment on function dashboard_refresh._platform_checks() is
  'The checks of what everything stands on: the release, the server, pg_cron, pg_net, Vault, the Edge Function.';

create or replace function dashboard_refresh._view_checks()
returns setof dashboard_refresh.doctor_check language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select checks.id, 'view', true, checks.source, checks.codes, checks.blocked_by, checks.ok
  from (
    values
      ('view_exists', 'view', '{view_missing,not_a_materialized_view}'::text[], null, 'The materialized view is there.'),
      ('view_populated', 'view', '{not_populated}', 'view_exists', 'It has data.'),
      ('view_fresh', null, '{}', 'view_exists', 'Its data is as fresh as promised.'),
      ('view_last_run', 'run', '{last_run_failed,last_run_lost}', null, 'The last run succeeded.'),
      ('view_suspended', null, '{}', null, 'Its scheduled refreshes are not suspended.'),
      ('view_paused', null, '{}', null, 'It is not paused.'),
      ('view_waiting', 'path', '{run_waiting}', null, 'No run waits in vain.'),
      ('view_lock', 'promise', '{lock_taken}', null, 'Nobody else holds its lock.'),
      ('view_promise', 'promise', '{schedule_too_slow}', null, 'Its schedule can keep the promise.'),
      ('view_rest', 'promise', '{held_back}', null, 'Its refreshes are not held back by their share of time.'),
      ('view_duration', null, '{}', null, 'Its refreshes are well within max_duration.'),
      ('view_timeout', 'path', '{timeout_below_max_duration}', null, 'No timeout ends its refreshes before max_duration.'),
      ('view_api_limit', 'function', '{max_duration_unreachable}', null, 'max_duration fits the path.'),
      ('view_path', 'function', '{no_edge_function}', null, 'Its refreshes run where the setting path says.'),
      ('view_function', 'path', '{function_failing}', null, 'The Edge Function does not lose its runs.'),
      ('view_owner', 'view', '{not_owner}', 'view_exists', 'The owner of the jobs may refresh it.'),
      ('view_temp', null, '{}', 'view_exists', 'Its owner may make the temporary table of a concurrent refresh.'),
      ('view_privileges', null, '{}', 'view_exists', 'Its owner may read and call what its query names.'),
      ('view_key', 'view', '{no_unique_index}', 'view_exists', 'It has a unique index for a concurrent refresh.'),
      ('view_key_nulls', 'null_keys', '{null_keys}', 'view_exists', 'No key has a null.'),
      ('view_index', null, '{}', 'view_exists', 'All its indexes are valid.'),
      ('view_skips', null, '{}', 'view_exists', 'Ticks can leave it as it is when nothing has changed.'),
      ('view_unmanaged_sources', 'sources', '{reads_unmanaged_view}', 'view_exists', 'It reads no unmanaged materialized view.'),
      ('view_renamed_sources', 'sources', '{reads_renamed_relation}', 'view_exists', 'It reads no relation that was renamed away.'),
      ('view_readers', null, '{}', 'view_exists', 'Nobody reads it without signing in.'),
      ('view_bloat', null, '{}', 'view_exists', 'Vacuum keeps up with its dead rows.'),
      ('view_analyzed', null, '{}', 'view_exists', 'The planner has statistics of it.'),
      ('view_search_path', null, '{}', 'view_exists', 'A refresh under the search_path of PostgreSQL 17 succeeds.')
  ) as checks (id, source, codes, blocked_by, ok);
$$;
comment on function dashboard_refresh._view_checks() is 'The checks that are made for each managed view.';

create or replace function dashboard_refresh._around_checks()
returns setof dashboard_refresh.doctor_check language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select checks.id, 'around', checks.is_of_view, checks.source, checks.codes, checks.blocked_by, checks.ok
  from (
    values
      ('watchdog_job', false, 'watchdog', '{watchdog_missing}'::text[], 'cron_installed', 'The job of the watchdog is active.'),
      ('rescue_jobs', false, 'watchdog', '{rescue_missing}', 'cron_installed', 'The three rescue jobs are active.'),
      ('watchdog_runs', false, 'watchdog', '{watchdog_failing}', 'cron_installed', 'The last run of the watchdog succeeded.'),
      ('watchdog_duties', false, null, '{}', null, 'No duty of the watchdog fails.'),
      ('jobs_orphaned', false, null, '{}', 'cron_installed', 'Every job of ours is that of a managed view.'),
      ('unmanaged_views', false, null, '{}', null, 'Every materialized view is managed.'),
      ('alert_webhook', false, null, '{}', null, 'Alerts have a webhook to go to.'),
      ('cron_log_kept', false, null, '{}', 'cron_installed', 'The log of pg_cron does not grow for ever.'),
      ('ledger_kept', false, null, '{}', null, 'What is old is removed from the ledger.'),
      ('loop', false, null, '{}', null, 'The last loop test was complete.'),
      ('job_present', true, 'job', '{job_missing}', 'cron_installed', 'Its job is there.'),
      ('job_unchanged', true, 'job', '{job_altered}', 'cron_installed', 'Its job is as the settings say.'),
      ('job_fires', true, 'job', '{ticks_missing}', 'cron_installed', 'pg_cron fires its job.'),
      ('other_refreshers', true, 'other_job', '{other_job}', 'cron_installed', 'No other job refreshes it.'),
      ('refreshed_elsewhere', true, 'elsewhere', '{refreshed_elsewhere}', null, 'Nothing else has rewritten it.'),
      ('alerts_delivered', true, 'alerts', '{alert_undelivered}', null, 'Its last alert was delivered.')
  ) as checks (id, is_of_view, source, codes, blocked_by, ok);
$$;
comment on function dashboard_refresh._around_checks() is 'The checks of what is around the views: jobs, alerts, logs.';

create or replace function dashboard_refresh._doctor_checks()
returns setof dashboard_refresh.doctor_check language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select * from dashboard_refresh._platform_checks()
  union all
  select * from dashboard_refresh._view_checks()
  union all
  select * from dashboard_refresh._around_checks();
$$;
comment on function dashboard_refresh._doctor_checks() is 'All checks of the doctor, in their order.';
