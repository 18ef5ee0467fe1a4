/*
Purpose: the registry of managed views, their settings and what is known about their data.

Objects: table dashboard_refresh.views.

A view is known by its name and not by its oid: it may be managed before it exists, and dropped and made again.
The comment of each check constraint is the text a caller is shown when a value breaks it, so rule and message stay
in one place.
*/

create table dashboard_refresh.views (
  id integer generated always as identity primary key,
  schema_name text not null,
  view_name text not null,
  view text not null generated always as (quote_ident(schema_name) || '.' || quote_ident(view_name)) stored unique,
  job_name text not null unique,

  schedule text not null default '*/5 * * * *',
  active boolean not null default true,
  scheduled boolean not null default true,
  path text not null default 'auto',
  "concurrently" text not null default 'auto',
  max_staleness interval not null default '10 minutes',
  lock_timeout interval not null default '10 seconds',
  max_duration interval not null default '5 minutes',
  failure_limit integer not null default 5,
  skip_unchanged boolean not null default true,
  max_duty_cycle numeric not null default 0.5,
  force_after interval not null default '1 hour',

  data_as_of timestamptz,
  verified_at timestamptz,
  upstream_as_of timestamptz,
  rules oid[],
  sources oid[],
  upstream oid[],
  functions oid[],
  unwatchable text,
  fingerprint text,
  relation_state text,
  last_duration interval,
  last_finished_at timestamptz,
  consecutive_failures integer not null default 0,
  failing_since timestamptz,
  failure_kind text,
  failed_outline text,
  retry_at timestamptz,
  suspended_until timestamptz
    generated always as (case when consecutive_failures >= failure_limit then retry_at end) stored,
  open_alerts text[] not null default '{}',
  alerting_since timestamptz,
  tick_due_at timestamptz,
  ticks_missed_since timestamptz,
  managed_at timestamptz not null default now(),

  -- A job name fits the column that pg_cron before 1.5 keeps it in, a name of 63 bytes.
  constraint views_job_name_check check (octet_length(job_name) between 1 and 63),
  constraint views_failure_kind_check check (failure_kind in ('transient', 'lasting')),
  constraint views_path_check check (path in ('auto', 'edge', 'database')),
  constraint views_concurrently_check check ("concurrently" in ('auto', 'always', 'never')),
  constraint views_max_staleness_check check (max_staleness between interval '10 seconds' and interval '30 days'),
  constraint views_lock_timeout_check
    check (lock_timeout between interval '100 milliseconds' and interval '5 minutes'),
  constraint views_max_duration_check check (max_duration between interval '1 second' and interval '6 hours'),
  constraint views_failure_limit_check check (failure_limit between 1 and 1000),
  constraint views_max_duty_cycle_check check (max_duty_cycle between 0.001 and 1),
  constraint views_force_after_check check (force_after between interval '1 minute' and interval '30 days')
)
-- A tick that skips writes verified_at: with room on the page that is a heap-only update, which leaves no bloat.
with (fillfactor = 50);

comment on table dashboard_refresh.views is
  'Registry of managed views: one row a view, its settings and what is known about its data. '
  'Change it through manage, unmanage and reconfigure, which keep the cron job in step and write the audit.';

comment on column dashboard_refresh.views.id is 'Key, also the second half of the view''s advisory lock.';
comment on column dashboard_refresh.views.schema_name is 'Schema of the materialized view, unquoted.';
comment on column dashboard_refresh.views.view_name is 'Name of the materialized view, unquoted.';
comment on column dashboard_refresh.views.view is 'Qualified name, quoted where it must be; what callers are shown.';
comment on column dashboard_refresh.views.job_name is 'Name of the pg_cron job that ticks for this view.';
comment on column dashboard_refresh.views.schedule is
  'Setting: cron expression of the job, or ''N seconds'' (1-59) where pg_cron is 1.5 or newer.';
comment on column dashboard_refresh.views.active is 'Setting: false pauses the job.';
comment on column dashboard_refresh.views.scheduled is 'Setting: false removes the job, true brings it back.';
comment on column dashboard_refresh.views.path is
  'Setting: where scheduled refreshes run. auto: through the Edge Function where it is configured, else database.';
comment on column dashboard_refresh.views."concurrently" is
  'Setting: auto refreshes concurrently where PostgreSQL can; always fails where it cannot; never blocks readers '
  'while it rewrites the view.';
comment on column dashboard_refresh.views.max_staleness is 'Setting: the promise, how old the data may get.';
comment on column dashboard_refresh.views.lock_timeout is 'Setting: how long a refresh waits for each lock.';
comment on column dashboard_refresh.views.max_duration is
  'Setting: how long a refresh may take before the watchdog cancels it. An API call is cut at 55 s whatever this says.';
comment on column dashboard_refresh.views.failure_limit is
  'Setting: failures in a row after which scheduled refreshes back off.';
comment on column dashboard_refresh.views.skip_unchanged is
  'Setting: true leaves a tick without a refresh when no source has changed since the last.';
comment on column dashboard_refresh.views.max_duty_cycle is
  'Setting: the share of time scheduled refreshes may take; 0.5 rests as long as the last refresh took.';
comment on column dashboard_refresh.views.force_after is
  'Setting: refresh at least this often though nothing seems to have changed.';
comment on column dashboard_refresh.views.data_as_of is
  'Time of the snapshot the data shows: taken before the refresh started. Null while no refresh of ours succeeded.';
comment on column dashboard_refresh.views.verified_at is
  'Time up to which the sources were known to be unchanged since data_as_of, at the last tick that skipped.';
comment on column dashboard_refresh.views.upstream_as_of is
  'For a view that reads managed views: how fresh the least fresh of them was when this one was refreshed or verified.';
comment on column dashboard_refresh.views.rules is 'Rewrite rules that hold the view''s definition; see _define.';
comment on column dashboard_refresh.views.sources is 'Relations the view reads, partitions not unfolded; see _define.';
comment on column dashboard_refresh.views.upstream is 'The materialized views among the sources.';
comment on column dashboard_refresh.views.functions is 'Functions of users that the view calls; see _define.';
comment on column dashboard_refresh.views.unwatchable is 'Why changes cannot be seen, so that every tick refreshes.';
comment on column dashboard_refresh.views.fingerprint is
  'State of rules, sources and functions, taken before the last refresh; see _source_state.';
comment on column dashboard_refresh.views.relation_state is 'State of the view itself after the last refresh.';
comment on column dashboard_refresh.views.last_duration is 'How long the last refresh took.';
comment on column dashboard_refresh.views.last_finished_at is 'When the last refresh ended, however it ended.';
comment on column dashboard_refresh.views.consecutive_failures is
  'Runs that failed or were lost since the last that succeeded.';
comment on column dashboard_refresh.views.failing_since is 'End of the first failure of the present streak.';
comment on column dashboard_refresh.views.failure_kind is
  'What the last failure was: transient, so that trying again may do, or lasting until somebody mends it; see _failure_kind.';
comment on column dashboard_refresh.views.failed_outline is
  'After a lasting failure: the outline of the view then. Another one says that somebody has mended it; see _outline.';
comment on column dashboard_refresh.views.retry_at is
  'After a failure: from when on the watchdog tries again, if nobody has before. Null where only the schedule does.';
comment on column dashboard_refresh.views.suspended_until is
  'retry_at, once failure_limit failures in a row are reached: ticks before this time do nothing.';
comment on column dashboard_refresh.views.open_alerts is
  'What somebody has been alerted to and is not over yet: failing, suspended, stale.';
comment on column dashboard_refresh.views.alerting_since is 'When the first of these was opened; null when none is open.';
comment on column dashboard_refresh.views.tick_due_at is
  'The first firing of the job the watchdog has not accounted for yet; null while that is to be found out.';
comment on column dashboard_refresh.views.ticks_missed_since is
  'The first firing that pg_cron owes us, of an outage that goes on; null while its ticks arrive.';
comment on column dashboard_refresh.views.managed_at is 'When the view was registered.';

comment on constraint views_job_name_check on dashboard_refresh.views is 'job_name must have 1 to 63 bytes.';
comment on constraint views_failure_kind_check on dashboard_refresh.views is 'A failure is transient or lasting.';
comment on constraint views_path_check on dashboard_refresh.views is 'path must be auto, edge or database.';
comment on constraint views_concurrently_check on dashboard_refresh.views is
  'concurrently must be auto, always or never.';
comment on constraint views_max_staleness_check on dashboard_refresh.views is
  'max_staleness must be from 10 seconds to 30 days.';
comment on constraint views_lock_timeout_check on dashboard_refresh.views is
  'lock_timeout must be from 100 milliseconds to 5 minutes.';
comment on constraint views_max_duration_check on dashboard_refresh.views is
  'max_duration must be from 1 second to 6 hours.';
comment on constraint views_failure_limit_check on dashboard_refresh.views is 'failure_limit must be from 1 to 1000.';
comment on constraint views_max_duty_cycle_check on dashboard_refresh.views is
  'max_duty_cycle must be from 0.001 to 1, a share of time.';
comment on constraint views_force_after_check on dashboard_refresh.views is
  'force_after must be from 1 minute to 30 days.';

alter table dashboard_refresh.views enable row level security;

revoke all on table dashboard_refresh.views from public, anon, authenticated, service_role;
