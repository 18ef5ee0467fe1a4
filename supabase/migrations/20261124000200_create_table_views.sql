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

  data_as_of timestamptz,
  last_finished_at timestamptz,
  consecutive_failures integer not null default 0,
  failing_since timestamptz,
  retry_at timestamptz,
  managed_at timestamptz not null default now(),

  -- A job name fits the column that pg_cron before 1.5 keeps it in, a name of 63 bytes.
  constraint views_job_name_check check (octet_length(job_name) between 1 and 63),
  constraint views_path_check check (path in ('auto', 'edge', 'database')),
  constraint views_concurrently_check check ("concurrently" in ('auto', 'always', 'never')),
  constraint views_max_staleness_check check (max_staleness between interval '10 seconds' and interval '30 days'),
  constraint views_lock_timeout_check
    check (lock_timeout between interval '100 milliseconds' and interval '5 minutes'),
  constraint views_max_duration_check check (max_duration between interval '1 second' and interval '6 hours'),
  constraint views_failure_limit_check check (failure_limit between 1 and 1000)
);

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
comment on column dashboard_refresh.views.data_as_of is
  'Time of the snapshot the data shows: taken before the refresh started. Null while no refresh of ours succeeded.';
comment on column dashboard_refresh.views.last_finished_at is 'When the last refresh ended, however it ended.';
comment on column dashboard_refresh.views.consecutive_failures is 'Failed refreshes since the last that succeeded.';
comment on column dashboard_refresh.views.failing_since is 'End of the first failure of the present streak.';
comment on column dashboard_refresh.views.retry_at is 'While suspended: ticks before this time do nothing.';
comment on column dashboard_refresh.views.managed_at is 'When the view was registered.';

comment on constraint views_job_name_check on dashboard_refresh.views is 'job_name must have 1 to 63 bytes.';
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

alter table dashboard_refresh.views enable row level security;

revoke all on table dashboard_refresh.views from public, anon, authenticated, service_role;
