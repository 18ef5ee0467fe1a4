/*
What ticks, refreshes and the watchdog know about each managed view.

Apart from the settings, so that who changes settings and who refreshes never wait for each other.
*/

create table dashboard_refresh.view_state (
  view_id integer primary key references dashboard_refresh.views (id) on delete cascade,

  data_as_of timestamptz,
  verified_at timestamptz,
  upstream_as_of timestamptz,
  sources oid[],
  storage oid[],
  upstream oid[],
  custom_settings text[],
  watched dashboard_refresh.watched[],
  catalog_stamp text,
  catalog_changes bigint,
  untrackable text,
  untrackable_expression text,
  untrackable_instead text,
  untrusted text,
  fingerprint text,
  relation_stamp text,
  rows_written bigint,
  rows_written_epoch text,
  rows_written_since timestamptz,
  is_rows_written_exact boolean not null default false,
  refreshed_elsewhere_at timestamptz,
  null_keys text[],
  last_duration interval,
  last_finished_at timestamptz,
  consecutive_failures integer not null default 0,
  failing_since timestamptz,
  failing_revision integer,
  failure_kind text,
  failed_stamp text,
  retry_at timestamptz,
  open_alerts text[] not null default '{}',
  alerting_since timestamptz,
  tick_due_at timestamptz,
  tick_due_revision integer,
  ticks_missed_since timestamptz,
  consecutive_losses integer not null default 0,
  function_retry_at timestamptz,
  skipped_ticks bigint not null default 0,
  seconds_saved numeric not null default 0,

  constraint view_state_failure_kind_check check (failure_kind in ('transient', 'lasting')),
  -- A streak has a beginning exactly when it has a length.
  constraint view_state_failing_check check (
    (consecutive_failures > 0) = (failing_since is not null) and (failing_since is null) = (failing_revision is null)
  )
)
-- A tick that skips writes verified_at: with room on the page that is a heap-only update, which leaves no bloat.
with (fillfactor = 50);

comment on table dashboard_refresh.view_state is
  'State of each managed view, one row a view: how fresh its data is, what it is made of, failures, alerts and ticks. '
  'Written by ticks, refreshes and the watchdog.';

comment on column dashboard_refresh.view_state.view_id is 'The managed view.';
comment on column dashboard_refresh.view_state.data_as_of is
  'Time of the snapshot the data shows, taken before the refresh started. Null while no refresh of ours succeeded.';
comment on column dashboard_refresh.view_state.verified_at is
  'Time up to which the sources were known to be unchanged since data_as_of, at the last tick that skipped.';
comment on column dashboard_refresh.view_state.upstream_as_of is
  'For a view that reads managed views: how fresh the least fresh of them was when this one was refreshed or verified.';
comment on column dashboard_refresh.view_state.sources is
  'Relations the view reads, through plain views; see _read_definition.';
comment on column dashboard_refresh.view_state.storage is 'The sources with their partitions and children.';
comment on column dashboard_refresh.view_state.upstream is 'The materialized views among the sources.';
comment on column dashboard_refresh.view_state.custom_settings is
  'Session settings that the view reads by name, with current_setting; see _settings_stamp.';
comment on column dashboard_refresh.view_state.watched is
  'The catalog rows that the answer of the view depends on; see _watched.';
comment on column dashboard_refresh.view_state.catalog_stamp is
  'Stamp of these rows at the last refresh; see _catalog_stamp. While it stands, what is known of the definition holds.';
comment on column dashboard_refresh.view_state.catalog_changes is
  'How many changes of the catalogs had been counted when the rows were last seen unchanged; see _catalog_changes.';
comment on column dashboard_refresh.view_state.untrackable is
  'Why changes cannot be seen, so that every tick refreshes; null when they can.';
comment on column dashboard_refresh.view_state.untrackable_expression is
  'The expression or relation that is the reason for that.';
comment on column dashboard_refresh.view_state.untrackable_instead is
  'How to write it so that changes can be seen; null where there is no way.';
comment on column dashboard_refresh.view_state.untrusted is
  'Why the last refresh left no fingerprint, so that the next tick refreshes; null when it did. See _untrusted.';
comment on column dashboard_refresh.view_state.fingerprint is
  'Fingerprint of the storage and the session settings, taken before the last refresh; see _fingerprint.';
comment on column dashboard_refresh.view_state.relation_stamp is
  'Stamp of the view itself after the last refresh; see _relation_stamp.';
comment on column dashboard_refresh.view_state.rows_written is
  'Rows that were written into the view up to the last refresh, as PostgreSQL counts them; see _look_at_writes.';
comment on column dashboard_refresh.view_state.rows_written_epoch is
  'Epoch of that counter, see _statistics_horizon.';
comment on column dashboard_refresh.view_state.rows_written_since is
  'The refresh at which that count began.';
comment on column dashboard_refresh.view_state.is_rows_written_exact is
  'True when nothing that was written before then can still be reported late.';
comment on column dashboard_refresh.view_state.refreshed_elsewhere_at is
  'When it was last noticed that something other than a run has refreshed the view.';
comment on column dashboard_refresh.view_state.null_keys is
  'Columns of unique indexes in which rows of the view have a null, after the last refresh that was concurrent; null while '
  'not known.';
comment on column dashboard_refresh.view_state.last_duration is 'How long the last refresh took.';
comment on column dashboard_refresh.view_state.last_finished_at is 'When the last refresh ended, however it ended.';
comment on column dashboard_refresh.view_state.consecutive_failures is
  'Runs that failed, or were lost in the database, since the last that succeeded.';
comment on column dashboard_refresh.view_state.failing_since is 'End of the first failure of the present streak.';
comment on column dashboard_refresh.view_state.failing_revision is
  'Revision of the settings at that time; see views.resumed_revision.';
comment on column dashboard_refresh.view_state.failure_kind is
  'Kind of the last failure: transient (a retry may succeed) or lasting (somebody has to fix something); see '
  '_failure_kind.';
comment on column dashboard_refresh.view_state.failed_stamp is
  'After a lasting failure: the stamp of the view at that time. When it changes, somebody may have fixed the cause; see '
  '_repair_stamp.';
comment on column dashboard_refresh.view_state.retry_at is
  'After a failure: when the watchdog tries again. Null where only the schedule does.';
comment on column dashboard_refresh.view_state.open_alerts is
  'What an alert was written about and is not over yet: failing, suspended, function_failing, stale.';
comment on column dashboard_refresh.view_state.alerting_since is
  'When the first of the open alerts was opened; null when none is.';
comment on column dashboard_refresh.view_state.tick_due_at is
  'First firing of the job that the watchdog has not accounted for yet; null while that is unknown.';
comment on column dashboard_refresh.view_state.tick_due_revision is
  'Revision of the settings that tick_due_at was computed from.';
comment on column dashboard_refresh.view_state.ticks_missed_since is
  'First firing that pg_cron missed, during an outage that goes on; null while ticks arrive.';
comment on column dashboard_refresh.view_state.consecutive_losses is
  'Runs that were lost on the way to or in the Edge Function since one it was sent came to an end there.';
comment on column dashboard_refresh.view_state.function_retry_at is
  'After three such losses: with path auto, refreshes run in the database until then. Null while the function is used.';

comment on column dashboard_refresh.view_state.skipped_ticks is
  'Ticks that found the sources unchanged, counted where they record it in verified_at. Never falls.';
comment on column dashboard_refresh.view_state.seconds_saved is
  'Seconds of refreshing that these ticks did not spend: for each, as long as the last refresh took. Never falls.';

comment on constraint view_state_failure_kind_check on dashboard_refresh.view_state is
  'A failure is transient or lasting.';

alter table dashboard_refresh.view_state enable row level security;
