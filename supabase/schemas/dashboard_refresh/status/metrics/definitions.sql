/* What is measured: each metric by name, in the order in which it is told. */

create or replace function dashboard_refresh._metric_definitions()
returns table (name text, type text, labels text[], help text) language sql immutable
set search_path = pg_catalog, pg_temp as $$
  values
    ('database_info', 'gauge', '{version}'::text[], 'Always 1; the version of the database part.'),
    ('database_clock_timestamp_seconds', 'gauge', '{}', 'The clock of the database when this was read.'),
    ('read_only', 'gauge', '{}', 'Whether the jobs of the database cannot write anything.'),
    ('managed_views', 'gauge', '{}', 'Number of managed views.'),
    ('unmanaged_views', 'gauge', '{}', 'Number of materialized views that are not managed.'),
    ('scheduler_alive', 'gauge', '{}', 'Whether pg_cron fires what is due every minute; absent where its log is off.'),
    ('scheduler_last_fired_timestamp_seconds', 'gauge', '{}', 'When pg_cron last fired any job.'),
    ('watchdog_last_success_timestamp_seconds', 'gauge', '{}', 'When the watchdog last came to its end.'),
    ('watchdog_failing_duties', 'gauge', '{}', 'Number of duties of the watchdog that fail.'),
    ('loop_last_success_timestamp_seconds', 'gauge', '{}', 'When a loop test last came through.'),
    ('loop_leg_seconds', 'gauge', '{leg}', 'How long after the leg before each leg of that test was reached.'),
    ('alerts_undelivered', 'gauge', '{}', 'Number of views whose last alert has been tried and has not arrived.'),
    ('view_state', 'gauge', '{view,state}', 'Whether the view is in this state: fresh, stale, unknown or missing.'),
    ('view_as_of_timestamp_seconds', 'gauge', '{view}',
      'Up to when what the view shows is known to be right; absent while that is unknown.'),
    ('view_data_as_of_timestamp_seconds', 'gauge', '{view}', 'The snapshot that the view shows; absent while unknown.'),
    ('view_max_staleness_seconds', 'gauge', '{view}', 'The promise: how old the data may get.'),
    ('view_promise_kept', 'gauge', '{view}', 'Whether the promise was kept when this was read.'),
    ('view_expected_fresh', 'gauge', '{view}', 'Whether the promise counts: 0 for a view that is paused or has no job.'),
    ('view_paused', 'gauge', '{view}', 'Whether the view is paused.'),
    ('view_suspended', 'gauge', '{view}', 'Whether the view is suspended after failures.'),
    ('view_consecutive_failures', 'gauge', '{view}', 'Failures since the last refresh that succeeded.'),
    ('view_refreshing', 'gauge', '{view}', 'Whether a refresh is under way.'),
    ('view_next_run_timestamp_seconds', 'gauge', '{view}', 'When pg_cron fires the job next; absent where it does not.'),
    ('view_last_refresh_duration_seconds', 'gauge', '{view}', 'How long the last refresh took.'),
    ('view_last_refresh_timestamp_seconds', 'gauge', '{view}', 'When the last refresh ended, however it ended.'),
    ('view_problem', 'gauge', '{view,code}', 'Always 1; the worst that is known of the view, by the code of GET /views.'),
    ('view_open_alert', 'gauge', '{view,kind}', 'Always 1; an alert that is open.'),
    ('runs_total', 'counter', '{view,status,trigger,path}', 'Runs that have ended.'),
    ('refreshes_total', 'counter', '{view,status,trigger,path}', 'Of these, refreshes of their own.'),
    ('refresh_seconds_total', 'counter', '{view,status,trigger,path}', 'Seconds that these refreshes took.'),
    ('rows_inserted_total', 'counter', '{view}', 'Rows that refreshes added.'),
    ('rows_deleted_total', 'counter', '{view}', 'Rows that refreshes removed.'),
    ('ticks_skipped_total', 'counter', '{view}', 'Ticks that left the view as it was, since nothing had changed.'),
    ('seconds_saved_total', 'counter', '{view}', 'Seconds of refreshing that these ticks did not spend.');
$$;
comment on function dashboard_refresh._metric_definitions() is
  'The metrics by name, without the prefix refresh_dashboard_: type, labels and help. A label has few values: a view, or a '
  'word of the contract.';
