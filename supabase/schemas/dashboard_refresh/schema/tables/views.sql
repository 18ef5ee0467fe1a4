/*
The registry: which materialized views are managed, and their settings.

A setting is a column whose comment starts with "Setting:". Its default, its check and the comments of both are its
definition: settings(), manage, reconfigure and their error messages read them from the catalog, and nothing else lists
settings. So adding one is adding a column here, at the end, with its check and comments.

A view is known by its name and not by its oid: it may be managed before it exists, and dropped and created again. The
oid serves where nothing has the name any more: a view that was renamed or moved to another schema is followed there.

Long: one table, a line a setting for what it is and a line for what it may be.
*/

create table dashboard_refresh.views (
  id integer generated always as identity primary key,
  schema_name text not null,
  view_name text not null,
  view text not null generated always as (quote_ident(schema_name) || '.' || quote_ident(view_name)) stored unique,
  managed_at timestamptz not null default now(),
  relation_oid oid,
  former_name text,
  taken_over jsonb,
  revision integer not null default 1,
  resumed_revision integer not null default 1,

  schedule text not null default '*/5 * * * *',
  active boolean not null default true,
  scheduled boolean not null default true,
  path text not null default 'auto',
  "concurrently" text not null default 'auto',
  skip_unchanged boolean not null default true,
  max_staleness interval not null default '10 minutes',
  max_duty_cycle numeric not null default 0.5,
  lock_timeout interval not null default '10 seconds',
  max_duration interval not null default '5 minutes',
  failure_limit integer not null default 5,
  force_after interval not null default '1 hour',
  job_name text not null,
  paused_by text,
  paused_at timestamptz,
  pause_reason text,
  paused_until timestamptz,
  time_zone text,
  "analyze" text not null default 'auto',
  notify text,
  quiet_hours text,
  freshness_readers text not null default 'none',

  constraint views_schedule_check check (schedule <> ''),
  constraint views_path_check check (path in ('auto', 'edge', 'database')),
  constraint views_concurrently_check check ("concurrently" in ('auto', 'always', 'never')),
  constraint views_max_staleness_check check (max_staleness between interval '10 seconds' and interval '30 days'),
  constraint views_max_duty_cycle_check check (max_duty_cycle between 0.001 and 1),
  constraint views_lock_timeout_check
    check (lock_timeout between interval '100 milliseconds' and interval '5 minutes'),
  constraint views_max_duration_check check (max_duration between interval '1 second' and interval '6 hours'),
  constraint views_failure_limit_check check (failure_limit between 1 and 1000),
  constraint views_force_after_check check (force_after between interval '1 minute' and interval '30 days'),
  -- A job name must fit the column that pg_cron before 1.5 keeps it in, of type name: 63 bytes.
  constraint views_job_name_check check (octet_length(job_name) between 1 and 63),
  constraint views_pause_reason_check check (length(pause_reason) between 1 and 200 and pause_reason !~ '[[:cntrl:]]'),
  constraint views_paused_until_check check (isfinite(paused_until)),
  constraint views_time_zone_check check (length(time_zone) between 1 and 64),
  constraint views_analyze_check check ("analyze" in ('auto', 'never', 'always')),
  -- A channel of NOTIFY has the length of a name: 63 bytes.
  constraint views_notify_check check (octet_length(notify) between 1 and 63 and notify !~ '[[:cntrl:]]'),
  constraint views_quiet_hours_check
    check (quiet_hours ~ '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$'),
  constraint views_freshness_readers_check check (freshness_readers in ('none', 'authenticated', 'anyone'))
);

-- Partial, though it covers every row: the columns of a full unique index count as a key, so that an open transaction
-- that changes a job name would block every insert that refers to the view (heap_update, FOR KEY SHARE).
create unique index views_job_name_key on dashboard_refresh.views (job_name) where job_name is not null;

comment on table dashboard_refresh.views is
  'Registry of managed views: one row a view, its identity and settings. Change it through manage, unmanage and '
  'reconfigure, which keep the cron job in step and write the audit. What refreshes and ticks write is in view_state.';

comment on column dashboard_refresh.views.id is 'Key, also the second half of the view''s advisory lock.';
comment on column dashboard_refresh.views.schema_name is 'Schema of the materialized view, unquoted.';
comment on column dashboard_refresh.views.view_name is 'Name of the materialized view, unquoted.';
comment on column dashboard_refresh.views.view is 'Qualified name, quoted where it must be; what callers are shown.';
comment on column dashboard_refresh.views.managed_at is 'When the view was registered.';
comment on column dashboard_refresh.views.relation_oid is
  'The materialized view that last had the name; see _present. Null while none had.';
comment on column dashboard_refresh.views.former_name is
  'Under which name it was managed before it was renamed, as in view: calls by that name still find it.';
comment on column dashboard_refresh.views.taken_over is
  'The hand-made job that was taken over when the view was registered: name, schedule, command, active; see _restore_job.';
comment on column dashboard_refresh.views.revision is 'Number of times the settings were saved.';
comment on column dashboard_refresh.views.resumed_revision is
  'Revision that last set active to true: failures of an earlier one no longer count. A streak of failures is state, but '
  'a change of settings must not wait for those who write state, hence this column.';
comment on column dashboard_refresh.views.schedule is
  'Setting: cron expression of the job, or ''N seconds'' where pg_cron is 1.5 or newer.';
comment on column dashboard_refresh.views.active is 'Setting: false pauses the job; true resumes it and ends a suspension.';
comment on column dashboard_refresh.views.scheduled is 'Setting: false removes the job, true brings it back.';
comment on column dashboard_refresh.views.path is
  'Setting: where scheduled refreshes run. auto: through the Edge Function where it is configured, otherwise in the '
  'database.';
comment on column dashboard_refresh.views."concurrently" is
  'Setting: auto refreshes concurrently where PostgreSQL can; always fails where it cannot; never blocks readers '
  'while it rewrites the view.';
comment on column dashboard_refresh.views.skip_unchanged is
  'Setting: true lets a tick end without a refresh when no source has changed since the last one.';
comment on column dashboard_refresh.views.max_staleness is 'Setting: the promise, how old the data may get.';
comment on column dashboard_refresh.views.max_duty_cycle is
  'Setting: the share of time scheduled refreshes may take; 0.5 rests as long as the last refresh took.';
comment on column dashboard_refresh.views.lock_timeout is 'Setting: how long a refresh waits for each lock.';
comment on column dashboard_refresh.views.max_duration is
  'Setting: how long a refresh may take before the watchdog cancels it. An API call is cut at 55 s in any case.';
comment on column dashboard_refresh.views.failure_limit is
  'Setting: consecutive failures after which scheduled refreshes are suspended.';
comment on column dashboard_refresh.views.force_after is
  'Setting: data older than this is refreshed even if nothing seems to have changed.';
comment on column dashboard_refresh.views.job_name is
  'Setting: name of the pg_cron job that ticks for the view; by default refresh- and the name of the view.';
comment on column dashboard_refresh.views.paused_by is
  'Who set active to false, as the audit names them; null while it is true.';
comment on column dashboard_refresh.views.paused_at is 'When active was set to false; null while it is true.';
comment on column dashboard_refresh.views.pause_reason is
  'Setting: why the view is paused, for people; null again when it is resumed.';
comment on column dashboard_refresh.views.paused_until is
  'Setting: when a paused view resumes by itself, within a minute; null: not before somebody sets active to true.';
comment on column dashboard_refresh.views.time_zone is
  'Setting: time zone that the schedule and the quiet hours are in, such as America/Bogota; by default that of pg_cron.';
comment on column dashboard_refresh.views."analyze" is
  'Setting: whether the view is analyzed after a refresh. auto: where enough of its rows have changed, or it never was.';
comment on column dashboard_refresh.views.notify is
  'Setting: channel of NOTIFY, and private topic of Realtime, that is told when a refresh has changed rows; null: nobody is.';
comment on column dashboard_refresh.views.quiet_hours is
  'Setting: daily window in which no alert is sent, such as 22:00-07:00; one summary follows. Null: there is none.';
comment on column dashboard_refresh.views.freshness_readers is
  'Setting: who sees in the view public.dashboard_freshness how fresh this view is, besides service_role: none, '
  'authenticated, or anyone.';

comment on constraint views_schedule_check on dashboard_refresh.views is
  'schedule must be a cron expression of five fields, or from 1 to 59 seconds where pg_cron is 1.5 or newer.';
comment on constraint views_path_check on dashboard_refresh.views is 'path must be auto, edge or database.';
comment on constraint views_concurrently_check on dashboard_refresh.views is
  'concurrently must be auto, always or never.';
comment on constraint views_max_staleness_check on dashboard_refresh.views is
  'max_staleness must be from 10 seconds to 30 days.';
comment on constraint views_max_duty_cycle_check on dashboard_refresh.views is
  'max_duty_cycle must be from 0.001 to 1, a share of time.';
comment on constraint views_lock_timeout_check on dashboard_refresh.views is
  'lock_timeout must be from 100 milliseconds to 5 minutes.';
comment on constraint views_max_duration_check on dashboard_refresh.views is
  'max_duration must be from 1 second to 6 hours.';
comment on constraint views_failure_limit_check on dashboard_refresh.views is 'failure_limit must be from 1 to 1000.';
comment on constraint views_force_after_check on dashboard_refresh.views is
  'force_after must be from 1 minute to 30 days.';
comment on constraint views_job_name_check on dashboard_refresh.views is 'job_name must have 1 to 63 bytes.';
comment on constraint views_pause_reason_check on dashboard_refresh.views is
  'pause_reason must have 1 to 200 characters, none of them a control character.';
comment on constraint views_paused_until_check on dashboard_refresh.views is
  'paused_until must be a time to come, with its zone, as in 2026-12-24T18:00:00Z.';
comment on constraint views_time_zone_check on dashboard_refresh.views is
  'time_zone must be a name of the IANA database, as in America/Bogota.';
comment on constraint views_analyze_check on dashboard_refresh.views is 'analyze must be auto, never or always.';
comment on constraint views_notify_check on dashboard_refresh.views is
  'notify must have 1 to 63 bytes, none of them a control character.';
comment on constraint views_quiet_hours_check on dashboard_refresh.views is
  'quiet_hours must be two times of day, as in 22:00-07:00.';
comment on constraint views_freshness_readers_check on dashboard_refresh.views is
  'freshness_readers must be none, authenticated or anyone.';
comment on index dashboard_refresh.views_job_name_key is 'Each managed view has a job of its own.';

alter table dashboard_refresh.views enable row level security;
