/*
Refresh Dashboard 0.1.0: the full install.

Built by `npm run build:sql` from supabase/schemas/dashboard_refresh: change the sources, not this file.
The API roles reach nothing but the wrappers in public; see the privileges near the end.

One statement, so that every client runs all of it or nothing. Safe to run a second time.
*/

do $release$
declare
  v_search_path constant text := pg_catalog.current_setting('search_path');
  v_lock_timeout constant text := pg_catalog.current_setting('lock_timeout');
  v_installed text;
  v_sessions text;
begin
  perform
    pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true),
    pg_catalog.set_config('lock_timeout', '2s', true);

  <<work>>
  begin
    -- Nobody manages, reconfigures or installs meanwhile.
    perform pg_advisory_xact_lock(20261104, 0);

    if to_regprocedure('dashboard_refresh.version()') is not null then
      v_installed := dashboard_refresh.version();
    end if;

    if v_installed = '0.1.0' then
      raise notice 'Refresh Dashboard 0.1.0 is there already: nothing was changed';
      exit work;
    elsif v_installed is not null then
      raise exception using
        errcode = 'object_not_in_prerequisite_state',
        message = format('Refresh Dashboard %s is installed here', v_installed),
        detail = 'This is the full install of 0.1.0, for a database that has none. Nothing was changed.',
        hint = 'To get from one version to the next, run the upgrades between them, one after the other.';
    elsif to_regnamespace('dashboard_refresh') is not null then
      raise exception using
        errcode = 'duplicate_schema',
        message = 'there is a schema dashboard_refresh here already, which does not say its version',
        detail = 'No release of Refresh Dashboard made it. Nothing was changed.',
        hint = 'If it is a leftover and nothing in it is needed, drop it; otherwise rename it.';
    end if;

    -- schema/extensions.sql
    execute $source$
/*
The extensions the product needs, and its schema.

Never expose this schema through the API. The API roles reach it only through the wrappers in public.

Every function sets search_path to pg_catalog, pg_temp and qualifies all other names. An empty search_path would not do:
pg_temp is then searched first for types, so that a domain named text in it would run its check as the definer
(PostgreSQL's manual, "Writing SECURITY DEFINER Functions Safely").
*/

create extension if not exists pg_cron with schema pg_catalog;
create extension if not exists pgcrypto with schema extensions;

-- Asked for by what it must provide rather than by name: a project may have it under another arrangement already.
do $$
begin
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    create extension if not exists pg_net with schema extensions;
  end if;
end;
$$;

create schema dashboard_refresh;

comment on schema dashboard_refresh is
  'Keeps materialized views fresh: registry (views, view_state), ledger (runs), alerts, audit (config_changes) and the '
  'functions that decide. Functions that start with an underscore are internal. Not exposed by the API.';
$source$;

    -- schema/tables/views.sql
    execute $source$
/*
The registry: which materialized views are managed, and their settings.

A setting is a column whose comment starts with "Setting:". Its default, its check and the comments of both are its
definition: settings(), manage, reconfigure and their error messages read them from the catalog, and nothing else lists
settings. So adding one is adding a column here, at the end, with its check and comments.

A view is known by its name and not by its oid: it may be managed before it exists, and dropped and created again.
*/

create table dashboard_refresh.views (
  id integer generated always as identity primary key,
  schema_name text not null,
  view_name text not null,
  view text not null generated always as (quote_ident(schema_name) || '.' || quote_ident(view_name)) stored unique,
  managed_at timestamptz not null default now(),
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
  constraint views_job_name_check check (octet_length(job_name) between 1 and 63)
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
comment on index dashboard_refresh.views_job_name_key is 'Each managed view has a job of its own.';

alter table dashboard_refresh.views enable row level security;
$source$;

    -- schema/tables/view_state.sql
    execute $source$
/*
What ticks, refreshes and the watchdog know about each managed view.

Apart from the settings, so that who changes settings and who refreshes never wait for each other.
*/

create table dashboard_refresh.view_state (
  view_id integer primary key references dashboard_refresh.views (id) on delete cascade,

  data_as_of timestamptz,
  verified_at timestamptz,
  upstream_as_of timestamptz,
  rules oid[],
  sources oid[],
  upstream oid[],
  functions oid[],
  untrackable text,
  fingerprint text,
  relation_stamp text,
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
comment on column dashboard_refresh.view_state.rules is
  'Rewrite rules that hold the view''s definition; see _read_definition.';
comment on column dashboard_refresh.view_state.sources is
  'Relations the view reads, without their partitions; see _read_definition.';
comment on column dashboard_refresh.view_state.upstream is 'The materialized views among the sources.';
comment on column dashboard_refresh.view_state.functions is
  'User-defined functions that the view calls; see _read_definition.';
comment on column dashboard_refresh.view_state.untrackable is
  'Why changes cannot be seen, so that every tick refreshes; null when they can.';
comment on column dashboard_refresh.view_state.fingerprint is
  'Fingerprint of rules, sources and functions, taken before the last refresh; see _fingerprint.';
comment on column dashboard_refresh.view_state.relation_stamp is
  'Stamp of the view itself after the last refresh; see _relation_stamp.';
comment on column dashboard_refresh.view_state.last_duration is 'How long the last refresh took.';
comment on column dashboard_refresh.view_state.last_finished_at is 'When the last refresh ended, however it ended.';
comment on column dashboard_refresh.view_state.consecutive_failures is
  'Runs that failed or were lost since the last that succeeded.';
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
  'What an alert was written about and is not over yet: failing, suspended, stale.';
comment on column dashboard_refresh.view_state.alerting_since is
  'When the first of the open alerts was opened; null when none is.';
comment on column dashboard_refresh.view_state.tick_due_at is
  'First firing of the job that the watchdog has not accounted for yet; null while that is unknown.';
comment on column dashboard_refresh.view_state.tick_due_revision is
  'Revision of the settings that tick_due_at was computed from.';
comment on column dashboard_refresh.view_state.ticks_missed_since is
  'First firing that pg_cron missed, during an outage that goes on; null while ticks arrive.';

comment on constraint view_state_failure_kind_check on dashboard_refresh.view_state is
  'A failure is transient or lasting.';

alter table dashboard_refresh.view_state enable row level security;
$source$;

    -- schema/tables/runs.sql
    execute $source$
/*
The ledger. A run is one attempt to refresh a view.

Rule: only a session that holds the view's advisory lock changes its runs (see _try_lock_view), so that a run never
changes while it is being worked on.
*/

create table dashboard_refresh.runs (
  id uuid primary key default gen_random_uuid(),
  view_id integer not null references dashboard_refresh.views (id) on delete cascade,
  trigger text not null,
  path text not null,
  status text not null default 'queued',
  requested_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  data_as_of timestamptz,
  method text,
  rows_inserted bigint,
  rows_deleted bigint,
  served_by uuid,
  caused_by uuid,
  http_request_id bigint,
  cron_run_id bigint unique,
  error_sqlstate text,
  error_message text,
  error_hint text,

  constraint runs_trigger_check check (trigger in ('cron', 'admin', 'watchdog', 'cascade', 'sql')),
  constraint runs_path_check check (path in ('edge', 'database')),
  constraint runs_status_check check (status in ('queued', 'succeeded', 'failed', 'lost')),
  constraint runs_method_check check (method in ('concurrently', 'plain')),
  -- Final is final: a run has an end exactly when it is no longer queued.
  constraint runs_finished_check check ((status = 'queued') = (finished_at is null)),
  -- Success names the snapshot it shows, and nothing else does.
  constraint runs_data_as_of_check check ((status = 'succeeded') = (data_as_of is not null)),
  -- What went wrong is always recorded.
  constraint runs_error_check check ((status in ('failed', 'lost')) = (error_message is not null)),
  constraint runs_error_sqlstate_check check ((status = 'failed') = (error_sqlstate is not null))
);

-- A view's history, newest first, and its pages.
create index runs_view_id_requested_at_idx on dashboard_refresh.runs (view_id, requested_at desc, id desc);
-- What is waiting: looked at by every tick and by the watchdog every minute.
create index runs_queued_idx on dashboard_refresh.runs (view_id, requested_at) where status = 'queued';
-- Retention.
create index runs_finished_at_idx on dashboard_refresh.runs (finished_at);

comment on table dashboard_refresh.runs is
  'Ledger: one row an attempt to refresh a view, queued -> succeeded | failed | lost. A queued run whose advisory lock '
  'is held is running. See _delete_expired for how long rows are kept.';

comment on column dashboard_refresh.runs.id is 'Key; the webhook-id of the trigger that carries the run.';
comment on column dashboard_refresh.runs.view_id is 'The managed view.';
comment on column dashboard_refresh.runs.trigger is 'What asked for it: cron, admin, watchdog, cascade or sql.';
comment on column dashboard_refresh.runs.path is 'Where it runs: edge (HTTP, RPC) or database (a database session).';
comment on column dashboard_refresh.runs.status is 'queued, succeeded, failed or lost.';
comment on column dashboard_refresh.runs.requested_at is 'When it was requested.';
comment on column dashboard_refresh.runs.started_at is
  'When its refresh started; null when the refresh of another run served it or none started.';
comment on column dashboard_refresh.runs.finished_at is 'When it became final.';
comment on column dashboard_refresh.runs.data_as_of is 'Time of the snapshot the refreshed data shows.';
comment on column dashboard_refresh.runs.method is 'How it refreshed: concurrently, or plain, which blocks readers.';
comment on column dashboard_refresh.runs.rows_inserted is
  'Rows the refresh added to the view; a changed row counts as one deleted and one inserted. '
  'Null where track_counts is off.';
comment on column dashboard_refresh.runs.rows_deleted is
  'Rows the refresh removed from the view; null for a plain refresh, which rewrites it.';
comment on column dashboard_refresh.runs.served_by is
  'The run whose refresh answered this one, because it was waiting when that refresh started. '
  'No foreign key: retention may remove the other first.';
comment on column dashboard_refresh.runs.caused_by is
  'On a run with trigger cascade: the run, of a view this one reads, that made it necessary or failed.';
comment on column dashboard_refresh.runs.http_request_id is 'The pg_net request that carried the trigger.';
comment on column dashboard_refresh.runs.cron_run_id is
  'cron.job_run_details.runid of the tick that failed, on a lost run recorded afterwards by the watchdog.';
comment on column dashboard_refresh.runs.error_sqlstate is 'SQLSTATE of the failure; null unless failed.';
comment on column dashboard_refresh.runs.error_message is 'What went wrong; null unless failed or lost.';
comment on column dashboard_refresh.runs.error_hint is 'What to do about it.';

alter table dashboard_refresh.runs enable row level security;
$source$;

    -- schema/tables/alerts.sql
    execute $source$
/*
Alerts. Each is a row first, in the transaction that gives rise to it, so that none is lost; the watchdog sends it.

What is open for a view (failing, suspended, stale) is reported once, when it opens, once a day while anything is open,
and once when all of it is over.
*/

create table dashboard_refresh.alerts (
  id uuid primary key default gen_random_uuid(),
  view_id integer references dashboard_refresh.views (id) on delete cascade,
  kind text not null,
  summary text not null,
  facts jsonb not null,
  created_at timestamptz not null,
  status text not null default 'pending',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null,
  sent_at timestamptz,
  http_request_id bigint,
  finished_at timestamptz,
  error_message text,

  constraint alerts_kind_check check (kind in ('failing', 'suspended', 'stale', 'reminder', 'recovered', 'test')),
  constraint alerts_status_check check (status in ('pending', 'sent', 'delivered', 'failed', 'unsent')),
  constraint alerts_view_check check ((kind = 'test') = (view_id is null)),
  constraint alerts_finished_check check ((status in ('pending', 'sent')) = (finished_at is null)),
  constraint alerts_error_check check (status not in ('failed', 'unsent') or error_message is not null)
);

-- What is on its way: looked at every minute.
create index alerts_open_idx on dashboard_refresh.alerts (created_at) where status in ('pending', 'sent');
-- The last of a view; and the foreign key.
create index alerts_view_id_created_at_idx on dashboard_refresh.alerts (view_id, created_at desc);
-- Retention.
create index alerts_finished_at_idx on dashboard_refresh.alerts (finished_at);

comment on table dashboard_refresh.alerts is
  'Alerts: one row a message to the webhook, pending -> sent -> delivered | failed, or back to pending for a retry; '
  'unsent where there is no webhook. See _delete_expired for how long rows are kept.';
comment on column dashboard_refresh.alerts.id is 'Key; the webhook-id of the message is alert_<id>.';
comment on column dashboard_refresh.alerts.view_id is 'The managed view it is about; null for a test.';
comment on column dashboard_refresh.alerts.kind is 'failing, suspended, stale, reminder, recovered or test.';
comment on column dashboard_refresh.alerts.summary is 'The message, one line for people.';
comment on column dashboard_refresh.alerts.facts is 'The message for machines.';
comment on column dashboard_refresh.alerts.created_at is 'When the event that it reports happened.';
comment on column dashboard_refresh.alerts.status is
  'pending: to be sent; sent: handed to pg_net; delivered: answered with 2xx; failed: given up; unsent: no webhook then.';
comment on column dashboard_refresh.alerts.attempts is 'Number of times it was handed to pg_net.';
comment on column dashboard_refresh.alerts.next_attempt_at is 'While pending: not to be sent before.';
comment on column dashboard_refresh.alerts.sent_at is 'When it was last handed to pg_net.';
comment on column dashboard_refresh.alerts.http_request_id is 'The pg_net request that carries it.';
comment on column dashboard_refresh.alerts.finished_at is 'When it was delivered or given up.';
comment on column dashboard_refresh.alerts.error_message is 'Why the last attempt failed; null when none has.';

alter table dashboard_refresh.alerts enable row level security;
$source$;

    -- schema/tables/config_changes.sql
    execute $source$
/* The audit: every change of what is managed and how. */

create table dashboard_refresh.config_changes (
  id bigint generated always as identity primary key,
  changed_at timestamptz not null default clock_timestamp(),
  changed_by text not null,
  action text not null,
  view text not null,
  before jsonb,
  after jsonb,

  constraint config_changes_action_check check (action in ('manage', 'unmanage', 'reconfigure'))
);

create index config_changes_view_changed_at_idx on dashboard_refresh.config_changes (view, changed_at desc);

comment on table dashboard_refresh.config_changes is
  'Audit: one row a change of what is managed and how. Outlives the view; see _delete_expired for how long rows are kept.';
comment on column dashboard_refresh.config_changes.id is 'Key.';
comment on column dashboard_refresh.config_changes.changed_at is 'When.';
comment on column dashboard_refresh.config_changes.changed_by is
  'Who: what the Edge Function says of its caller, or the role of the database session.';
comment on column dashboard_refresh.config_changes.action is 'manage, unmanage or reconfigure.';
comment on column dashboard_refresh.config_changes.view is 'The view by its name, because an unmanaged one has no key.';
comment on column dashboard_refresh.config_changes.before is 'All settings before; null when it was not managed.';
comment on column dashboard_refresh.config_changes.after is 'All settings after; null when it is no longer managed.';

alter table dashboard_refresh.config_changes enable row level security;
$source$;

    -- schema/tables/duty_failures.sql
    execute $source$
/* Duties of the watchdog that fail. */

create table dashboard_refresh.duty_failures (
  duty text not null,
  view_id integer,
  since timestamptz not null,
  last_at timestamptz not null,
  error_sqlstate text not null,
  error_message text not null,

  constraint duty_failures_key unique nulls not distinct (duty, view_id)
);

comment on table dashboard_refresh.duty_failures is
  'Duties of the watchdog that fail: one row a duty, deleted as soon as it succeeds. Its other duties go on meanwhile.';
comment on column dashboard_refresh.duty_failures.duty is 'The function of schema dashboard_refresh that does the duty.';
comment on column dashboard_refresh.duty_failures.view_id is
  'The view, for a duty that is done for each view; otherwise null. No foreign key: recording a failure must never wait '
  'for a transaction that unmanages the view.';
comment on column dashboard_refresh.duty_failures.since is 'First failure of the present streak.';
comment on column dashboard_refresh.duty_failures.last_at is 'Last failure.';
comment on column dashboard_refresh.duty_failures.error_sqlstate is 'SQLSTATE of the last failure.';
comment on column dashboard_refresh.duty_failures.error_message is 'What went wrong.';

alter table dashboard_refresh.duty_failures enable row level security;
$source$;

    -- schema/types.sql
    execute $source$
/* Composite types: rows that functions pass to each other. */

create type dashboard_refresh.relation_facts as (
  oid oid,
  kind "char",
  owner name,
  is_populated boolean,
  has_unique_index boolean,
  may_refresh boolean
);

comment on type dashboard_refresh.relation_facts is
  'What is there under a managed view''s name; all null when nothing is. kind: as in pg_class.relkind; '
  'has_unique_index: one that a concurrent refresh can use; may_refresh: whether the caller may.';

create type dashboard_refresh.definition_facts as (
  rules oid[],
  sources oid[],
  upstream oid[],
  functions oid[],
  untrackable text,
  stamp text
);

comment on type dashboard_refresh.definition_facts is
  'What a view is made of: the rewrite rules that hold its query and those of the plain views it reads, the relations it '
  'reads (without their partitions and children), the materialized views among these, the user-defined functions it '
  'calls itself, why its changes cannot be seen (null when they can), and a stamp of all that (see _definition_stamp).';

create type dashboard_refresh.schedule_fields as (
  seconds integer,
  minutes integer[],
  hours integer[],
  days_of_month integer[],
  months integer[],
  days_of_week integer[],
  is_either_day boolean,
  error_message text,
  error_detail text,
  error_hint text
);

comment on type dashboard_refresh.schedule_fields is
  'A parsed pg_cron schedule: seconds of "N seconds", or the values of the five fields; is_either_day: a day matches when '
  'one of the two day fields does. With error_message it is not a schedule, and nothing else is set.';

create type dashboard_refresh.endpoint as (
  url text,
  secret text,
  missing text,
  is_malformed boolean
);

comment on type dashboard_refresh.endpoint is
  'Where a message is sent and the secret it is signed with. missing: what is not there, in words without its value; '
  'then url and secret are null. is_malformed: what is there is not a URL or not a secret.';

create type dashboard_refresh.setting as (
  name text,
  type text,
  default_value text,
  limits text,
  description text
);

comment on type dashboard_refresh.setting is
  'A setting of managed views: name, SQL type, default as text (null: derived from the view), limits as a sentence, '
  'description.';

create type dashboard_refresh.patched as (
  view dashboard_refresh.views,
  problem text
);

comment on type dashboard_refresh.patched is
  'A view with a setting changed; or the view as it was, and why the value is not allowed.';

create type dashboard_refresh.refreshed as (
  run dashboard_refresh.runs,
  state dashboard_refresh.view_state
);

comment on type dashboard_refresh.refreshed is 'A run that has ended, and the state in which it leaves its view.';

create type dashboard_refresh.problem as (
  code text,
  severity text,
  message text,
  hint text
);

comment on type dashboard_refresh.problem is
  'Something that keeps a view from being fresh (severity error), or soon may (warning), and what to do about it.';
$source$;

    -- schema/errors.sql
    execute $source$
/*
Errors meant for the caller. Each has a stable code; nothing here catches one that is raised by _raise.

Never raise 40001: PostgREST before 16 retries it for ever.
*/

create or replace function dashboard_refresh._error_codes()
returns table (code text, sqlstate text, status integer)
language sql immutable
set search_path = pg_catalog, pg_temp as $$
  values
    ('unknown_view', 'DR001', 404),
    ('view_required', 'DR002', 400),
    ('not_a_materialized_view', 'DR003', 422),
    ('invalid_setting', 'DR004', 422),
    ('unsupported_schedule', 'DR005', 422),
    ('paused', 'DR006', 409),
    ('suspended', 'DR007', 409),
    ('unknown_run', 'DR008', 404),
    ('job_conflict', 'DR009', 409),
    ('invalid_argument', 'DR010', 400),
    ('definition_failed', 'DR011', 422),
    ('alerts_not_configured', 'DR012', 409),
    ('unknown_alert', 'DR013', 404);
$$;
comment on function dashboard_refresh._error_codes() is
  'The errors that callers may get: code for the API, SQLSTATE for SQL, HTTP status. The contract of the Edge Function '
  'says when each occurs; a test compares the two.';

create or replace function dashboard_refresh._raise(
  code text,
  message text,
  detail text default null,
  hint text default null
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_error record;
begin
  select * into strict v_error from dashboard_refresh._error_codes() as errors where errors.code = _raise.code;

  -- PostgREST, which sets this for each request, turns SQLSTATE PGRST into a response of this body and status.
  if nullif(current_setting('request.method', true), '') is not null then
    raise sqlstate 'PGRST' using
      message = json_build_object('code', code, 'message', message, 'details', detail, 'hint', hint)::text,
      detail = json_build_object('status', v_error.status, 'headers', json_build_object())::text;
  end if;

  raise exception using
    errcode = v_error.sqlstate,
    message = message,
    detail = coalesce(detail, ''),
    hint = coalesce(hint, '');
end;
$$;
comment on function dashboard_refresh._raise(text, text, text, text) is
  'Raises the error of this code (see _error_codes): in a request of the REST API in the form that becomes its response, '
  'otherwise with the SQLSTATE. Never returns.';
$source$;

    -- schema/names.sql
    execute $source$
/* Facts that several rooms refer to, each named once. */

create or replace function dashboard_refresh._tick_command(view text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select format('select dashboard_refresh.tick(%L)', view);
$$;
comment on function dashboard_refresh._tick_command(text) is
  'The command of a view''s cron job, which also finds its rows in pg_cron''s log. view: the qualified name.';

create or replace function dashboard_refresh._watchdog_command()
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'call dashboard_refresh.watchdog()';
$$;
comment on function dashboard_refresh._watchdog_command() is 'The command of the watchdog''s cron job.';

create or replace function dashboard_refresh._session_name(run_id uuid)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'refresh-dashboard ' || run_id;
$$;
comment on function dashboard_refresh._session_name(uuid) is
  'The application_name of a session while it works on the run.';

create or replace function dashboard_refresh._is_session_name(application_name text)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select application_name ~ '^refresh-dashboard [0-9a-f-]{36}$';
$$;
comment on function dashboard_refresh._is_session_name(text) is 'True for an application_name made by _session_name.';

create or replace function dashboard_refresh._pickup_time()
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- Less than a minute: tick and watchdog fire in the same second, and a run must not just miss the watchdog's next look.
  select interval '45 seconds';
$$;
comment on function dashboard_refresh._pickup_time() is
  'How long a queued run waits to be picked up, or a firing for its tick, before the watchdog takes it for lost.';

create or replace function dashboard_refresh._retention()
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select interval '14 days';
$$;
comment on function dashboard_refresh._retention() is
  'How long runs, alerts and pg_cron''s log rows of failed jobs of ours are kept after their end.';
$source$;

    -- schema/locks.sql
    execute $source$
/*
The advisory locks that everything else relies on.

- view: its holder may refresh the view and change its runs. Never waited for. A tick holds it while it decides.
- refresh, run: which view is being refreshed and for which run; the rows themselves can only say so after the commit.
- configuration: changes of what is managed happen one after the other. Taken first, so that registry and cron jobs are
  never locked in two orders.

All last until the end of the transaction: a session's lock would outlive an error on a pooled connection. They are of
the two-key kind; the first key is the kind.
*/

create or replace view dashboard_refresh.held_locks as
select
  case pg_locks.classid::integer
    when 20261101 then 'view'
    when 20261102 then 'run'
    when 20261103 then 'refresh'
    when 20261104 then 'configuration'
  end as kind,
  pg_locks.objid::integer as key,
  pg_locks.pid
from pg_catalog.pg_locks
where pg_locks.locktype = 'advisory'
  and pg_locks.database = (select oid from pg_catalog.pg_database where datname = current_database())
  and pg_locks.classid between 20261101::oid and 20261104::oid
  and pg_locks.objsubid = 2
  and pg_locks.granted;

comment on view dashboard_refresh.held_locks is
  'The advisory locks of this project that sessions hold. key: the id of the view for kinds view and refresh, the hash of '
  'the run''s id for run; pid: the session.';
comment on column dashboard_refresh.held_locks.kind is 'view, run, refresh or configuration.';
comment on column dashboard_refresh.held_locks.key is 'Which view or run.';
comment on column dashboard_refresh.held_locks.pid is 'Process id of the session that holds the lock.';

create or replace function dashboard_refresh._try_lock_view(view_id integer)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return pg_try_advisory_xact_lock(20261101, view_id);
end;
$$;
comment on function dashboard_refresh._try_lock_view(integer) is
  'Takes the view''s lock until the end of the transaction. False, at once, when another session holds it.';

create or replace function dashboard_refresh._mark_running(view_id integer, run_id uuid)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Only marks: a session that holds one of them without a right to, as any role can, must not hold up a refresh.
  perform
    pg_try_advisory_xact_lock(20261103, view_id), pg_try_advisory_xact_lock(20261102, hashtext(run_id::text));
  perform set_config('application_name', dashboard_refresh._session_name(run_id), true);
end;
$$;
comment on function dashboard_refresh._mark_running(integer, uuid) is
  'Marks the view as being refreshed, the run as running and the session as working on it, until the end of the '
  'transaction. Call it only with the view''s lock held. Never waits.';

create or replace function dashboard_refresh._is_running(run_id uuid)
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from dashboard_refresh.held_locks where held_locks.kind = 'run' and held_locks.key = hashtext(run_id::text)
  );
$$;
comment on function dashboard_refresh._is_running(uuid) is 'True while a session is working on this run.';

create or replace function dashboard_refresh._lock_configuration()
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if (select nspowner::regrole::text from pg_catalog.pg_namespace where nspname = 'dashboard_refresh')
    <> quote_ident(current_user)
  then
    raise insufficient_privilege using
      message = format('%s may not change what is managed', current_user),
      detail = 'pg_cron lets only its owner alter a job, so all jobs belong to the owner of the schema.',
      hint = 'Use set role to the owner of the schema dashboard_refresh.';
  end if;

  perform pg_advisory_xact_lock(20261104, 0);
end;
$$;
comment on function dashboard_refresh._lock_configuration() is
  'Waits until nobody else changes what is managed, and keeps others waiting until the end of the transaction. Raises '
  '42501 unless called as the owner of the schema.';
$source$;

    -- schema/views.sql
    execute $source$
/* From the name that a caller gives to the managed view, its state and the relation behind it. */

create or replace function dashboard_refresh._match_views(view text)
returns setof dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- A full name, written as it is shown, means one view whatever others are called.
  return query select * from dashboard_refresh.views where views.view = _match_views.view;

  if not found then
    return query
    select *
    from dashboard_refresh.views
    where _match_views.view is null
      or _match_views.view in (views.schema_name || '.' || views.view_name, views.view_name);
  end if;
end;
$$;
comment on function dashboard_refresh._match_views(text) is
  'The managed views that a name may mean, bare or with its schema; all of them for null.';

create or replace function dashboard_refresh._find_view(view text)
returns dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_found dashboard_refresh.views[];
  v_managed text;
begin
  -- What every tick asks for, in one statement.
  select * into v_view from dashboard_refresh.views where views.view = _find_view.view;

  if found then
    return v_view;
  end if;

  v_found := array(select matched from dashboard_refresh._match_views(view) as matched);

  if cardinality(v_found) = 1 then
    return v_found[1];
  end if;

  v_managed := (select string_agg(views.view, ', ' order by views.view) from dashboard_refresh.views);

  if v_found = '{}' then
    perform dashboard_refresh._raise(
      'unknown_view',
      case
        when v_managed is null then 'no view is managed'
        else format('%s is not a managed view', _find_view.view)
      end,
      format('Managed views: %s.', coalesce(v_managed, 'none')),
      'Register it with: select dashboard_refresh.manage(''schema.view'');'
    );
  end if;

  perform dashboard_refresh._raise(
    'view_required',
    case
      when _find_view.view is null then 'several views are managed, so the call must name one'
      else format('%s is ambiguous', _find_view.view)
    end,
    format('Managed views: %s.', v_managed),
    'Name the view with its schema, as in public.my_view.'
  );
  return null;
end;
$$;
comment on function dashboard_refresh._find_view(text) is
  'The managed view of that name, bare or with its schema; null means the only one. '
  'Raises unknown_view when there is none, view_required when there are several.';

create or replace function dashboard_refresh._state_of(view dashboard_refresh.views)
returns dashboard_refresh.view_state language plpgsql
-- Volatile, to see what others have committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state;
begin
  select * into v_state from dashboard_refresh.view_state where view_state.view_id = view.id;

  -- A view that was resumed starts without failures; the row learns of it with the next one that is recorded.
  if v_state.failing_revision < view.resumed_revision then
    v_state.consecutive_failures := 0;
    v_state.failing_since := null;
    v_state.failing_revision := null;
    v_state.failure_kind := null;
    v_state.failed_stamp := null;
    v_state.retry_at := null;
  end if;

  return v_state;
end;
$$;
comment on function dashboard_refresh._state_of(dashboard_refresh.views) is
  'The state of a managed view, as of now; null for one that was unmanaged meanwhile.';

create or replace function dashboard_refresh._suspended_until(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns timestamptz language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case when state.consecutive_failures >= view.failure_limit then state.retry_at end;
end;
$$;
comment on function dashboard_refresh._suspended_until(dashboard_refresh.views, dashboard_refresh.view_state) is
  'After failure_limit consecutive failures: ticks before this time do nothing. Null for a view that is not suspended.';

create or replace function dashboard_refresh._relation(view dashboard_refresh.views)
returns dashboard_refresh.relation_facts language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_facts dashboard_refresh.relation_facts;
begin
  select
    pg_class.oid,
    pg_class.relkind,
    pg_get_userbyid(pg_class.relowner),
    pg_class.relispopulated,
    -- What REFRESH ... CONCURRENTLY accepts (is_usable_unique_index in matview.c).
    exists (
      select from pg_catalog.pg_index
      where pg_index.indrelid = pg_class.oid
        and pg_index.indisunique
        and pg_index.indisvalid
        and pg_index.indimmediate
        and pg_index.indpred is null
        and pg_index.indexprs is null
    ),
    pg_has_role(pg_class.relowner, 'usage')
  into v_facts
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_namespace.nspname = view.schema_name
    and pg_class.relname = view.view_name;

  -- Since PostgreSQL 17 the MAINTAIN privilege suffices; before, has_table_privilege does not know the word.
  if v_facts.oid is not null
    and not v_facts.may_refresh
    and current_setting('server_version_num')::integer >= 170000
  then
    v_facts.may_refresh := has_table_privilege(v_facts.oid, 'MAINTAIN');
  end if;

  return v_facts;
end;
$$;
comment on function dashboard_refresh._relation(dashboard_refresh.views) is 'What is there under a managed view''s name.';
$source$;

    -- schema/runs.sql
    execute $source$
/* A run as callers see it. */

create or replace function dashboard_refresh._failure_kind(error_sqlstate text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select case
    -- Nobody ran it: a connection or a process died.
    when error_sqlstate is null then 'transient'
    -- Connection, rollback by the server (serialization, deadlock), resources, cancelled or shut down, input and output.
    when left(error_sqlstate, 2) in ('08', '40', '53', '57', '58') then 'transient'
    -- A lock that is not available, an object in use.
    when error_sqlstate in ('55P03', '55006') then 'transient'
    else 'lasting'
  end;
$$;
comment on function dashboard_refresh._failure_kind(text) is
  'transient for a failure of this SQLSTATE that may pass by itself, and for a run that was lost (null); otherwise '
  'lasting: somebody has to fix the view, its data or a privilege.';

create or replace function dashboard_refresh._find_run(run_id uuid)
returns dashboard_refresh.runs language plpgsql
-- Volatile, to see what others have committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
begin
  select * into v_run from dashboard_refresh.runs where runs.id = _find_run.run_id;

  if not found then
    perform dashboard_refresh._raise(
      'unknown_run',
      format('there is no run %s', coalesce(run_id::text, '(null)')),
      format('Runs are kept %s.', dashboard_refresh._retention()),
      'Request a new one: select dashboard_refresh.request(''schema.view'');'
    );
  end if;

  return v_run;
end;
$$;
comment on function dashboard_refresh._find_run(uuid) is 'The run with that id, as of now. Raises unknown_run.';

create or replace function dashboard_refresh._run_json(run dashboard_refresh.runs)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'id', run.id,
    'view', (select views.view from dashboard_refresh.views where views.id = run.view_id),
    'status', run.status,
    'running', run.status = 'queued' and dashboard_refresh._is_running(run.id),
    'trigger', run.trigger,
    'path', run.path,
    'requested_at', run.requested_at,
    'started_at', run.started_at,
    'finished_at', run.finished_at,
    'duration_ms', round(extract(epoch from run.finished_at - run.started_at) * 1000, 1),
    'data_as_of', run.data_as_of,
    'method', run.method,
    'rows_inserted', run.rows_inserted,
    'rows_deleted', run.rows_deleted,
    'served_by', run.served_by,
    'caused_by', run.caused_by,
    'http_request_id', run.http_request_id,
    'error', case
      when run.error_message is not null then json_build_object(
        'sqlstate', run.error_sqlstate,
        'kind', dashboard_refresh._failure_kind(run.error_sqlstate),
        'message', run.error_message,
        'hint', run.error_hint
      )
    end
  );
$$;
comment on function dashboard_refresh._run_json(dashboard_refresh.runs) is
  'A run as callers see it: times as ISO 8601, duration_ms in milliseconds, error as an object or null.';
$source$;

    -- schema/alerts.sql
    execute $source$
/* An alert as callers see it. */

create or replace function dashboard_refresh._find_alert(alert_id uuid)
returns dashboard_refresh.alerts language plpgsql
-- Volatile, to see what others have committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts;
begin
  select * into v_alert from dashboard_refresh.alerts where alerts.id = alert_id;

  if not found then
    perform dashboard_refresh._raise(
      'unknown_alert',
      format('there is no alert %s', coalesce(alert_id::text, '(null)')),
      format('Alerts are kept %s.', dashboard_refresh._retention()),
      'The last one about a view is in its status.'
    );
  end if;

  return v_alert;
end;
$$;
comment on function dashboard_refresh._find_alert(uuid) is 'The alert with that id, as of now. Raises unknown_alert.';

create or replace function dashboard_refresh._alert_json(alert dashboard_refresh.alerts)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'id', alert.id,
    'view', (select views.view from dashboard_refresh.views where views.id = alert.view_id),
    'kind', alert.kind,
    'status', alert.status,
    'summary', alert.summary,
    'created_at', alert.created_at,
    'attempts', alert.attempts,
    'next_attempt_at', case when alert.status = 'pending' then alert.next_attempt_at end,
    'sent_at', alert.sent_at,
    'finished_at', alert.finished_at,
    'error', alert.error_message
  );
$$;
comment on function dashboard_refresh._alert_json(dashboard_refresh.alerts) is 'An alert as callers see it.';
$source$;

    -- The version.
    create or replace function dashboard_refresh.version()
    returns text
    language sql
    immutable
    set search_path = pg_catalog, pg_temp
    as $$ select '0.1.0' $$;

    comment on function dashboard_refresh.version() is 'The release of Refresh Dashboard that is installed here.';

    -- schedules/parse.sql
    execute $source$
/*
Reads a pg_cron schedule, so that a bad one is refused with a reason and the next firing can be computed.

pg_cron keeps no next firing and says only "invalid schedule". The rules below are those of its parser, Vixie cron's
(src/entry.c, src/misc.c): lists, ranges, steps, English names, 0 and 7 both Sunday, and a day that matches either day
field when neither starts with a star.
*/

create or replace function dashboard_refresh._cron_field(
  field text,
  lowest integer,
  highest integer,
  names text[],
  out field_values integer[],
  out bad_part text
)
language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_text text := lower(field);
  v_part text;
  v_match text[];
  v_from integer;
  v_to integer;
  v_step integer;
begin
  for v_name in 1 .. cardinality(names) loop
    v_text := regexp_replace(v_text, '\m' || names[v_name] || '\M', (v_name - 1 + lowest)::text, 'g');
  end loop;

  foreach v_part in array string_to_array(v_text, ',') loop
    v_match := regexp_match(v_part, '^(?:(\*)|(\d{1,4})(?:-(\d{1,4}))?)(?:/(\d{1,4}))?$');
    v_from := coalesce(v_match[2]::integer, lowest);
    v_to := coalesce(v_match[3]::integer, v_match[2]::integer, highest);
    v_step := coalesce(v_match[4]::integer, 1);

    if v_match is null
      or v_from < lowest or v_to > highest or v_from > v_to or v_step < 1
      -- A step needs a range to step through.
      or (v_match[4] is not null and v_match[1] is null and v_match[3] is null)
    then
      bad_part := coalesce(nullif(v_part, ''), 'nothing');
      return;
    end if;

    field_values := field_values || array(select generate_series(v_from, v_to, v_step));
  end loop;
end;
$$;
comment on function dashboard_refresh._cron_field(text, integer, integer, text[]) is
  'The values that one field of a cron expression stands for, or the part of it that is not valid. names: the English '
  'names of the values, from the lowest on.';

create or replace function dashboard_refresh._parse_schedule(schedule text)
returns dashboard_refresh.schedule_fields language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_expression text := trim(e' \t' from schedule);
  v_fields text[];
  v_parsed dashboard_refresh.schedule_fields;
  v_field record;
begin
  v_parsed.seconds := (regexp_match(v_expression, '^(\d{1,9})[ \t]+seconds?$', 'i'))[1]::integer;

  if v_parsed.seconds is not null then
    return v_parsed;
  end if;

  v_expression := case v_expression
    when '@hourly' then '0 * * * *'
    when '@daily' then '0 0 * * *'
    when '@midnight' then '0 0 * * *'
    when '@weekly' then '0 0 * * 0'
    when '@monthly' then '0 0 1 * *'
    when '@yearly' then '0 0 1 1 *'
    when '@annually' then '0 0 1 1 *'
    else v_expression
  end;
  v_fields := regexp_split_to_array(v_expression, '[ \t]+');

  if cardinality(v_fields) <> 5 then
    v_parsed.error_message := format('%s is no cron expression', coalesce(nullif(trim(schedule), ''), 'nothing'));
    v_parsed.error_detail := format(
      'It has %s fields where five are needed: minute, hour, day of month, month, day of week.',
      case when v_expression = '' then 0 else cardinality(v_fields) end
    );
    v_parsed.error_hint := 'Every five minutes is */5 * * * *; every 30 seconds is 30 seconds (pg_cron 1.5 or newer).';
    return v_parsed;
  end if;

  for v_field in
    select fields.name, v_fields[fields.position] as text, fields.lowest, fields.highest, parsed.*
    from (
      values
        (1, 'minute', 0, 59, '{}'),
        (2, 'hour', 0, 23, '{}'),
        (3, 'day of month', 1, 31, '{}'),
        (4, 'month', 1, 12, '{jan,feb,mar,apr,may,jun,jul,aug,sep,oct,nov,dec}'),
        (5, 'day of week', 0, 7, '{sun,mon,tue,wed,thu,fri,sat}')
    ) as fields (position, name, lowest, highest, names)
    cross join lateral dashboard_refresh._cron_field(
      v_fields[fields.position], fields.lowest, fields.highest, fields.names::text[]
    ) as parsed
    order by fields.position
  loop
    if v_field.bad_part is not null then
      v_parsed := null;
      v_parsed.error_message := format('%s is no valid %s', v_field.bad_part, v_field.name);
      v_parsed.error_detail := format('The %s field is %s.', v_field.name, v_field.text);
      v_parsed.error_hint := format(
        'Use numbers from %s to %s, as *, */2, 5, 1-5 or 1,3,5. Every five minutes is */5 * * * *.',
        v_field.lowest, v_field.highest
      );
      return v_parsed;
    end if;

    case v_field.name
      when 'minute' then v_parsed.minutes := v_field.field_values;
      when 'hour' then v_parsed.hours := v_field.field_values;
      when 'day of month' then v_parsed.days_of_month := v_field.field_values;
      when 'month' then v_parsed.months := v_field.field_values;
      when 'day of week' then v_parsed.days_of_week := v_field.field_values;
    end case;
  end loop;

  v_parsed.is_either_day := left(v_fields[3], 1) <> '*' and left(v_fields[5], 1) <> '*';
  return v_parsed;
end;
$$;
comment on function dashboard_refresh._parse_schedule(text) is
  'Parses a pg_cron schedule: a cron expression, a name such as @hourly, or "N seconds". Does not raise: what is not a '
  'schedule has an error_message that names the field.';
$source$;

    -- schedules/next_firing.sql
    execute $source$
/* When a schedule fires next, and which schedules this server can run. */

create or replace function dashboard_refresh._next_match(
  parsed dashboard_refresh.schedule_fields,
  after timestamptz,
  time_zone text
)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_start timestamp := date_trunc('minute', after at time zone time_zone) + interval '1 minute';
  v_start_minute integer := extract(hour from v_start) * 60 + extract(minute from v_start);
  v_date date;
  v_minute integer;
  v_is_day_of_month boolean;
  v_is_day_of_week boolean;
begin
  if parsed.seconds is not null then
    return after + make_interval(secs => parsed.seconds);
  end if;

  -- Eight years hold every date there is, 29 February included, across a century that is no leap year.
  for v_day in 0 .. 8 * 366 loop
    v_date := v_start::date + v_day;
    v_is_day_of_month := extract(day from v_date) = any (parsed.days_of_month);
    v_is_day_of_week := extract(dow from v_date) = any (parsed.days_of_week)
      or extract(isodow from v_date) = any (parsed.days_of_week);

    if extract(month from v_date) = any (parsed.months)
      and (v_is_day_of_month or v_is_day_of_week)
      and (parsed.is_either_day or (v_is_day_of_month and v_is_day_of_week))
    then
      select min(hours.hour * 60 + minutes.minute)
      into v_minute
      from unnest(parsed.hours) as hours (hour)
      cross join unnest(parsed.minutes) as minutes (minute)
      where v_day > 0 or hours.hour * 60 + minutes.minute >= v_start_minute;

      if v_minute is not null then
        return (v_date + make_interval(mins => v_minute)) at time zone time_zone;
      end if;
    end if;
  end loop;

  return null;
end;
$$;
comment on function dashboard_refresh._next_match(dashboard_refresh.schedule_fields, timestamptz, text) is
  'First time after `after` that a parsed schedule matches in time_zone; null when it never does, and for no schedule.';

create or replace function dashboard_refresh._next_firing(
  schedule text,
  after timestamptz,
  time_zone text default coalesce(current_setting('cron.timezone', true), 'GMT')
)
returns timestamptz language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._next_match(dashboard_refresh._parse_schedule(schedule), after, time_zone);
end;
$$;
comment on function dashboard_refresh._next_firing(text, timestamptz, text) is
  'First time after `after` at which pg_cron fires the schedule, in its own time zone unless another is given; null when '
  'it never does or cannot be told: pg_cron takes a few forms that are not understood here.';

create or replace function dashboard_refresh._can_fire_every_second()
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  -- Debian's extversion reads 1.4-1; only the first two numbers matter.
  select regexp_match(pg_extension.extversion, '^(\d+)\.(\d+)')::integer[] >= array[1, 5]
  from pg_catalog.pg_extension
  where pg_extension.extname = 'pg_cron';
$$;
comment on function dashboard_refresh._can_fire_every_second() is
  'True when this server''s pg_cron takes schedules of the form "N seconds", as it does since 1.5.';

create or replace function dashboard_refresh._schedule_error(
  schedule text,
  out code text,
  out message text,
  out detail text,
  out hint text
)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_parsed constant dashboard_refresh.schedule_fields := dashboard_refresh._parse_schedule(schedule);
begin
  if v_parsed.error_message is not null then
    code := 'invalid_setting';
    message := 'schedule: ' || v_parsed.error_message;
    detail := v_parsed.error_detail;
    hint := v_parsed.error_hint;
  elsif v_parsed.seconds not between 1 and 59 then
    code := 'invalid_setting';
    message := format('schedule: %s is out of range', schedule);
    detail := 'A schedule in seconds must be from 1 to 59 seconds.';
    hint := 'For a minute or more write a cron expression, such as * * * * * or */5 * * * *.';
  elsif v_parsed.seconds is not null and not dashboard_refresh._can_fire_every_second() then
    code := 'unsupported_schedule';
    message := format('schedule: %s needs pg_cron 1.5 or newer', schedule);
    detail := format('This server has pg_cron %s, whose shortest interval is one minute.',
      (select extversion from pg_catalog.pg_extension where extname = 'pg_cron'));
    hint := 'Use * * * * * for every minute, or upgrade pg_cron.';
  elsif dashboard_refresh._next_match(v_parsed, now(), 'GMT') is null then
    code := 'invalid_setting';
    message := format('schedule: %s never fires', schedule);
    detail := 'No date in the next eight years matches it.';
    hint := 'Look at the day of month and the month; every five minutes is */5 * * * *.';
  end if;
end;
$$;
comment on function dashboard_refresh._schedule_error(text) is
  'Why this server''s pg_cron cannot run the schedule, or why it never fires; all null when it can and does.';

create or replace function dashboard_refresh._suggest_schedule(longest interval)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select candidates.schedule
  from (
    values
      (interval '30 minutes', '*/30 * * * *'),
      (interval '15 minutes', '*/15 * * * *'),
      (interval '10 minutes', '*/10 * * * *'),
      (interval '5 minutes', '*/5 * * * *'),
      (interval '2 minutes', '*/2 * * * *'),
      (interval '1 minute', '* * * * *'),
      (interval '30 seconds', '30 seconds'),
      (interval '10 seconds', '10 seconds'),
      (interval '5 seconds', '5 seconds')
  ) as candidates (every, schedule)
  where candidates.every < longest
    and (candidates.every >= interval '1 minute' or dashboard_refresh._can_fire_every_second())
  order by candidates.every desc
  limit 1;
$$;
comment on function dashboard_refresh._suggest_schedule(interval) is
  'The least frequent schedule that fires more often than once in `longest` on this server''s pg_cron; null when there is '
  'none.';
$source$;

    -- sending/vault.sql
    execute $source$
/* Reads the secrets from Vault that a message needs. */

create or replace function dashboard_refresh._queue_has_trigger()
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from pg_catalog.pg_trigger
    where pg_trigger.tgrelid = to_regclass('net.http_request_queue') and not pg_trigger.tgisinternal
  );
$$;
comment on function dashboard_refresh._queue_has_trigger() is
  'True when pg_net''s queue has a trigger. pg_net lets any role create one, and it would run as the sender.';

create or replace function dashboard_refresh._read_vault(names text[], out secrets jsonb, out missing text)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    missing := 'pg_net is not installed';
  elsif to_regclass('vault.decrypted_secrets') is null then
    missing := 'Vault is not installed';
  elsif dashboard_refresh._queue_has_trigger() then
    missing := 'net.http_request_queue has a trigger, which would run with the rights of the sender: find out who '
      'created it, and drop it';
  else
    select coalesce(jsonb_object_agg(decrypted_secrets.name, trim(decrypted_secrets.decrypted_secret)), '{}')
    into secrets
    from vault.decrypted_secrets
    where decrypted_secrets.name = any (names);
  end if;
exception
  -- Whatever it is, such as a restore under another key: without these the database can still refresh.
  when others then
    missing := format('Vault cannot be read (SQLSTATE %s)', sqlstate);
end;
$$;
comment on function dashboard_refresh._read_vault(text[]) is
  'The secrets of these names that Vault has, for a request through pg_net. missing: why nothing can be sent; then '
  'secrets is null.';

create or replace function dashboard_refresh._signing_secret(secrets text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- During a rotation there may be several, separated by spaces; the first is the one to sign with. At least 24 bytes
  -- after decoding, as the Standard Webhooks specification asks.
  select firsts.secret
  from (select split_part(secrets, ' ', 1) as secret) as firsts
  where firsts.secret ~ '^whsec_[A-Za-z0-9+/]{32,}={0,2}$' and length(firsts.secret) % 4 = 2;
$$;
comment on function dashboard_refresh._signing_secret(text) is
  'The secret to sign with, of those that a Vault entry holds; null when it is missing or malformed.';
$source$;

    -- sending/endpoints.sql
    execute $source$
/* Where messages go, and the secrets that sign them. */

create or replace function dashboard_refresh._function_endpoint()
returns dashboard_refresh.endpoint language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_vault record;
  v_endpoint dashboard_refresh.endpoint;
begin
  select * into v_vault
  from dashboard_refresh._read_vault(array['project_url', 'refresh_dashboard_trigger_secret']);

  v_endpoint.secret := dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_trigger_secret');
  v_endpoint.missing := case
    when v_vault.missing is not null then v_vault.missing
    when coalesce(v_vault.secrets ->> 'project_url', '') !~ '^https?://[^\s/]' then
      'Vault has no http(s) URL under project_url'
    when v_endpoint.secret is null then 'Vault has no whsec_ secret under refresh_dashboard_trigger_secret'
  end;

  if v_endpoint.missing is null then
    v_endpoint.url := rtrim(v_vault.secrets ->> 'project_url', '/') || '/functions/v1/refresh-dashboard/refresh';
  else
    v_endpoint.secret := null;
  end if;

  return v_endpoint;
end;
$$;
comment on function dashboard_refresh._function_endpoint() is
  'Where the Edge Function is called and the secret that signs the trigger, from Vault.';

create or replace function dashboard_refresh._alert_endpoint()
returns dashboard_refresh.endpoint language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_vault record;
  v_endpoint dashboard_refresh.endpoint;
begin
  select * into v_vault
  from dashboard_refresh._read_vault(array[
    'refresh_dashboard_alert_url', 'refresh_dashboard_alert_secret', 'refresh_dashboard_trigger_secret'
  ]);
  v_endpoint.missing := v_vault.missing;
  v_endpoint.is_malformed := false;

  if v_endpoint.missing is not null then
    return v_endpoint;
  elsif v_vault.secrets ->> 'refresh_dashboard_alert_url' is null then
    v_endpoint.missing := 'Vault has no refresh_dashboard_alert_url';
  elsif v_vault.secrets ->> 'refresh_dashboard_alert_url' !~ '^https?://[^\s/]\S*$' then
    v_endpoint.missing := 'what Vault has under refresh_dashboard_alert_url is no http(s) URL';
    v_endpoint.is_malformed := true;
  elsif v_vault.secrets ? 'refresh_dashboard_alert_secret'
    and dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_alert_secret') is null
  then
    v_endpoint.missing := 'what Vault has under refresh_dashboard_alert_secret is no whsec_ secret';
    v_endpoint.is_malformed := true;
  else
    v_endpoint.url := v_vault.secrets ->> 'refresh_dashboard_alert_url';
    -- The message id distinguishes the two kinds of messages, so a signed alert is not a trigger.
    v_endpoint.secret := coalesce(
      dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_alert_secret'),
      dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_trigger_secret')
    );
  end if;

  return v_endpoint;
end;
$$;
comment on function dashboard_refresh._alert_endpoint() is
  'The webhook that receives the alerts, from Vault, and the secret that signs them: refresh_dashboard_alert_secret, or '
  'that of the trigger; null where there is neither.';
$source$;

    -- sending/post.sql
    execute $source$
/* Sends a signed message through pg_net, and finds out what became of it. */

create or replace function dashboard_refresh._sign(
  secret text,
  message_id text,
  at_epoch_seconds bigint,
  body text
)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'v1,' || encode(
    extensions.hmac(
      convert_to(message_id || '.' || at_epoch_seconds || '.' || body, 'UTF8'),
      decode(substr(secret, length('whsec_') + 1), 'base64'),
      'sha256'
    ),
    'base64'
  );
$$;
comment on function dashboard_refresh._sign(text, text, bigint, text) is
  'The webhook-signature header of the Standard Webhooks specification (symmetric, v1).';

create or replace function dashboard_refresh._post(url text, secret text, message_id text, body jsonb)
returns bigint language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_epoch_seconds constant bigint := extract(epoch from clock_timestamp());
begin
  -- With this lock held nobody can add a trigger between the check and the insert; it blocks neither senders nor pg_net.
  -- Where pg_net (before 0.12) grants nothing on the table, nobody else has a right to it either.
  if has_table_privilege('net.http_request_queue', 'insert') then
    lock table net.http_request_queue in row exclusive mode;
  end if;

  if dashboard_refresh._queue_has_trigger() then
    raise object_not_in_prerequisite_state using
      message = 'net.http_request_queue has a trigger, which would run with the rights of this session',
      hint = 'Find out who created it, and drop it.';
  end if;

  -- Any login role can read pg_net's queue, so nothing in these headers may be worth reading: the signature is good for
  -- this message alone and for minutes. pg_net sends the body as body::text, so that is what is signed.
  return net.http_post(
    url => url,
    body => body,
    headers => jsonb_strip_nulls(jsonb_build_object(
      'Content-Type', 'application/json',
      'webhook-id', message_id,
      'webhook-timestamp', v_epoch_seconds::text,
      'webhook-signature', dashboard_refresh._sign(secret, message_id, v_epoch_seconds, body::text)
    )),
    timeout_milliseconds => 5000
  );
end;
$$;
comment on function dashboard_refresh._post(text, text, text, jsonb) is
  'Hands a message to pg_net, which sends it when the transaction commits, and returns the request''s id. Signed by the '
  'Standard Webhooks specification; without a secret it is not.';

create or replace function dashboard_refresh._request_outcome(
  request_id bigint,
  out state text,
  out status_code integer,
  out error_message text
)
language plpgsql
-- Volatile, to see what pg_net has committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
begin
  if request_id is null then
    return;
  end if;

  -- Before 0.19.6 pg_net does not set timed_out, but error_msg and no status.
  select
    case when _http_response.status_code is null then 'failed' else 'answered' end,
    _http_response.status_code,
    case
      when _http_response.timed_out then 'no answer in time'
      when _http_response.status_code is null then coalesce(_http_response.error_msg, 'pg_net gives no reason')
    end
  into state, status_code, error_message
  from net._http_response
  where _http_response.id = request_id;

  if not found then
    state := case
      when exists (select from net.http_request_queue where http_request_queue.id = request_id) then 'queued'
      else 'unknown'
    end;
  end if;
exception
  -- Without pg_net nothing is known.
  when undefined_table or invalid_schema_name or insufficient_privilege then
    state := 'unknown';
end;
$$;
comment on function dashboard_refresh._request_outcome(bigint) is
  'What pg_net knows of a request: queued, answered with status_code, failed for the reason error_message (no status), '
  'or unknown: it waits for the answer, has lost the request, or has forgotten it (after pg_net.ttl, 6 h). Null for no '
  'request.';
$source$;

    -- settings/list.sql
    execute $source$
/* The settings, as the columns of views define them. */

create or replace function dashboard_refresh.settings()
returns setof dashboard_refresh.setting language plpgsql stable
set search_path = pg_catalog, pg_temp
set intervalstyle = 'postgres'
as $$
declare
  v_setting dashboard_refresh.setting;
begin
  for v_setting in
    select
      pg_attribute.attname::text,
      format_type(pg_attribute.atttypid, pg_attribute.atttypmod),
      pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid),
      coalesce(
        obj_description(pg_constraint.oid, 'pg_constraint'), format('%s must be true or false.', pg_attribute.attname)
      ),
      substr(col_description(pg_attribute.attrelid, pg_attribute.attnum), length('Setting: ') + 1)
    from pg_catalog.pg_attribute
    left join pg_catalog.pg_attrdef
      on pg_attrdef.adrelid = pg_attribute.attrelid and pg_attrdef.adnum = pg_attribute.attnum
    left join pg_catalog.pg_constraint
      on pg_constraint.conrelid = pg_attribute.attrelid
      and pg_constraint.contype = 'c'
      and pg_constraint.conkey = array[pg_attribute.attnum]
    where pg_attribute.attrelid = 'dashboard_refresh.views'::regclass
      and col_description(pg_attribute.attrelid, pg_attribute.attnum) like 'Setting: %'
    order by pg_attribute.attnum
  loop
    -- The default is an expression in the catalog; callers want its value.
    execute format('select (%s)::text', coalesce(v_setting.default_value, 'null')) into v_setting.default_value;
    return next v_setting;
  end loop;
end;
$$;
comment on function dashboard_refresh.settings() is
  'The settings of managed views in their order, read from the columns of views, their defaults, checks and comments.';

create or replace function dashboard_refresh._settings_json(view dashboard_refresh.views)
returns json language sql stable
set search_path = pg_catalog, pg_temp
-- The form that callers are promised, whatever the session's is.
set intervalstyle = 'postgres'
as $$
  select json_object_agg(settings.name, to_jsonb(view) -> settings.name order by settings.position)
  from dashboard_refresh.settings() with ordinality
    as settings (name, type, default_value, limits, description, position);
$$;
comment on function dashboard_refresh._settings_json(dashboard_refresh.views) is
  'The settings of a view, as callers see them.';

create or replace function dashboard_refresh._nearest_setting(name text)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  -- By the pairs of letters that two words share (Dice's coefficient), so that a slip or a swapped part still matches.
  with words as (
    select 0 as position, lower(left(_nearest_setting.name, 63)) as word
    union all
    select settings.position, settings.name
    from dashboard_refresh.settings() with ordinality
      as settings (name, type, default_value, limits, description, position)
  ),
  pairs as (
    select distinct words.position, words.word, substr('^' || words.word || '$', start, 2) as pair
    from words
    cross join lateral generate_series(1, length(words.word) + 1) as starts (start)
  )
  select candidates.word
  from pairs as given
  join pairs as candidates on candidates.pair = given.pair and candidates.position > 0
  where given.position = 0
  group by candidates.word, given.word
  having 2.0 * count(*) / (length(candidates.word) + length(given.word) + 2) >= 0.4
  order by 2.0 * count(*) / (length(candidates.word) + length(given.word) + 2) desc, candidates.word
  limit 1;
$$;
comment on function dashboard_refresh._nearest_setting(text) is
  'The setting whose name is most like a misspelt one; null when none is.';
$source$;

    -- settings/setting.sql
    execute $source$
/* Checks the value of one setting by the type and the check of its column. */

create or replace function dashboard_refresh._apply_setting(
  setting dashboard_refresh.setting,
  value jsonb,
  view dashboard_refresh.views
)
returns dashboard_refresh.patched language plpgsql stable
set search_path = pg_catalog, pg_temp
set intervalstyle = 'postgres'
as $$
declare
  v_is_right_type constant boolean := jsonb_typeof(value) = case setting.type
    when 'boolean' then 'boolean'
    when 'integer' then 'number'
    when 'numeric' then 'number'
    else 'string'
  end;
  v_checked dashboard_refresh.views;
  v_is_allowed boolean;
  v_wrong_type constant text := case setting.type
    when 'boolean' then setting.limits
    when 'integer' then format('%s must be a whole number. %s', setting.name, setting.limits)
    when 'numeric' then format('%s must be a number. %s', setting.name, setting.limits)
    else format('%s must be a string. %s', setting.name, setting.limits)
  end;
begin
  if jsonb_typeof(value) <> 'null' and not v_is_right_type then
    return (view, v_wrong_type);
  end if;

  v_checked := jsonb_populate_record(view, jsonb_build_object(
    setting.name,
    case
      when jsonb_typeof(value) = 'null' then to_jsonb(setting.default_value)
      -- In hours, minutes and seconds alone: a day or a month has no fixed length.
      when setting.type = 'interval'
        then to_jsonb(make_interval(secs => extract(epoch from (value #>> '{}')::interval)::double precision))
      else value
    end
  ));
  execute format(
    'select %s from (select ($1).*) as checked',
    coalesce(
      (
        select string_agg('(' || pg_get_expr(pg_constraint.conbin, pg_constraint.conrelid) || ')', ' and ')
        from pg_catalog.pg_constraint
        join pg_catalog.pg_attribute
          on pg_attribute.attrelid = pg_constraint.conrelid and array[pg_attribute.attnum] = pg_constraint.conkey
        where pg_constraint.conrelid = 'dashboard_refresh.views'::regclass
          and pg_constraint.contype = 'c'
          and pg_attribute.attname = setting.name
      ),
      'true'
    )
  )
  using v_checked
  into v_is_allowed;

  -- As for a check constraint, null is allowed: a default that is derived from the view.
  if v_is_allowed is false then
    return (view, setting.limits);
  end if;

  return (v_checked, null::text);
exception
  -- A text that is not an interval, a number with a fraction where a whole one is needed, one that is too large.
  when data_exception then
    return (view, case setting.type
      when 'interval' then format('%s: %s is no interval; write a number and a unit, as in 10 seconds or 5 minutes.',
        setting.name, quote_literal(left(value #>> '{}', 60)))
      else v_wrong_type
    end);
end;
$$;
comment on function dashboard_refresh._apply_setting(
  dashboard_refresh.setting, jsonb, dashboard_refresh.views
) is
  'The view with one setting set to a JSON value, or to its default for JSON null, unless the type or the check of its '
  'column does not allow it.';
$source$;

    -- settings/patch.sql
    execute $source$
/*
Applies a patch of settings: one JSON object, as PATCH /reconfigure takes it. A setting that is not named stays as it is,
and null sets its default again (RFC 7396). Every bad word is named in one error, and then nothing has changed.
*/

create or replace function dashboard_refresh._require_patch(patch jsonb)
returns jsonb language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_patch jsonb := patch;
begin
  -- @supabase/lite encodes jsonb arguments twice.
  if jsonb_typeof(v_patch) = 'string' and left(v_patch #>> '{}', 1) = '{' then
    begin
      v_patch := (v_patch #>> '{}')::jsonb;
    exception
      -- Then it is a string after all, and refused as one.
      when invalid_text_representation then
        null;
    end;
  end if;

  if jsonb_typeof(v_patch) is distinct from 'object' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'the settings are not a JSON object',
      format('Got %s.', coalesce('a JSON ' || jsonb_typeof(v_patch), 'nothing')),
      'Write them as {"schedule": "*/5 * * * *", "max_staleness": "10 minutes"}.'
    );
  elsif length(v_patch::text) > 16384 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'the settings are too long',
      format('They have %s characters; at most 16384 are read.', length(v_patch::text)),
      'select * from dashboard_refresh.settings() lists what can be set.'
    );
  end if;

  return v_patch;
end;
$$;
comment on function dashboard_refresh._require_patch(jsonb) is
  'The patch as an object. Raises invalid_argument for anything else, and for one that is too long.';

create or replace function dashboard_refresh._apply_patch(view dashboard_refresh.views, patch jsonb)
returns dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := view;
  v_setting dashboard_refresh.setting;
  v_schedule record;
  v_patched dashboard_refresh.patched;
  v_problems text[] := array[]::text[];
  v_unknown text[];
  v_name text;
  v_refused jsonb := jsonb_build_object();
begin
  for v_setting in
    select settings.*
    from dashboard_refresh.settings() as settings
    where patch ? settings.name
  loop
    v_patched := dashboard_refresh._apply_setting(v_setting, patch -> v_setting.name, v_view);
    v_view := v_patched.view;

    if v_patched.problem is not null then
      v_problems := v_problems || v_patched.problem;
      v_refused := v_refused || jsonb_build_object(v_setting.name, patch -> v_setting.name);
    end if;
  end loop;

  -- Which schedules there are depends on the server's pg_cron, so a check on the column cannot tell.
  select *
  into v_schedule
  from dashboard_refresh._schedule_error(v_view.schedule)
  where patch ? 'schedule' and not v_refused ? 'schedule';

  v_unknown := array(
    select names.name
    from jsonb_object_keys(patch) as names (name)
    where names.name not in (select settings.name from dashboard_refresh.settings() as settings)
  );

  -- A slip is one word or a few; a patch that is something else altogether is not read out in full.
  foreach v_name in array v_unknown[:20] loop
    v_problems := v_problems || (
      format('there is no setting %s', quote_ident(left(v_name, 60)))
      || coalesce('; did you mean ' || dashboard_refresh._nearest_setting(v_name) || '?', '.')
    );
    v_refused := v_refused || jsonb_build_object(left(v_name, 60), patch -> v_name);
  end loop;

  if cardinality(v_unknown) > 20 then
    v_problems := v_problems || format('and %s more.', cardinality(v_unknown) - 20);
  end if;

  if v_problems = '{}' and v_schedule.code is not null then
    perform dashboard_refresh._raise(v_schedule.code, v_schedule.message, v_schedule.detail, v_schedule.hint);
  elsif v_problems <> '{}' then
    perform dashboard_refresh._raise(
      'invalid_setting',
      array_to_string(v_problems || (v_schedule.message || '.'), ' '),
      format('Got %s.', left(v_refused::text, 500)),
      format('Nothing was changed. The settings are %s.',
        (select string_agg(settings.name, ', ') from dashboard_refresh.settings() as settings))
    );
  end if;

  return v_view;
end;
$$;
comment on function dashboard_refresh._apply_patch(dashboard_refresh.views, jsonb) is
  'The view as it would be with these settings, given as _require_patch returns them; writes nothing. Raises '
  'unsupported_schedule, and invalid_setting that names everything that is wrong.';
$source$;

    -- settings/job.sql
    execute $source$
/*
Keeps a view's cron job in step with its settings.

pg_cron lets only its owner alter a job, and judges by current_user. So all this runs as the owner of the schema: called
directly by that role, or through the wrappers in public, which it owns.
*/

create or replace function dashboard_refresh._default_job_name(schema_name text, view_name text)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select case
    when octet_length('refresh-' || view_name) <= 63
      and not exists (
        select from dashboard_refresh.views
        where views.job_name = 'refresh-' || _default_job_name.view_name
          and (views.schema_name, views.view_name) <> (_default_job_name.schema_name, _default_job_name.view_name)
      )
      then 'refresh-' || view_name
    -- Too long or taken: what fits of it, and a hash of the whole.
    else 'refresh-' || left(regexp_replace(view_name, '[^ -~]', '', 'g'), 40) || '-'
      || left(md5(schema_name || '.' || view_name), 8)
  end;
$$;
comment on function dashboard_refresh._default_job_name(text, text) is
  'The name of a view''s job unless another is set: refresh-<view>, shortened where it must be.';

create or replace function dashboard_refresh._is_refresh_of(command text, view dashboard_refresh.views)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select lower((regexp_match(
    command, '^\s*refresh\s+materialized\s+view\s+(?:concurrently\s+)?([^\s;]+)\s*;?\s*$', 'i'
  ))[1]) in (
    lower(view.view), lower(view.schema_name || '.' || view.view_name), lower(view.view_name),
    lower(quote_ident(view.view_name))
  );
$$;
comment on function dashboard_refresh._is_refresh_of(text, dashboard_refresh.views) is
  'True for a command that refreshes this view and does nothing else. Null or false for any other.';

create or replace function dashboard_refresh._sync_job(view dashboard_refresh.views, before jsonb)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_command constant text := dashboard_refresh._tick_command(view.view);
  -- A job of ours is ours whatever somebody has made of it since.
  v_is_ours constant boolean := coalesce(
    (before ->> 'scheduled')::boolean and before ->> 'job_name' = view.job_name, false
  );
  v_other record;
  v_job_id bigint;
begin
  select job.jobid, job.username, job.database
  into v_other
  from cron.job
  where job.jobname = view.job_name
    and (
      job.username <> current_user
      or job.database <> current_database()
      or not (
        v_is_ours
        or job.command = v_command
        or coalesce(dashboard_refresh._is_refresh_of(job.command, view), false)
      )
    )
  limit 1;

  if found then
    perform dashboard_refresh._raise(
      'job_conflict',
      format('the cron job %s belongs to something else', quote_literal(view.job_name)),
      format('Job %s of role %s in database %s is not a refresh of %s by %s, or does more than that.',
        v_other.jobid, v_other.username, v_other.database, view.view, current_user),
      'Choose another job_name, or unschedule that job first.'
    );
  end if;

  -- Under another name than before, or not scheduled any more.
  perform cron.unschedule(job.jobid)
  from cron.job
  where job.username = current_user
    and (
      (job.jobname = before ->> 'job_name' and job.jobname <> view.job_name)
      or (job.jobname = view.job_name and not view.scheduled)
    );

  if not view.scheduled then
    return;
  end if;

  begin
    -- By name this creates the job or changes it in place. It leaves a paused job paused, hence the second call.
    v_job_id := cron.schedule(view.job_name, view.schedule, v_command);
    perform cron.alter_job(v_job_id, active => view.active);
  exception
    when invalid_parameter_value then
      perform dashboard_refresh._raise(
        'invalid_setting',
        format('schedule: pg_cron does not accept %s', quote_literal(view.schedule)),
        sqlerrm,
        'Every five minutes is */5 * * * *. Nothing was changed.'
      );
  end;
end;
$$;
comment on function dashboard_refresh._sync_job(dashboard_refresh.views, jsonb) is
  'Makes the cron job what the settings say: name, schedule, command, active, there or not. Takes over a hand-made job of '
  'that name which does nothing but refresh the view. before: the settings until now. Raises job_conflict when the name '
  'is taken by another job.';
$source$;

    -- settings/save.sql
    execute $source$
/* Stores the settings of a view. */

create or replace function dashboard_refresh._store_settings(view dashboard_refresh.views)
returns dashboard_refresh.views language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_columns text;
  v_values text;
  v_stored dashboard_refresh.views;
begin
  select string_agg(quote_ident(settings.name), ', '), string_agg(format('($1).%I', settings.name), ', ')
  into v_columns, v_values
  from dashboard_refresh.settings() as settings;

  if view.id is null then
    execute format(
      'insert into dashboard_refresh.views (schema_name, view_name, %s) '
      'values (($1).schema_name, ($1).view_name, %s)',
      v_columns, v_values
    )
    using view;
    insert into dashboard_refresh.view_state (view_id)
    select views.id from dashboard_refresh.views where views.view = _store_settings.view.view;
  else
    execute format(
      'update dashboard_refresh.views set (revision, resumed_revision, %s) = row(revision + 1, ($1).resumed_revision, %s) '
      'where id = ($1).id',
      v_columns, v_values
    )
    using view;
  end if;

  select * into strict v_stored from dashboard_refresh.views where views.view = _store_settings.view.view;
  return v_stored;
exception
  when unique_violation then
    perform dashboard_refresh._raise(
      'job_conflict',
      format('the job name %s is used by another managed view', quote_literal(view.job_name)),
      'Each managed view has a job of its own.',
      'Choose another job_name. Nothing was changed.'
    );
    return null;
end;
$$;
comment on function dashboard_refresh._store_settings(dashboard_refresh.views) is
  'Writes the settings of a view, a new one (id is null) with an empty state. Returns the row as stored. Raises '
  'job_conflict when another view has the job name.';

create or replace function dashboard_refresh._save_settings(
  view dashboard_refresh.views,
  patch jsonb,
  action text,
  changed_by text,
  before json
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._apply_patch(view, patch);
  v_after json;
begin
  v_view.job_name := coalesce(
    v_view.job_name, dashboard_refresh._default_job_name(v_view.schema_name, v_view.view_name)
  );

  -- To resume is also the way out of a suspension.
  if patch ? 'active' and v_view.active then
    v_view.resumed_revision := v_view.revision + 1;
  end if;

  v_view := dashboard_refresh._store_settings(v_view);
  v_after := dashboard_refresh._settings_json(v_view);
  perform dashboard_refresh._sync_job(v_view, before::jsonb);

  -- A call that is repeated, by a client or on its way, changes nothing the second time.
  if v_after::jsonb is distinct from before::jsonb then
    insert into dashboard_refresh.config_changes (changed_by, action, view, before, after)
    values (coalesce(_save_settings.changed_by, session_user), _save_settings.action, v_view.view, before, v_after);
  end if;

  return json_build_object('view', v_view.view, 'before', before, 'after', v_after);
end;
$$;
comment on function dashboard_refresh._save_settings(dashboard_refresh.views, jsonb, text, text, json) is
  'Applies a patch to a view''s settings and stores them, brings the cron job in step and writes the audit: all or '
  'nothing. before: what the audit says of the state until now. Returns view, before and after. Raises invalid_setting, '
  'invalid_argument, unsupported_schedule, job_conflict.';
$source$;

    -- settings/manage.sql
    execute $source$
/* Registers a view, and changes the settings of one that is registered. */

create or replace function dashboard_refresh._new_view(name text)
returns dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_parts text[];
  v_view dashboard_refresh.views;
begin
  begin
    v_parts := parse_ident(name);
  exception
    when invalid_parameter_value then
      v_parts := null;
  end;

  if v_parts is null or cardinality(v_parts) > 2 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s is no name of a view', coalesce(quote_literal(name), 'null')),
      'A name has one or two parts, and none of them is empty.',
      'Write schema.view, with double quotes around what is not plain lower case.'
    );
  end if;

  v_view := jsonb_populate_record(
    v_view, (select jsonb_object_agg(settings.name, settings.default_value) from dashboard_refresh.settings() as settings)
  );
  v_view.schema_name := case when cardinality(v_parts) = 1 then 'public' else v_parts[1] end;
  v_view.view_name := v_parts[cardinality(v_parts)];
  v_view.view := quote_ident(v_view.schema_name) || '.' || quote_ident(v_view.view_name);
  return v_view;
end;
$$;
comment on function dashboard_refresh._new_view(text) is
  'A view of that name, written as in SQL and in schema public unless another is given, with all settings at their '
  'defaults; it is not registered by this. Raises invalid_argument for what is not a name.';

create or replace function dashboard_refresh.manage(
  view text,
  schedule text default null,
  settings jsonb default '{}'
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._new_view(manage.view);
  v_managed dashboard_refresh.views;
  v_patch jsonb := dashboard_refresh._require_patch(coalesce(settings, '{}'));
  v_kind "char";
  v_before json;
  v_job record;
begin
  perform dashboard_refresh._lock_configuration();

  if manage.schedule is not null then
    v_patch := v_patch || jsonb_build_object('schedule', manage.schedule);
  end if;

  select * into v_managed from dashboard_refresh.views where views.view = v_view.view;

  if found then
    v_view := v_managed;
    v_before := dashboard_refresh._settings_json(v_view);
  end if;

  v_kind := (dashboard_refresh._relation(v_view)).kind;

  if v_kind is null then
    raise notice using
      message = format('%s does not exist yet', v_view.view),
      hint = format('It is refreshed as soon as it does. If this is a typo: select dashboard_refresh.unmanage(%L);',
        v_view.view);
  elsif v_kind <> 'm' then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('%s is not a materialized view', v_view.view),
      format('It is a %s.', case v_kind
        when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'plain view' when 'i' then 'index'
        when 'S' then 'sequence' when 'f' then 'foreign table' when 'c' then 'type' else 'relation of another kind'
      end),
      'Name a materialized view, or one that does not exist yet.'
    );
  end if;

  if v_managed.id is null then
    select job.active, job.schedule, job.command
    into v_job
    from cron.job
    where job.username = current_user
      and job.jobname = coalesce(
        v_patch ->> 'job_name', dashboard_refresh._default_job_name(v_view.schema_name, v_view.view_name)
      );

    -- A job that was paused by hand stays paused when it is taken over, unless the caller says otherwise.
    if found then
      v_before := json_build_object('taken_over', v_job);
      v_view.active := v_job.active;
    end if;
  end if;

  return dashboard_refresh._save_settings(v_view, v_patch, 'manage', null, v_before);
end;
$$;
comment on function dashboard_refresh.manage(text, text, jsonb) is
  'Registers a materialized view, which need not exist yet, and schedules its job; on a managed view it changes the '
  'settings that are given. settings: a JSON object of the names that settings() lists; schedule: the same as in there. '
  'A hand-made job of the same name that refreshes the view is taken over. Returns view, before (null when new, '
  'taken_over when there was such a job) and after. Raises not_a_materialized_view, invalid_setting, '
  'unsupported_schedule, job_conflict, invalid_argument; then nothing has changed.';

create or replace function dashboard_refresh.reconfigure(
  view text default null,
  settings jsonb default null,
  changed_by text default null
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_patch constant jsonb := dashboard_refresh._require_patch(coalesce(settings, '{}'));
  v_view dashboard_refresh.views;
begin
  if v_patch = '{}' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      'no setting was given, so there is nothing to change',
      'A setting that is not named stays as it is; null sets its default again.',
      format('Give at least one of %s.',
        (select string_agg(listed.name, ', ') from dashboard_refresh.settings() as listed))
    );
  end if;

  -- Two callers at once change one after the other, each on what the other left.
  perform dashboard_refresh._lock_configuration();
  v_view := dashboard_refresh._find_view(reconfigure.view);
  return dashboard_refresh._save_settings(
    v_view, v_patch, 'reconfigure', reconfigure.changed_by, dashboard_refresh._settings_json(v_view)
  );
end;
$$;
comment on function dashboard_refresh.reconfigure(text, jsonb, text) is
  'Changes the named settings of a managed view (null: the only one) and its cron job, all or nothing, and writes the '
  'audit. settings: a JSON object of the names that settings() lists; null sets a default again; active true also ends a '
  'suspension. changed_by: whom the audit names, by default the session''s role. Returns view, before and after. Raises '
  'unknown_view, view_required, invalid_setting, unsupported_schedule, job_conflict, invalid_argument; then nothing has '
  'changed.';
$source$;

    -- settings/unmanage.sql
    execute $source$
/* Takes a view out of the registry. */

create or replace function dashboard_refresh.unmanage(view text, changed_by text default null)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
begin
  perform dashboard_refresh._lock_configuration();
  v_view := dashboard_refresh._find_view(unmanage.view);

  perform cron.unschedule(job.jobid)
  from cron.job
  where job.jobname = v_view.job_name and job.username = current_user;

  delete from dashboard_refresh.views where views.id = v_view.id;

  insert into dashboard_refresh.config_changes (changed_by, action, view, before)
  values (
    coalesce(unmanage.changed_by, session_user), 'unmanage', v_view.view, dashboard_refresh._settings_json(v_view)
  );
end;
$$;
comment on function dashboard_refresh.unmanage(text, text) is
  'Stops managing a view: removes its job, its settings, its state and its runs, and leaves the view itself alone. The '
  'audit stays. Raises unknown_view, view_required.';
$source$;

    -- changes/catalog.sql
    execute $source$
/* Relations with their partitions, and stamps of what the catalogs say. */

create or replace function dashboard_refresh._with_children(relations oid[])
returns setof oid language sql stable
set search_path = pg_catalog, pg_temp as $$
  with recursive all_relations (relation) as (
    select unnest(relations)
    union
    select pg_inherits.inhrelid
    from all_relations
    join pg_catalog.pg_inherits on pg_inherits.inhparent = all_relations.relation
  )
  select relation from all_relations;
$$;
comment on function dashboard_refresh._with_children(oid[]) is
  'These relations with all their partitions and inheritance children, at any depth.';

create or replace function dashboard_refresh._definition_stamp(rules oid[], sources oid[], functions oid[])
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- A changed row has another xmin. Analyze and vacuum change theirs in place, so they do not count.
  return md5(concat_ws(
    '|',
    (
      select string_agg(pg_rewrite.oid || ':' || pg_rewrite.xmin, ',' order by pg_rewrite.oid)
      from pg_catalog.pg_rewrite
      where pg_rewrite.oid = any (rules)
    ),
    (
      select string_agg(pg_class.oid || ':' || pg_class.xmin, ',' order by pg_class.oid)
      from pg_catalog.pg_class
      where pg_class.oid = any (sources)
    ),
    (
      select string_agg(pg_proc.oid || ':' || pg_proc.xmin, ',' order by pg_proc.oid)
      from pg_catalog.pg_proc
      where pg_proc.oid = any (functions)
    )
  ));
end;
$$;
comment on function dashboard_refresh._definition_stamp(oid[], oid[], oid[]) is
  'A value that changes when these rules, relations (not their data) or functions are altered or replaced.';

create or replace function dashboard_refresh._relation_stamp(relation oid)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return relation || ':' || coalesce(pg_relation_filenode(relation)::text, '');
end;
$$;
comment on function dashboard_refresh._relation_stamp(oid) is
  'Distinguishes a view from one that was dropped and created again, emptied, or rewritten by others.';
$source$;

    -- changes/untrackable.sql
    execute $source$
/* Finds in a query what can change its result although no source has changed. */

create or replace function dashboard_refresh._called_functions(node_tree text)
returns setof oid language sql stable
set search_path = pg_catalog, pg_temp as $$
  select distinct matches.match[1]::oid
  from regexp_matches(node_tree, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') as matches (match);
$$;
comment on function dashboard_refresh._called_functions(text) is
  'The functions, operators'' functions, aggregates and window functions that a query calls, given as its node tree '
  '(pg_rewrite.ev_action). The labels are those of outfuncs.c.';

create or replace function dashboard_refresh._untrackable_function(functions oid[])
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select format('it calls %s, which is %s', pg_proc.oid::regprocedure, case pg_proc.provolatile
    when 'v' then 'volatile' else 'not immutable: its result may depend on the time, the session or other data'
  end)
  from pg_catalog.pg_proc
  where pg_proc.oid = any (functions)
    and (
      pg_proc.provolatile = 'v'
      or (
        pg_proc.provolatile = 's'
        -- Stable only because of the session's time zone and formats, which do not change by themselves.
        and not (
          pg_proc.pronamespace = 'pg_catalog'::regnamespace
          and (
            pg_proc.proname in (
              'date_trunc', 'date_part', 'extract', 'timezone', 'date_bin', 'to_char', 'to_date', 'to_timestamp',
              'to_number', 'concat', 'concat_ws', 'format', 'array_to_string', 'string_agg', 'string_agg_transfn',
              'to_json', 'to_jsonb', 'row_to_json', 'array_to_json', 'json_build_object', 'jsonb_build_object',
              'json_build_array', 'jsonb_build_array', 'json_agg', 'jsonb_agg', 'json_object_agg', 'jsonb_object_agg',
              'json_agg_transfn', 'json_agg_finalfn', 'jsonb_agg_transfn', 'jsonb_agg_finalfn',
              'json_object_agg_transfn', 'json_object_agg_finalfn', 'jsonb_object_agg_transfn',
              'jsonb_object_agg_finalfn', 'array_agg_transfn', 'array_agg_finalfn', 'generate_series',
              'to_tsvector', 'to_tsquery', 'plainto_tsquery'
            )
            or pg_proc.proname ~ '^(date|time|timetz|timestamp|timestamptz|interval)_(lt|le|gt|ge|eq|ne|cmp|pl|mi)(_|$)'
            or pg_proc.proname ~ '^(date|time|timetz|timestamp|timestamptz)$'
            or pg_proc.proname ~ '^interval_pl_'
            or pg_proc.proname ~ '^(record|array|range|multirange|enum)_(lt|le|gt|ge|eq|ne|cmp|out)$'
          )
        )
      )
    )
  order by pg_proc.provolatile desc, pg_proc.oid
  limit 1;
$$;
comment on function dashboard_refresh._untrackable_function(oid[]) is
  'Which of these functions may give another result for the same arguments, in words; null when none may.';

create or replace function dashboard_refresh._untrackable_call(node_tree text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_called constant oid[] := array(select dashboard_refresh._called_functions(node_tree));
  v_time_type regtype;
begin
  if node_tree ~ '\{SQLVALUEFUNCTION ' then
    return 'it depends on the time or the session, as current_date does';
  elsif node_tree ~ '\{TABLESAMPLECLAUSE ' then
    return 'it samples a table';
  -- The names behind these oids may change; they are regproc, regprocedure, regoper, regoperator, regclass, regtype,
  -- regrole, regnamespace, regconfig, regdictionary and regcollation.
  elsif node_tree ~ (
    ':(?:vartype|resulttype|funcresulttype|opresulttype) '
    '(?:24|2202|2203|2204|2205|2206|4096|4089|3734|3769|4191) '
  ) then
    return 'it uses names of the system catalog, as regclass does';
  end if;

  select casts.target::regtype
  into v_time_type
  from (
    select matches.match[1]::oid as target
    from regexp_matches(node_tree, '\{COERCEVIAIO :arg .*? :resulttype (\d+) ', 'g') as matches (match)
  ) as casts
  where casts.target in (
    'date'::regtype, 'time'::regtype, 'timetz'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype
  )
  limit 1;

  return coalesce(
    dashboard_refresh._untrackable_function(v_called || array(
      -- An aggregate is declared immutable; what it really does is in the functions it is made of.
      select parts.function
      from pg_catalog.pg_aggregate
      cross join lateral (
        values (pg_aggregate.aggtransfn::oid), (pg_aggregate.aggfinalfn::oid), (pg_aggregate.aggcombinefn::oid)
      ) as parts (function)
      where pg_aggregate.aggfnoid = any (v_called)
    )),
    'it turns text into ' || v_time_type::text || ', and the text may be ''now'''
  );
end;
$$;
comment on function dashboard_refresh._untrackable_call(text) is
  'Why a query, given as its node tree (pg_rewrite.ev_action), can give another result although no source has changed; '
  'null when it cannot.';
$source$;

    -- changes/definition.sql
    execute $source$
/* Reads what a materialized view is made of. */

create or replace function dashboard_refresh._untrackable_source(relation oid, sources oid[])
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select case
      when pg_class.relnamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
        then format('it reads the system catalog %s', pg_class.oid::regclass)
      when pg_class.relkind = 'f' then format('it reads the foreign table %s', pg_class.oid::regclass)
      when pg_class.relkind not in ('r', 'p', 'm') then format('it reads %s, which is no table', pg_class.oid::regclass)
      else format('row level security of %s applies to the owner of the view', pg_class.oid::regclass)
    end
    from dashboard_refresh._with_children(sources) as all_sources (relation)
    join pg_catalog.pg_class on pg_class.oid = all_sources.relation
    cross join (
      select viewed.relowner as role, pg_roles.rolbypassrls or pg_roles.rolsuper as bypasses
      from pg_catalog.pg_class as viewed
      join pg_catalog.pg_roles on pg_roles.oid = viewed.relowner
      where viewed.oid = _untrackable_source.relation
    ) as owner
    where pg_class.relnamespace in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
      or pg_class.relkind not in ('r', 'p', 'm')
      -- A policy may read anything.
      or (
        pg_class.relrowsecurity
        and not owner.bypasses
        and (pg_class.relowner <> owner.role or pg_class.relforcerowsecurity)
      )
    limit 1
  );
end;
$$;
comment on function dashboard_refresh._untrackable_source(oid, oid[]) is
  'Why changes of what a view (relation) reads cannot be seen: one of its sources is not a table, or its rows are decided '
  'by row level security; null when they can.';

create or replace function dashboard_refresh._read_definition(relation oid, epoch text)
returns dashboard_refresh.definition_facts language plpgsql
-- Stable, so that all of it, stamp included, is read from one snapshot.
stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_facts dashboard_refresh.definition_facts;
  v_trees text;
begin
  -- Read from the node trees and not from pg_depend, which does not list what is pinned: the system catalogs. A
  -- materialized view that is read is a source of its own: what it shows changes when it is refreshed, and only then.
  with recursive reads (reader, relation) as (
    select null::oid, _read_definition.relation
    union
    select reads.relation, matches.match[1]::oid
    from reads
    join pg_catalog.pg_class on pg_class.oid = reads.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = reads.relation and pg_rewrite.rulename = '_RETURN'
    cross join lateral regexp_matches(pg_rewrite.ev_action::text, ':relid (\d+)', 'g') as matches (match)
    where (pg_class.relkind = 'v' or reads.relation = _read_definition.relation)
      -- The rule of a view names the view itself; and zero is no relation.
      and matches.match[1]::oid not in (0, reads.relation, _read_definition.relation)
  ),
  texts as materialized (
    select pg_rewrite.oid, pg_rewrite.ev_action::text as tree
    from (select distinct reads.relation from reads) as distinct_reads
    join pg_catalog.pg_class on pg_class.oid = distinct_reads.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
    where pg_class.relkind = 'v' or pg_class.oid = _read_definition.relation
  )
  select
    array_agg(texts.oid order by texts.oid),
    (
      select array_agg(distinct reads.relation order by reads.relation)
      from reads
      join pg_catalog.pg_class on pg_class.oid = reads.relation
      where pg_class.relkind <> 'v' and reads.relation <> _read_definition.relation
    ),
    string_agg(texts.tree, ' ')
  into v_facts.rules, v_facts.sources, v_trees
  from texts;

  v_facts.sources := coalesce(v_facts.sources, array[]::oid[]);
  v_facts.functions := array(
    select distinct calls.function
    from dashboard_refresh._called_functions(v_trees) as calls (function)
    -- What initdb created, oids below 16384 (FirstNormalObjectId), does not change.
    where calls.function >= 16384
    order by calls.function
  );
  v_facts.upstream := array(
    select pg_class.oid
    from pg_catalog.pg_class
    where pg_class.oid = any (v_facts.sources) and pg_class.relkind = 'm'
    order by pg_class.oid
  );
  v_facts.untrackable := case
    when not current_setting('track_counts')::boolean then 'track_counts is off, so changes are not counted'
    when epoch is null then 'the time since which changes are counted cannot be seen'
    else coalesce(
      dashboard_refresh._untrackable_source(relation, v_facts.sources), dashboard_refresh._untrackable_call(v_trees)
    )
  end;
  v_facts.stamp := dashboard_refresh._definition_stamp(v_facts.rules, v_facts.sources, v_facts.functions);

  return v_facts;
end;
$$;
comment on function dashboard_refresh._read_definition(oid, text) is
  'Reads what a materialized view is made of, through plain views of any depth. epoch: of the counters, see '
  '_statistics_horizon.';
$source$;

    -- changes/statistics.sql
    execute $source$
/* How far PostgreSQL's counters of changed rows can be trusted. */

create or replace function dashboard_refresh._statistics_horizon(at timestamptz, out known_until timestamptz, out epoch text)
language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Within a transaction backends and counters are otherwise those of the first look (stats_fetch_consistency). The
  -- counters are looked at next, by _fingerprint, which asks for the epoch so that this cannot be forgotten.
  perform pg_stat_clear_snapshot();

  select
    -- pgstat.c: a backend reports when it goes idle, unless it did so within the last second; then 10 s later. In a
    -- transaction it does not report at all, so one that is in a transaction may keep back what it committed before. What
    -- it keeps back is not older than 60 s (PGSTAT_MAX_INTERVAL).
    case
      when bool_or(activity.backend_type = 'client backend' and coalesce(activity.state, 'disabled') = 'disabled')
        filter (where backend.may_owe)
      then null
      else least(
        at,
        clock_timestamp(),
        min(
          case
            -- A procedure that commits starts one transaction after another within one statement.
            when activity.xact_start is not null
              then least(activity.xact_start, activity.query_start)
            when activity.state_change > at - interval '11 seconds' then activity.state_change
          end
        ) filter (where backend.may_owe) - interval '60 seconds'
      )
    end,
    -- Counters restart at zero after a reset, and after a crash, which starts a new checkpointer even where the server
    -- itself goes on. Without this, counters that have grown back to what they were would hide everything that happened.
    -- As numbers: a timestamp as text depends on the session.
    extract(epoch from max(activity.backend_start) filter (where activity.backend_type = 'checkpointer'))
      || ' ' || coalesce(extract(epoch from pg_stat_get_db_stat_reset_time(min(own.datid)))::text, '')
  into known_until, epoch
  -- What the view pg_stat_activity is made of: its joins cost more than everything else that a tick plans, and a look at
  -- pg_database, too, costs more than asking for this session's own database.
  from pg_stat_get_activity(null) as activity
  cross join pg_stat_get_activity(pg_backend_pid()) as own
  cross join lateral (
    select
      activity.datid = own.datid
      and activity.pid <> pg_backend_pid()
      -- These change no rows but pg_cron's own, and the launcher goes idle in the very second of every tick.
      and activity.backend_type not in ('autovacuum worker', 'walsender', 'pg_cron launcher') as may_owe
  ) as backend;
end;
$$;
comment on function dashboard_refresh._statistics_horizon(timestamptz) is
  'What the counters are worth, to be read before they are. known_until: the time up to which every change has been '
  'reported: now where no backend can have anything left to report, otherwise 60 s before the oldest that can; not after '
  '`at`; null where backends cannot be seen. epoch: since when the counters count, as text to compare; null where the '
  'caller may not see it.';
$source$;

    -- changes/fingerprint.sql
    execute $source$
/*
Tells whether a view's sources may have changed since its last refresh, at no cost to writers.

What is compared: for each source the file it is stored in, its columns and privileges, and the counters of rows inserted,
updated and deleted; which sources there are; the text of the view and of the plain views it reads through; where it calls
user-defined functions, all of those, because one may call another; the labels of enums; and since when the counters
count. All of it is committed state, and it is read before the snapshot of the refresh it is stored with. A backend
reports its counters after its commit became visible (pgstat.c), so whatever is in the stored state is in the data too: a
late report costs a later refresh, or one too many, and never hides a change.

What cannot be seen this way makes a view untrackable, with the reason, and it is then refreshed on every tick. What
remains unknown is bounded by the setting force_after.

What every tick calls is plpgsql, which keeps its plans; a function in SQL that sets search_path is planned at each call.
Few statements, over few catalogs: pg_cron gives each firing a session of its own, which pays for each of them again.
*/

create or replace function dashboard_refresh._fingerprint(rules oid[], sources oid[], functions oid[], epoch text)
returns text language plpgsql
set search_path = pg_catalog, pg_temp
-- Planned once a session: a plan for just these arrays looks cheaper, and would be made again at each call.
set plan_cache_mode = force_generic_plan
as $$
declare
  v_with_children oid[] := sources;
  v_functions text;
begin
  if exists (select from pg_catalog.pg_inherits where pg_inherits.inhparent = any (sources)) then
    v_with_children := array(select dashboard_refresh._with_children(sources));
  end if;

  if cardinality(functions) > 0 then
    v_functions := (
      select concat_ws(':', count(*), sum(pg_proc.xmin::text::bigint))
      from pg_catalog.pg_proc
      where pg_proc.oid >= 16384
        -- A session's temporary functions are no part of a view.
        and pg_proc.pronamespace not in (
          select pg_namespace.oid from pg_catalog.pg_namespace where pg_namespace.nspname like 'pg\_temp\_%'
        )
    );
  end if;

  return md5(concat_ws(
    '|',
    epoch,
    v_functions,
    -- A replaced row has a younger xmin than the one it replaces, so count and sum tell; a sum, because there may be
    -- thousands.
    (
      select concat_ws(':', count(*), sum(catalog_rows.xmin::text::bigint))
      from (
        select pg_rewrite.xmin from pg_catalog.pg_rewrite where pg_rewrite.oid = any (rules)
        union all
        select pg_attribute.xmin from pg_catalog.pg_attribute
        where pg_attribute.attrelid = any (sources) and pg_attribute.attnum > 0
        union all
        -- Row level security, the owner. Analyze and vacuum change theirs in place.
        select pg_class.xmin from pg_catalog.pg_class where pg_class.oid = any (sources)
        union all
        select pg_enum.xmin from pg_catalog.pg_enum
      ) as catalog_rows (xmin)
    ),
    (
      select string_agg(
        concat_ws(
          ':',
          relation,
          pg_relation_filenode(relation),
          -- What all have reported, and what this session has not reported yet: it moves from one to the other.
          pg_stat_get_tuples_inserted(relation) + pg_stat_get_xact_tuples_inserted(relation),
          pg_stat_get_tuples_updated(relation) + pg_stat_get_xact_tuples_updated(relation),
          pg_stat_get_tuples_deleted(relation) + pg_stat_get_xact_tuples_deleted(relation)
        ),
        ',' order by relation
      )
      from unnest(v_with_children) as all_sources (relation)
    )
  ));
end;
$$;
comment on function dashboard_refresh._fingerprint(oid[], oid[], oid[], text) is
  'A value that changes when these rules, sources (with their partitions and children) or functions may have changed. '
  'epoch: of the counters, see _statistics_horizon.';

create or replace function dashboard_refresh._is_unchanged(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  epoch text
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return state.untrackable is null
    and state.fingerprint is not null
    and current_setting('track_counts')::boolean
    and state.relation_stamp = dashboard_refresh._relation_stamp(to_regclass(view.view))
    and state.fingerprint = dashboard_refresh._fingerprint(state.rules, state.sources, state.functions, epoch);
end;
$$;
comment on function dashboard_refresh._is_unchanged(dashboard_refresh.views, dashboard_refresh.view_state, text) is
  'True when nothing reported since the last refresh can have changed what the view shows. Null or false: unknown. '
  'epoch: of the counters, see _statistics_horizon.';
$source$;

    -- changes/freshness.sql
    execute $source$
/* How fresh a view is, through the managed views that it reads. */

create or replace function dashboard_refresh._recorded_as_of(state dashboard_refresh.view_state)
returns timestamptz language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when state.data_as_of is not null
      then nullif(least(greatest(state.data_as_of, state.verified_at), state.upstream_as_of), '-infinity')
  end;
end;
$$;
comment on function dashboard_refresh._recorded_as_of(dashboard_refresh.view_state) is
  'How fresh the view is by its recorded state alone: never fresher than it really is, and cheap to compute. Null as in '
  '_known_as_of.';

create or replace function dashboard_refresh._upstream_views(state dashboard_refresh.view_state)
returns setof dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select views.*
  from dashboard_refresh.views
  join pg_catalog.pg_namespace on pg_namespace.nspname = views.schema_name
  join pg_catalog.pg_class on pg_class.relnamespace = pg_namespace.oid and pg_class.relname = views.view_name
  where pg_class.oid = any (state.upstream);
end;
$$;
comment on function dashboard_refresh._upstream_views(dashboard_refresh.view_state) is
  'The managed views that the view with this state reads, directly or through plain views, as of its last refresh.';

create or replace function dashboard_refresh._known_as_of(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns timestamptz language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_statistics record := dashboard_refresh._statistics_horizon(at);
begin
  if state.data_as_of is null then
    return null;
  elsif dashboard_refresh._is_unchanged(view, state, v_statistics.epoch) then
    return nullif(
      least(
        greatest(state.data_as_of, state.verified_at, v_statistics.known_until),
        dashboard_refresh._upstream_as_of(state, at)
      ),
      '-infinity'
    );
  end if;

  return dashboard_refresh._recorded_as_of(state);
end;
$$;
comment on function dashboard_refresh._known_as_of(dashboard_refresh.views, dashboard_refresh.view_state, timestamptz) is
  'How fresh the view is, looked at now: the time up to which what it shows is known to be right, through the managed '
  'views it reads. Not after `at`. Null while no refresh of ours succeeded, of this view or of one of those.';

create or replace function dashboard_refresh._upstream_as_of(state dashboard_refresh.view_state, at timestamptz)
returns timestamptz language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Most views read tables alone, and every tick asks.
  if coalesce(cardinality(state.upstream), 0) = 0 then
    return null;
  end if;

  -- A view that nobody has refreshed yet is as old as can be.
  return (
    select min(coalesce(
      dashboard_refresh._known_as_of(source, dashboard_refresh._state_of(source), at), '-infinity'
    ))
    from dashboard_refresh._upstream_views(state) as source
  );
end;
$$;
comment on function dashboard_refresh._upstream_as_of(dashboard_refresh.view_state, timestamptz) is
  'How fresh the least fresh managed view is that this one reads; null when it reads none.';

create or replace function dashboard_refresh._freshness_state(
  view dashboard_refresh.views,
  as_of timestamptz,
  at timestamptz
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return case
    when v_relation.kind is distinct from 'm' then 'missing'
    when as_of is null or not v_relation.is_populated then 'unknown'
    when at - as_of > view.max_staleness then 'stale'
    else 'fresh'
  end;
end;
$$;
comment on function dashboard_refresh._freshness_state(dashboard_refresh.views, timestamptz, timestamptz) is
  'fresh or stale by the promise max_staleness, given how fresh the view is (_known_as_of); unknown while no refresh of '
  'ours has succeeded or there is no data to read; missing when there is no such materialized view.';
$source$;

    -- alerts/open.sql
    execute $source$
/* Opens and closes alerts. */

create or replace function dashboard_refresh._write_alert(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  kind text,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_failed dashboard_refresh.runs;
  v_cause text := '';
  v_suspended_until constant timestamptz := dashboard_refresh._suspended_until(view, state);
  v_as_of constant text := coalesce(
    'its data is as of ' || date_trunc('second', greatest(state.data_as_of, state.verified_at)),
    'no refresh of it has succeeded yet'
  );
begin
  if kind <> 'recovered' then
    select * into v_failed
    from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status in ('failed', 'lost')
      and (state.data_as_of is null or runs.requested_at > state.data_as_of)
    order by runs.finished_at desc
    limit 1;

    -- A message of the server may be as long as the row it complains of.
    if found then
      v_cause := concat(' Last: ', left(v_failed.error_message, 500), '. ' || left(v_failed.error_hint, 500));
    end if;
  end if;

  insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at)
  values (
    view.id,
    kind,
    format('%s: ', view.view) || case kind
      when 'failing' then 'a refresh failed; ' || v_as_of || '.'
      when 'suspended' then format('suspended after %s failures in a row, tried again at %s; %s.',
        state.consecutive_failures, date_trunc('second', v_suspended_until), v_as_of)
      when 'stale' then format('older than promised (max_staleness %s); %s.', view.max_staleness, v_as_of)
      when 'reminder' then format('still %s, since %s; %s.', array_to_string(state.open_alerts, ' and '),
        date_trunc('second', state.alerting_since), v_as_of)
      when 'recovered' then format('recovered; %s. There was trouble since %s.', v_as_of,
        date_trunc('second', state.alerting_since))
    end || v_cause,
    jsonb_build_object(
      'view', view.view,
      'open', to_jsonb(state.open_alerts),
      'since', state.alerting_since,
      'consecutive_failures', state.consecutive_failures,
      'suspended_until', v_suspended_until,
      'data_as_of', state.data_as_of,
      'max_staleness_seconds', trim_scale(extract(epoch from view.max_staleness)),
      'run', case when v_failed.id is not null then dashboard_refresh._run_json(v_failed)::jsonb end
    ),
    at,
    at
  );
end;
$$;
comment on function dashboard_refresh._write_alert(
  dashboard_refresh.views, dashboard_refresh.view_state, text, timestamptz
) is
  'Writes an alert of this kind about the view and state as given, for the watchdog to send.';

create or replace function dashboard_refresh._open_alert(view dashboard_refresh.views, kind text, at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  update dashboard_refresh.view_state
  set open_alerts = view_state.open_alerts || _open_alert.kind,
    alerting_since = coalesce(view_state.alerting_since, at)
  where view_state.view_id = view.id
    and not (_open_alert.kind = any (view_state.open_alerts))
    -- A view that is suspended is known to fail.
    and not (_open_alert.kind = 'failing' and 'suspended' = any (view_state.open_alerts));

  if found then
    perform dashboard_refresh._write_alert(view, dashboard_refresh._state_of(view), _open_alert.kind, at);
  end if;
end;
$$;
comment on function dashboard_refresh._open_alert(dashboard_refresh.views, text, timestamptz) is
  'Alerts that the view is failing, suspended or stale, unless an alert about that is open already.';

create or replace function dashboard_refresh._close_alerts(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  kinds text[],
  at timestamptz
)
returns dashboard_refresh.view_state language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state := state;
begin
  if not v_state.open_alerts && kinds then
    return v_state;
  end if;

  v_state.open_alerts := array(
    select still.kind from unnest(v_state.open_alerts) as still (kind) where still.kind <> all (kinds)
  );

  if v_state.open_alerts = '{}' then
    perform dashboard_refresh._write_alert(view, v_state, 'recovered', at);
    v_state.alerting_since := null;
  end if;

  update dashboard_refresh.view_state
  set open_alerts = v_state.open_alerts,
    alerting_since = v_state.alerting_since
  where view_state.view_id = view.id;

  return v_state;
end;
$$;
comment on function dashboard_refresh._close_alerts(
  dashboard_refresh.views, dashboard_refresh.view_state, text[], timestamptz
) is
  'Records that these are over for the view, whose row of state the caller has locked, and returns the state; when '
  'nothing is open any more, alerts that it has recovered.';
$source$;

    -- alerts/promises.sql
    execute $source$
/* Watches the promises, and opens and closes the alerts about them. */

create or replace function dashboard_refresh._check_promises(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_as_of timestamptz;
  v_is_stale boolean;
  v_is_reminder_due boolean;
begin
  -- A view that is paused or has no job is not expected to be fresh.
  for v_view in select * from dashboard_refresh.views where views.active and views.scheduled order by views.id loop
    v_state := dashboard_refresh._state_of(v_view);
    v_as_of := coalesce(dashboard_refresh._recorded_as_of(v_state), v_view.managed_at);

    -- Only where the recorded state breaks the promise is a closer look worth its price.
    if at - v_as_of > v_view.max_staleness then
      v_as_of := coalesce(dashboard_refresh._known_as_of(v_view, v_state, at), v_view.managed_at);
    end if;

    v_is_stale := at - v_as_of > v_view.max_staleness;
    v_is_reminder_due := v_state.open_alerts <> '{}' and not exists (
      select from dashboard_refresh.alerts
      where alerts.view_id = v_view.id and alerts.created_at > at - interval '1 day'
    );

    continue when v_is_stale = ('stale' = any (v_state.open_alerts)) and not v_is_reminder_due;

    -- Locked only where there is something to write: a row lock is a write too. What another session has locked, as one
    -- that unmanages the view does, is checked again in a minute.
    perform from dashboard_refresh.view_state where view_state.view_id = v_view.id for no key update skip locked;

    continue when not found;

    v_state := dashboard_refresh._state_of(v_view);

    if v_is_stale and not 'stale' = any (v_state.open_alerts) then
      perform dashboard_refresh._open_alert(v_view, 'stale', at);
    elsif not v_is_stale and 'stale' = any (v_state.open_alerts) then
      perform dashboard_refresh._close_alerts(v_view, v_state, array['stale'], at);
    elsif v_is_reminder_due and v_state.open_alerts <> '{}' then
      perform dashboard_refresh._write_alert(v_view, v_state, 'reminder', at);
    end if;
  end loop;
end;
$$;
comment on function dashboard_refresh._check_promises(timestamptz) is
  'A duty of the watchdog: alerts where max_staleness is exceeded at `at`, records where it no longer is, and reminds of '
  'what has been open for a day.';
$source$;

    -- alerts/deliver.sql
    execute $source$
/* Delivers alerts to the webhook. */

create or replace function dashboard_refresh._alert_body(alert dashboard_refresh.alerts)
returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  -- What a message quotes may have been written by anybody. With a zero-width space after it, @ addresses nobody.
  v_text constant text := regexp_replace(replace(alert.summary, '@', '@' || chr(8203)), '\s+', ' ', 'g');
begin
  return jsonb_build_object(
    -- Slack and Mattermost show text, with these three escaped; Discord shows content, of at most 2000 characters.
    'text', replace(replace(replace(v_text, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'),
    'content', left(v_text, 2000),
    'allowed_mentions', jsonb_build_object('parse', '[]'::jsonb),
    -- For machines. Not on the top level: Mattermost gives the names type and props a meaning of its own.
    'alert', jsonb_build_object(
      'id', alert.id, 'kind', alert.kind, 'created_at', alert.created_at, 'facts', alert.facts
    )
  );
end;
$$;
comment on function dashboard_refresh._alert_body(dashboard_refresh.alerts) is
  'The message of an alert: text for Slack and Mattermost, content for Discord, alert for machines.';

create or replace function dashboard_refresh._send_alert(
  alert dashboard_refresh.alerts,
  endpoint dashboard_refresh.endpoint,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if endpoint.missing is not null then
    update dashboard_refresh.alerts
    set status = 'unsent', finished_at = at, error_message = endpoint.missing
    where alerts.id = alert.id;
    return;
  end if;

  update dashboard_refresh.alerts
  set status = 'sent',
    attempts = alerts.attempts + 1,
    sent_at = at,
    http_request_id = dashboard_refresh._post(
      endpoint.url, endpoint.secret, 'alert_' || alert.id, dashboard_refresh._alert_body(alert)
    )
  where alerts.id = alert.id;
end;
$$;
comment on function dashboard_refresh._send_alert(dashboard_refresh.alerts, dashboard_refresh.endpoint, timestamptz) is
  'Hands an alert to pg_net, or marks it unsent where there is no webhook. at: the time to record.';

create or replace function dashboard_refresh._with_outcome(alert dashboard_refresh.alerts, at timestamptz)
returns dashboard_refresh.alerts language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts := alert;
  v_outcome record;
  v_is_last boolean;
begin
  if v_alert.status <> 'sent' then
    return v_alert;
  end if;

  select * into v_outcome from dashboard_refresh._request_outcome(v_alert.http_request_id);

  if v_outcome.status_code between 200 and 299 then
    v_alert.status := 'delivered';
    v_alert.finished_at := at;
    v_alert.error_message := null;
  -- An answer that never comes was lost with pg_net's tables, which a crash empties, or waits behind a dead worker.
  elsif v_outcome.state in ('answered', 'failed') or v_alert.sent_at < at - interval '2 minutes' then
    v_is_last := v_alert.attempts >= 10 or v_alert.kind = 'test';
    v_alert.status := case when v_is_last then 'failed' else 'pending' end;
    v_alert.finished_at := case when v_is_last then at end;
    v_alert.next_attempt_at := at + least(interval '1 minute' * power(2, v_alert.attempts - 1), interval '1 hour');
    v_alert.error_message := case v_outcome.state
      when 'answered' then 'the webhook answered ' || v_outcome.status_code
      when 'failed' then 'the request failed: ' || v_outcome.error_message
      when 'queued' then 'pg_net has not sent the request in two minutes'
      else 'pg_net knew no answer after two minutes'
    end;
  end if;

  return v_alert;
end;
$$;
comment on function dashboard_refresh._with_outcome(dashboard_refresh.alerts, timestamptz) is
  'An alert with what the webhook has answered by `at`: delivered, or to be retried after 1 min, doubling up to 1 h, and '
  'given up after the tenth attempt, a test after the first. Without an answer after two minutes it counts as failed. '
  'Writes nothing.';

create or replace function dashboard_refresh._deliver_alerts(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts;
  v_endpoint dashboard_refresh.endpoint;
begin
  for v_alert in select * from dashboard_refresh.alerts where alerts.status = 'sent' for no key update skip locked loop
    v_alert := dashboard_refresh._with_outcome(v_alert, at);

    update dashboard_refresh.alerts
    set status = v_alert.status,
      finished_at = v_alert.finished_at,
      next_attempt_at = v_alert.next_attempt_at,
      error_message = v_alert.error_message
    where alerts.id = v_alert.id;
  end loop;

  for v_alert in
    select *
    from dashboard_refresh.alerts
    where alerts.status = 'pending'
      and alerts.next_attempt_at <= at
      -- A receiver that was down must not hear of a recovery before the failure.
      and not exists (
        select from dashboard_refresh.alerts as earlier
        where earlier.view_id = alerts.view_id
          and earlier.status in ('pending', 'sent')
          and earlier.created_at < alerts.created_at
      )
    order by alerts.created_at
    for no key update skip locked
  loop
    v_endpoint := coalesce(v_endpoint, dashboard_refresh._alert_endpoint());
    perform dashboard_refresh._send_alert(v_alert, v_endpoint, at);
  end loop;
end;
$$;
comment on function dashboard_refresh._deliver_alerts(timestamptz) is
  'A duty of the watchdog: records the answers to alerts that were sent, and sends those that are due at `at`, those '
  'about one view in their order. Alerts that another session has locked are left for the next time.';
$source$;

    -- alerts/test.sql
    execute $source$
/* Sends a test to the webhook. */

create or replace function dashboard_refresh.test_alert()
returns uuid language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._alert_endpoint();
  v_alert dashboard_refresh.alerts;
begin
  if v_endpoint.missing is not null then
    perform dashboard_refresh._raise(
      'alerts_not_configured',
      format('alerts go nowhere: %s', v_endpoint.missing),
      'They are sent to the webhook whose URL Vault has under refresh_dashboard_alert_url.',
      $hint$select vault.create_secret('https://hooks.slack.com/services/…', 'refresh_dashboard_alert_url');$hint$
    );
  end if;

  insert into dashboard_refresh.alerts (kind, summary, facts, created_at, next_attempt_at)
  values (
    'test',
    'Refresh Dashboard: a test. Alerts about managed views arrive here.',
    jsonb_build_object('views', (select coalesce(jsonb_agg(views.view order by views.view), '[]') from dashboard_refresh.views)),
    clock_timestamp(),
    clock_timestamp()
  )
  returning * into v_alert;

  perform dashboard_refresh._send_alert(v_alert, v_endpoint, clock_timestamp());
  return v_alert.id;
end;
$$;
comment on function dashboard_refresh.test_alert() is
  'Sends a test to the alert webhook when the transaction commits, and returns the alert''s id. Raises '
  'alerts_not_configured where there is no webhook.';
$source$;

    -- refresh/request.sql
    execute $source$
/* Requests a refresh. The ledger's row exists, committed, before any work. */

create or replace function dashboard_refresh.request(
  view text default null,
  trigger text default 'sql',
  force boolean default false
)
returns uuid language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(request.view);
  v_state dashboard_refresh.view_state := dashboard_refresh._state_of(v_view);
  v_suspended_until constant timestamptz := dashboard_refresh._suspended_until(v_view, v_state);
  v_run_id uuid;
begin
  if not v_view.active and force is not true then
    perform dashboard_refresh._raise(
      'paused',
      format('%s is paused', v_view.view),
      'Its setting active is false, so nothing refreshes it.',
      'Resume it by setting active to true, or refresh it once with force.'
    );
  elsif v_suspended_until > clock_timestamp() and force is not true then
    perform dashboard_refresh._raise(
      'suspended',
      format('%s is suspended after %s failures in a row', v_view.view, v_state.consecutive_failures),
      format('Scheduled refreshes go on at %s.', date_trunc('second', v_suspended_until)),
      'See the last run for the cause; when it is fixed, refresh once with force. A success ends the suspension.'
    );
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path)
  values (v_view.id, request.trigger, case when request.trigger = 'sql' then 'database' else 'edge' end)
  returning runs.id into v_run_id;

  return v_run_id;
end;
$$;
comment on function dashboard_refresh.request(text, text, boolean) is
  'Enters a run for the view (null: the only one) in the ledger and returns its id, for run(). trigger: what asks for it; '
  'force overrides a pause or a suspension. Commit before run(), so that the run outlives whatever happens. '
  'Raises unknown_view, view_required, paused, suspended.';
$source$;

    -- refresh/path.sql
    execute $source$
/* Where a refresh runs, and the request that starts it in the Edge Function. */

create or replace function dashboard_refresh._choose_path(
  view dashboard_refresh.views,
  endpoint dashboard_refresh.endpoint,
  out path text,
  out reason text
)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_longest interval;
begin
  if view.path = 'database' then
    path := 'database';
    reason := 'the setting says so';
    return;
  elsif endpoint.missing is not null then
    path := 'database';
    reason := endpoint.missing;
    return;
  elsif view.path = 'edge' then
    path := 'edge';
    reason := 'the setting says so';
    return;
  end if;

  select max(recent.duration)
  into v_longest
  from (
    select runs.finished_at - runs.started_at as duration
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.started_at is not null and runs.finished_at is not null
    order by runs.requested_at desc
    limit 5
  ) as recent;

  if v_longest > interval '40 seconds' then
    path := 'database';
    reason := format(
      'one of its last five refreshes took %s s, and an API call is cut at 55 s', round(extract(epoch from v_longest))
    );
  else
    path := 'edge';
    reason := 'the Edge Function is configured';
  end if;
end;
$$;
comment on function dashboard_refresh._choose_path(dashboard_refresh.views, dashboard_refresh.endpoint) is
  'Where a tick refreshes the view, and why. Without an Edge Function to call it is the database; with the setting auto '
  'also when one of the last five refreshes took over 40 s, close to the 55 s that an API call is given.';

create or replace function dashboard_refresh._send_trigger(
  run dashboard_refresh.runs,
  view dashboard_refresh.views,
  endpoint dashboard_refresh.endpoint
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  update dashboard_refresh.runs
  set http_request_id = dashboard_refresh._post(
    endpoint.url, endpoint.secret, run.id::text, jsonb_build_object('view', view.view, 'run_id', run.id)
  )
  where runs.id = run.id;
end;
$$;
comment on function dashboard_refresh._send_trigger(
  dashboard_refresh.runs, dashboard_refresh.views, dashboard_refresh.endpoint
) is
  'Hands a queued run to the Edge Function: a signed request through pg_net, sent when the transaction commits.';
$source$;

    -- refresh/pace.sql
    execute $source$
/* How much of the time refreshes may take. */

create or replace function dashboard_refresh._rests_until(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns timestamptz language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return state.last_finished_at + state.last_duration * (1 / view.max_duty_cycle - 1)::double precision;
end;
$$;
comment on function dashboard_refresh._rests_until(dashboard_refresh.views, dashboard_refresh.view_state) is
  'Before this time a scheduled refresh would take more than max_duty_cycle of the time; null before the first.';

create or replace function dashboard_refresh._cancel_overlong(view dashboard_refresh.views, at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- A session is ours when it holds the view's lock and, because any role may take an advisory lock, says which run it is
  -- working on. One that is idle has done its work and left its transaction open: it has no statement to cancel, so its
  -- connection is ended.
  perform case
    when pg_stat_activity.state like 'idle in transaction%' then pg_terminate_backend(pg_stat_activity.pid)
    else pg_cancel_backend(pg_stat_activity.pid)
  end
  from pg_catalog.pg_stat_activity
  where pg_stat_activity.pid = (
      select held_locks.pid
      from dashboard_refresh.held_locks
      where held_locks.kind = 'view' and held_locks.key = view.id
    )
    and pg_stat_activity.pid <> pg_backend_pid()
    and dashboard_refresh._is_session_name(pg_stat_activity.application_name)
    and pg_stat_activity.xact_start < at - view.max_duration;
end;
$$;
comment on function dashboard_refresh._cancel_overlong(dashboard_refresh.views, timestamptz) is
  'Cancels the refresh of the view that is under way when its transaction began more than max_duration before `at`.';
$source$;

    -- refresh/failures.sql
    execute $source$
/* Consecutive failures: how long the next attempt waits, and when somebody has fixed the view. */

create or replace function dashboard_refresh._repair_stamp(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant oid := to_regclass(view.view);
begin
  return md5(concat_ws(
    '|',
    dashboard_refresh._definition_stamp(state.rules, state.sources, state.functions),
    dashboard_refresh._definition_stamp(
      array(select pg_rewrite.oid from pg_catalog.pg_rewrite where pg_rewrite.ev_class = v_relation),
      v_relation || array(select pg_index.indexrelid from pg_catalog.pg_index where pg_index.indrelid = v_relation),
      '{}'
    )
  ));
end;
$$;
comment on function dashboard_refresh._repair_stamp(dashboard_refresh.views, dashboard_refresh.view_state) is
  'A value that changes with what somebody who fixes a view changes: whether it exists, its owner and privileges, its '
  'definition, its indexes, and the relations and functions it used when it was last refreshed. Not their data.';

create or replace function dashboard_refresh._retry_delay(
  failures integer,
  failure_limit integer,
  kind text,
  jitter double precision
)
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select (
    case
      when failures >= failure_limit
        then least(interval '5 minutes' * power(2, least(failures - failure_limit, 10)), interval '1 hour')
      when kind = 'transient'
        then least(interval '1 minute' * power(2, least(failures - 1, 10)), interval '1 hour')
    end
  ) * (1 - jitter / 4);
$$;
comment on function dashboard_refresh._retry_delay(integer, integer, text, double precision) is
  'How long the next attempt waits after this many consecutive failures: 1 min, doubling, after a transient one; from '
  'failure_limit on 5 min, doubling, after any; at most 1 h. Null, wait for the schedule, after a lasting one below the '
  'limit. jitter, from 0 to 1, takes up to a quarter off, so that views that failed together are not retried together.';

create or replace function dashboard_refresh._record_failure(
  view dashboard_refresh.views,
  error_sqlstate text,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state;
begin
  perform from dashboard_refresh.view_state where view_state.view_id = view.id for no key update;

  -- Unmanaged meanwhile.
  if not found then
    return;
  end if;

  v_state := dashboard_refresh._state_of(view);
  v_state.consecutive_failures := v_state.consecutive_failures + 1;
  v_state.failure_kind := dashboard_refresh._failure_kind(error_sqlstate);

  update dashboard_refresh.view_state
  set consecutive_failures = v_state.consecutive_failures,
    failing_since = coalesce(v_state.failing_since, at),
    failing_revision = coalesce(v_state.failing_revision, view.revision),
    failure_kind = v_state.failure_kind,
    failed_stamp = case
      when v_state.failure_kind = 'lasting' then dashboard_refresh._repair_stamp(view, v_state)
    end,
    retry_at = at + dashboard_refresh._retry_delay(
      v_state.consecutive_failures, view.failure_limit, v_state.failure_kind, random()
    )
  where view_state.view_id = view.id;

  perform dashboard_refresh._open_alert(
    view, case when v_state.consecutive_failures >= view.failure_limit then 'suspended' else 'failing' end, at
  );
end;
$$;
comment on function dashboard_refresh._record_failure(dashboard_refresh.views, text, timestamptz) is
  'Counts a run that failed with this SQLSTATE, or was lost (null), at `at`: sets the time of the next attempt, suspends '
  'the view after failure_limit consecutive failures, and alerts.';

create or replace function dashboard_refresh._is_retry_due(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return state.consecutive_failures > 0
    and view.active
    and view.scheduled
    and (
      state.retry_at <= at
      or (
        state.failure_kind = 'lasting'
        and state.failed_stamp is distinct from dashboard_refresh._repair_stamp(view, state)
      )
    );
end;
$$;
comment on function dashboard_refresh._is_retry_due(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'True for a failing view that is to be tried again at `at`: its wait is over, or what it is made of has been changed.';
$source$;

    -- refresh/hints.sql
    execute $source$
/* What to do about a refresh that failed. */

create or replace function dashboard_refresh._blocking_sessions(view dashboard_refresh.views)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select string_agg(
    format(
      'pid %s (%s, %s, in its transaction since %s) holds %s on %s',
      pg_locks.pid,
      pg_stat_activity.usename,
      coalesce(nullif(pg_stat_activity.application_name, ''), 'no application name'),
      date_trunc('second', pg_stat_activity.xact_start),
      pg_locks.mode,
      pg_locks.relation::regclass
    ),
    '; '
    order by pg_stat_activity.xact_start, pg_locks.relation
  )
  from pg_catalog.pg_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = pg_locks.pid
  where pg_locks.locktype = 'relation'
    and pg_locks.granted
    and pg_locks.database = (select oid from pg_catalog.pg_database where datname = current_database())
    and pg_locks.pid <> pg_backend_pid()
    and (
      -- A concurrent refresh takes EXCLUSIVE on the view: everything but a reader is in its way.
      (
        pg_locks.relation = to_regclass(view.view)
        and pg_locks.mode not in ('AccessShareLock', 'RowShareLock')
      )
      -- On the relations the view reads it takes ACCESS SHARE: only one mode is in its way.
      or (
        pg_locks.mode = 'AccessExclusiveLock'
        and pg_locks.relation in (
          select pg_depend.refobjid
          from pg_catalog.pg_rewrite
          join pg_catalog.pg_depend
            on pg_depend.classid = 'pg_catalog.pg_rewrite'::regclass and pg_depend.objid = pg_rewrite.oid
          where pg_rewrite.ev_class = to_regclass(view.view)
            and pg_depend.refclassid = 'pg_catalog.pg_class'::regclass
        )
      )
    );
$$;
comment on function dashboard_refresh._blocking_sessions(dashboard_refresh.views) is
  'Which other sessions hold a lock that stops a refresh of the view, on the view or on a relation it reads directly, '
  'in words; null when none does. Quotes no query: that may hold data.';

create or replace function dashboard_refresh._failure_hint(
  view dashboard_refresh.views,
  run dashboard_refresh.runs
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return case
    when run.error_sqlstate = '42P01' and v_relation.oid is null then
      format('Create the materialized view %s, or stop managing it: select dashboard_refresh.unmanage(%L);',
        view.view, view.view)
    when run.error_sqlstate = '42809' then
      'Only a materialized view can be refreshed. Drop or rename what has its name.'
    when run.error_sqlstate = '0A000' and not v_relation.is_populated then
      'A view without data cannot be refreshed concurrently. Set concurrently to auto, or refresh it once by hand: '
      || format('refresh materialized view %s;', view.view)
    when run.error_sqlstate = '55000' and not v_relation.has_unique_index then
      'A concurrent refresh needs a unique index on plain columns without a condition. Create one, or set concurrently '
      'to auto.'
    when run.error_sqlstate in ('21000', '23505') then
      'The query gives rows that are equal in the columns of a unique index. Make the query give one row a key.'
    when run.error_sqlstate = '55P03' then
      format('Waited %s (lock_timeout). %s', view.lock_timeout, coalesce(
        dashboard_refresh._blocking_sessions(view),
        'The session that held the lock is gone by now; the next refresh will do.'
      ))
    when run.error_sqlstate = '57014' then
      format('Stopped after %s s. ', round(extract(epoch from run.finished_at - run.started_at), 1))
      || 'A refresh through the API is cut at 55 s: for a longer one set path to database. The watchdog cancels at '
      || format('max_duration (%s); ', view.max_duration)
      || 'statement_timeout of the role or database applies too.'
    when run.error_sqlstate = '42501' then
      format('%s must own the view, or on PostgreSQL 17 have MAINTAIN on it, and the owner needs SELECT on what it '
        'reads and TEMP on the database: alter materialized view %s owner to %I;',
        current_user, view.view, current_user)
    when run.error_sqlstate like '53%' then
      'The server is short of disk, memory or connections. Nothing of the view was changed.'
    else coalesce(
      nullif(run.error_hint, ''),
      format('Try it by hand as the owner of the view: refresh materialized view %s;', view.view)
    )
  end;
end;
$$;
comment on function dashboard_refresh._failure_hint(dashboard_refresh.views, dashboard_refresh.runs) is
  'What to do about a run of the view that failed. PostgreSQL''s own hint, which the run carries, is the fallback.';
$source$;

    -- refresh/dependants.sql
    execute $source$
/*
Managed views that read managed views.

A refresh that changed a view requests a refresh of those that read it, directly or through plain views, each a run of
its own with trigger cascade. A refresh that failed is recorded on them. Nobody waits, and nobody else is stopped: a
dependant that another session is about to unmanage is passed over, so that this refresh is kept.
*/

create or replace function dashboard_refresh._upstream_is_busy(state dashboard_refresh.view_state)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
    select from dashboard_refresh._upstream_views(state) as source
    where exists (
        select from dashboard_refresh.held_locks where held_locks.kind = 'refresh' and held_locks.key = source.id
      )
      or exists (
        select from dashboard_refresh.runs where runs.view_id = source.id and runs.status = 'queued'
      )
  );
end;
$$;
comment on function dashboard_refresh._upstream_is_busy(dashboard_refresh.view_state) is
  'True while a managed view that the view with this state reads is being refreshed or waits for it.';

create or replace function dashboard_refresh._dependants(view dashboard_refresh.views)
returns setof dashboard_refresh.views language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select views.*
  from dashboard_refresh.views
  join dashboard_refresh.view_state on view_state.view_id = views.id
  where to_regclass(view.view)::oid = any (view_state.upstream)
    and views.active
    and views.scheduled
  order by views.id
  -- As the foreign key of a run would, but without waiting.
  for key share of views skip locked;
end;
$$;
comment on function dashboard_refresh._dependants(dashboard_refresh.views) is
  'The managed views that read this one and have a job that is not paused, each kept from being unmanaged until the end '
  'of the transaction.';

create or replace function dashboard_refresh._fail_dependants(
  run dashboard_refresh.runs,
  view dashboard_refresh.views
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  insert into dashboard_refresh.runs (
    view_id, trigger, path, status, finished_at, caused_by, error_sqlstate, error_message, error_hint
  )
  select
    dependant.id,
    'cascade',
    case when dependant.path = 'auto' then run.path else dependant.path end,
    'failed',
    clock_timestamp(),
    run.id,
    run.error_sqlstate,
    format('not refreshed, since %s, which it reads, could not be: %s', view.view, run.error_message),
    format('Fix %s first: %s', view.view, run.error_hint)
  from dashboard_refresh._dependants(view) as dependant;
end;
$$;
comment on function dashboard_refresh._fail_dependants(dashboard_refresh.runs, dashboard_refresh.views) is
  'After a refresh that failed: records the failure on each managed view that reads this one.';

create or replace function dashboard_refresh._queue_dependants(
  run dashboard_refresh.runs,
  view dashboard_refresh.views
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_dependant dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_endpoint dashboard_refresh.endpoint;
  v_run dashboard_refresh.runs;
begin
  for v_dependant in select * from dashboard_refresh._dependants(view) loop
    v_state := dashboard_refresh._state_of(v_dependant);

    continue when greatest(
      dashboard_refresh._suspended_until(v_dependant, v_state), dashboard_refresh._rests_until(v_dependant, v_state)
    ) > clock_timestamp();

    -- One that waits will see this refresh; one that is under way may not.
    continue when exists (
      select from dashboard_refresh.runs
      where runs.view_id = v_dependant.id
        and runs.status = 'queued'
        and not dashboard_refresh._is_running(runs.id)
    );

    if v_dependant.path <> 'database' then
      v_endpoint := coalesce(v_endpoint, dashboard_refresh._function_endpoint());
    end if;

    insert into dashboard_refresh.runs (view_id, trigger, path, caused_by)
    values (
      v_dependant.id,
      'cascade',
      (select chosen.path from dashboard_refresh._choose_path(v_dependant, v_endpoint) as chosen),
      run.id
    )
    returning * into v_run;

    if v_run.path = 'edge' then
      perform dashboard_refresh._send_trigger(v_run, v_dependant, v_endpoint);
    end if;
  end loop;
end;
$$;
comment on function dashboard_refresh._queue_dependants(dashboard_refresh.runs, dashboard_refresh.views) is
  'After a refresh that changed the view: requests a refresh of each managed view that reads it. Runs on the edge path '
  'are sent to the Edge Function, others are the watchdog''s to run. A view that is suspended or rests is left to its own '
  'job.';
$source$;

    -- refresh/relation.sql
    execute $source$
/* The REFRESH itself, with what has to be read before its snapshot. */

create or replace function dashboard_refresh._require_materialized_view(view dashboard_refresh.views)
returns dashboard_refresh.relation_facts language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  if v_relation.oid is null then
    raise undefined_table using message = format('materialized view %s does not exist', view.view);
  elsif v_relation.kind <> 'm' then
    raise wrong_object_type using message = format('%s is not a materialized view', view.view);
  end if;

  return v_relation;
end;
$$;
comment on function dashboard_refresh._require_materialized_view(dashboard_refresh.views) is
  'The materialized view behind a managed view. Raises what REFRESH itself would, 42P01 or 42809, in our words.';

create or replace function dashboard_refresh._refresh_relation(
  view dashboard_refresh.views,
  run dashboard_refresh.runs
)
returns dashboard_refresh.refreshed language plpgsql
set search_path = pg_catalog, pg_temp
-- Overwritten below by the view's setting; named here so that the caller's own comes back at the end.
set lock_timeout = '10s'
as $$
declare
  v_run dashboard_refresh.runs := run;
  v_state dashboard_refresh.view_state;
  v_relation dashboard_refresh.relation_facts;
  v_definition dashboard_refresh.definition_facts;
  v_epoch text;
  v_inserted_before bigint;
  v_deleted_before bigint;
begin
  v_relation := dashboard_refresh._require_materialized_view(view);
  v_run.method := case
    when view."concurrently" = 'always' then 'concurrently'
    when view."concurrently" = 'auto' and v_relation.is_populated and v_relation.has_unique_index then 'concurrently'
    else 'plain'
  end;

  -- All of this is read before the snapshot of the refresh; see _fingerprint for why that must be.
  v_epoch := (dashboard_refresh._statistics_horizon(v_run.started_at)).epoch;
  v_definition := dashboard_refresh._read_definition(v_relation.oid, v_epoch);
  v_state.rules := v_definition.rules;
  v_state.sources := v_definition.sources;
  v_state.upstream := v_definition.upstream;
  v_state.functions := v_definition.functions;
  v_state.untrackable := v_definition.untrackable;
  v_state.fingerprint := dashboard_refresh._fingerprint(v_state.rules, v_state.sources, v_state.functions, v_epoch);
  v_state.upstream_as_of := dashboard_refresh._upstream_as_of(v_state, v_run.started_at);

  v_inserted_before := pg_stat_get_xact_tuples_inserted(v_relation.oid);
  v_deleted_before := pg_stat_get_xact_tuples_deleted(v_relation.oid);

  perform set_config('lock_timeout', (extract(epoch from view.lock_timeout) * 1000)::bigint::text, true);
  execute format(
    'refresh materialized view %s %I.%I',
    case when v_run.method = 'concurrently' then 'concurrently' else '' end, view.schema_name, view.view_name
  );

  -- A definition that was replaced between the look above and the REFRESH may read what the fingerprint does not hold.
  if v_definition.stamp is distinct from
    dashboard_refresh._definition_stamp(v_state.rules, v_state.sources, v_state.functions)
  then
    v_state.fingerprint := null;
  end if;

  -- These counters are the transaction's own, exact and immediate; counting the rows would cost a scan of the view.
  if current_setting('track_counts')::boolean then
    v_run.rows_inserted := pg_stat_get_xact_tuples_inserted(v_relation.oid) - v_inserted_before;
    v_run.rows_deleted := case
      when v_run.method = 'concurrently' then pg_stat_get_xact_tuples_deleted(v_relation.oid) - v_deleted_before
    end;
  end if;

  v_state.relation_stamp := dashboard_refresh._relation_stamp(v_relation.oid);
  v_state.data_as_of := v_run.started_at;
  v_run.data_as_of := v_run.started_at;
  v_run.finished_at := clock_timestamp();
  v_run.status := 'succeeded';
  return (v_run, v_state);
exception
  -- others leaves two out. Cancellation is how a timeout arrives, and a run that timed out has failed; and a function
  -- that the view calls may assert.
  when query_canceled or assert_failure or others then
    v_run.status := 'failed';
    v_run.finished_at := clock_timestamp();
    get stacked diagnostics
      v_run.error_sqlstate = returned_sqlstate,
      v_run.error_message = message_text,
      v_run.error_hint = pg_exception_hint;
    return (v_run, null::dashboard_refresh.view_state);
end;
$$;
comment on function dashboard_refresh._refresh_relation(dashboard_refresh.views, dashboard_refresh.runs) is
  'Refreshes the materialized view of a run that has started. Returns the run, final, and the state of the view as the '
  'refresh leaves it, null after a failure. Writes neither down. Never raises for a refresh that failed.';
$source$;

    -- refresh/record.sql
    execute $source$
/* Records how a refresh went. What another session has locked is left as it is: the refresh is kept all the same. */

create or replace function dashboard_refresh._finish_runs(run dashboard_refresh.runs, waiting uuid[])
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_recorded boolean;
begin
  with free as (
    select runs.id
    from dashboard_refresh.runs
    where runs.id = run.id or runs.id = any (waiting)
    for no key update skip locked
  ),
  finished as (
    update dashboard_refresh.runs
    set status = run.status,
      finished_at = run.finished_at,
      data_as_of = run.data_as_of,
      error_sqlstate = run.error_sqlstate,
      error_message = run.error_message,
      error_hint = run.error_hint,
      path = case when runs.id = run.id then run.path else runs.path end,
      started_at = case when runs.id = run.id then run.started_at end,
      method = case when runs.id = run.id then run.method end,
      rows_inserted = case when runs.id = run.id then run.rows_inserted end,
      rows_deleted = case when runs.id = run.id then run.rows_deleted end,
      served_by = case when runs.id <> run.id then run.id end
    from free
    where runs.id = free.id
    returning runs.id
  )
  select coalesce(bool_or(finished.id = run.id), false) into v_recorded from finished;

  if not v_recorded then
    -- Gone where the view was unmanaged meanwhile: then there is nothing left to record.
    perform dashboard_refresh._find_run(run.id);

    raise warning using
      message = format('run %s has ended, but the ledger does not say so: its row is locked', run.id),
      errcode = 'lock_not_available';
  end if;
end;
$$;
comment on function dashboard_refresh._finish_runs(dashboard_refresh.runs, uuid[]) is
  'Makes the run final in the ledger, and with it the waiting runs that its refresh served. Raises unknown_run when it '
  'is no longer there.';

create or replace function dashboard_refresh._record_success(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  run dashboard_refresh.runs
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_state dashboard_refresh.view_state;
begin
  update dashboard_refresh.view_state
  set data_as_of = state.data_as_of,
    verified_at = null,
    upstream_as_of = state.upstream_as_of,
    rules = state.rules,
    sources = state.sources,
    upstream = state.upstream,
    functions = state.functions,
    untrackable = state.untrackable,
    fingerprint = state.fingerprint,
    relation_stamp = state.relation_stamp,
    last_duration = run.finished_at - run.started_at,
    last_finished_at = run.finished_at,
    consecutive_failures = 0,
    failing_since = null,
    failing_revision = null,
    failure_kind = null,
    failed_stamp = null,
    retry_at = null
  where view_state.view_id = view.id
  returning * into v_state;

  perform dashboard_refresh._close_alerts(view, v_state, array['failing', 'suspended'], run.finished_at);
end;
$$;
comment on function dashboard_refresh._record_success(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.runs
) is
  'Records the state in which a successful refresh left the view: what it is made of, no failures, and their alerts over.';

create or replace function dashboard_refresh._record_outcome(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  run dashboard_refresh.runs
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp
-- While the refresh holds its lock on the view.
set lock_timeout = '1s'
as $$
begin
  if run.status = 'succeeded' then
    perform dashboard_refresh._record_success(view, state, run);
  else
    update dashboard_refresh.view_state
    set last_duration = run.finished_at - run.started_at,
      last_finished_at = run.finished_at
    where view_state.view_id = view.id;
    perform dashboard_refresh._record_failure(view, run.error_sqlstate, run.finished_at);
  end if;
exception
  -- Somebody keeps a transaction open that locks the row. The refresh counts all the same; that the view is taken for
  -- less fresh than it is costs one more refresh.
  when lock_not_available then
    raise warning using
      message = format('the state of %s is locked, so it does not reflect run %s', view.view, run.id),
      errcode = 'lock_not_available';
end;
$$;
comment on function dashboard_refresh._record_outcome(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.runs
) is
  'Records in the state of the view how a run of it ended.';
$source$;

    -- refresh/run.sql
    execute $source$
/* Does the work of a run: refreshes the view, once, records how it went and informs the views that read it. */

create or replace function dashboard_refresh._refresh(
  run dashboard_refresh.runs,
  view dashboard_refresh.views,
  path text
)
returns dashboard_refresh.runs language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs := run;
  v_refreshed dashboard_refresh.refreshed;
  v_waiting uuid[];
begin
  -- An older snapshot than that of the moment would show the ledger, and the sources, as they were before.
  if current_setting('transaction_isolation') <> 'read committed' then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('a refresh cannot run in a transaction that is %s', current_setting('transaction_isolation')),
      'It must see what others committed until now.',
      'Use read committed.'
    );
  end if;

  perform dashboard_refresh._mark_running(view.id, v_run.id);

  -- REFRESH takes its snapshot after this moment and with the view's lock held, so the data is never older than
  -- data_as_of says, nor than the request of any run that saw the lock free.
  v_run.path := path;
  v_run.started_at := clock_timestamp();

  -- What waits now, committed, asks for nothing more than this refresh gives. Its requested_at would not tell: that is
  -- taken before the request commits, together with changes that this refresh may not see.
  v_waiting := array(
    select runs.id
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status = 'queued' and runs.id <> v_run.id
  );

  v_refreshed := dashboard_refresh._refresh_relation(view, v_run);
  v_run := v_refreshed.run;

  if v_run.status = 'failed' then
    v_run.error_hint := dashboard_refresh._failure_hint(view, v_run);
  end if;

  perform dashboard_refresh._finish_runs(v_run, v_waiting);
  perform dashboard_refresh._record_outcome(view, v_refreshed.state, v_run);

  if v_run.status = 'failed' then
    perform dashboard_refresh._fail_dependants(v_run, view);
  -- Without a change there is nothing to pass on; a plain refresh does not tell.
  elsif coalesce(v_run.rows_inserted + v_run.rows_deleted, 1) > 0 then
    perform dashboard_refresh._queue_dependants(v_run, view);
  end if;

  return v_run;
end;
$$;
comment on function dashboard_refresh._refresh(dashboard_refresh.runs, dashboard_refresh.views, text) is
  'Refreshes the view of a queued run and returns the run, final, with all runs of the view that waited when it started. '
  'path: where it runs, which may not be where it was meant to. The caller holds the view''s lock. Never raises for a '
  'refresh that failed; raises unknown_run when the view was unmanaged meanwhile.';

create or replace function dashboard_refresh.run(run_id uuid, path text default 'database')
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs := dashboard_refresh._find_run(run_id);
  v_view dashboard_refresh.views;
begin
  if v_run.status = 'queued' and dashboard_refresh._try_lock_view(v_run.view_id) then
    -- Another session that held the lock until now may have served this run.
    v_run := dashboard_refresh._find_run(run_id);

    if v_run.status = 'queued' then
      select * into strict v_view from dashboard_refresh.views where views.id = v_run.view_id;
      v_run := dashboard_refresh._refresh(v_run, v_view, run.path);
    end if;
  end if;

  return dashboard_refresh._run_json(v_run);
end;
$$;
comment on function dashboard_refresh.run(uuid, text) is
  'Does the work of a queued run and returns it. Still queued means another run has the view: ask again, nothing waits '
  'here. A final run is returned as it is and nothing is done. A refresh that fails is returned as failed. '
  'path: where this is, as the ledger will say. '
  'Raises unknown_run, and invalid_argument outside read committed.';
$source$;

    -- tick/overdue.sql
    execute $source$
/* Runs that nobody picked up. */

create or replace function dashboard_refresh._is_overdue(
  run dashboard_refresh.runs,
  last_finished_at timestamptz,
  at timestamptz
)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select run.status = 'queued'
    -- These are the watchdog's own to run.
    and not (run.trigger = 'cascade' and run.path = 'database')
    and (
      -- A run that found the view busy gets its time from when it no longer was.
      greatest(run.requested_at, last_finished_at) < at - dashboard_refresh._pickup_time()
      -- The clock was set back since.
      or run.requested_at > at + interval '5 minutes'
    );
$$;
comment on function dashboard_refresh._is_overdue(dashboard_refresh.runs, timestamptz, timestamptz) is
  'True for a queued run that nobody picked up within _pickup_time() before `at`, though the view was free.';

create or replace function dashboard_refresh._why_lost(run dashboard_refresh.runs, out message text, out hint text)
language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_outcome record;
begin
  if run.path = 'database' then
    message := 'nobody ran it in time';
    hint := 'Call run() after request().';
    return;
  end if;

  select * into v_outcome from dashboard_refresh._request_outcome(run.http_request_id);
  message := case
    when run.http_request_id is null then 'the function that asked for it did not run it in time'
    else 'the Edge Function did not run it in time: ' || case
      when v_outcome.state = 'failed' then 'the request failed: ' || v_outcome.error_message
      when v_outcome.state = 'queued' then 'pg_net has not sent the request yet'
      when v_outcome.state = 'unknown' then 'pg_net knows no answer; it may still be waiting for one, or has lost the request'
      when v_outcome.status_code = 202 then 'it accepted the request and was then stopped, or could not reach the database'
      else 'it answered ' || v_outcome.status_code
    end
  end;
  hint := 'See the logs of the Edge Function refresh-dashboard, and status for what it lacks. '
    'With path set to database, refreshes do without it.';
end;
$$;
comment on function dashboard_refresh._why_lost(dashboard_refresh.runs) is
  'Why nobody ran a run in time, as far as pg_net still knows, and what to do about it.';

create or replace function dashboard_refresh._mark_overdue_lost(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
  v_is_any_lost boolean := false;
begin
  for v_run in
    select *
    from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status = 'queued'
      and dashboard_refresh._is_overdue(runs, state.last_finished_at, at)
    for no key update skip locked
  loop
    update dashboard_refresh.runs
    set (status, finished_at, error_message, error_hint) = (
      select 'lost', at, reason.message, reason.hint from dashboard_refresh._why_lost(v_run) as reason
    )
    where runs.id = v_run.id;
    v_is_any_lost := true;
  end loop;

  if v_is_any_lost then
    perform dashboard_refresh._record_failure(view, null, at);
  end if;
end;
$$;
comment on function dashboard_refresh._mark_overdue_lost(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'Marks as lost the runs of the view that are overdue at `at`, with the reason as far as pg_net still knows it, and '
  'counts one failure for them. The caller holds the view''s lock, so none of them is running.';
$source$;

    -- tick/tick.sql
    execute $source$
/* One firing of a view's job. Decides, and does heavy work only where there is nothing to hand it over to. */

create or replace function dashboard_refresh._why_not_refresh(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  known_until timestamptz,
  epoch text,
  at timestamptz
)
returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if cardinality(state.upstream) > 0 and dashboard_refresh._upstream_is_busy(state) then
    return 'upstream';
  elsif view.skip_unchanged
    and at - state.data_as_of < view.force_after
    -- Where backends may keep back what they did for longer than the promise allows, unchanged is not known.
    and at - greatest(state.data_as_of, state.verified_at, known_until) <= view.max_staleness
    and dashboard_refresh._is_unchanged(view, state, epoch)
  then
    return 'unchanged';
  elsif dashboard_refresh._rests_until(view, state) > at then
    return 'paced';
  end if;

  return null;
end;
$$;
comment on function dashboard_refresh._why_not_refresh(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz, text, timestamptz
) is
  'Why the view is left as it is at `at`: unchanged, paced, or upstream (a managed view it reads is being refreshed, and '
  'will cause a refresh of this one). Null: refresh. known_until, epoch: see _statistics_horizon.';

create or replace function dashboard_refresh._record_verified(
  state dashboard_refresh.view_state,
  known_until timestamptz,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if known_until > greatest(state.verified_at, state.data_as_of) then
    update dashboard_refresh.view_state
    set verified_at = known_until,
      upstream_as_of = dashboard_refresh._upstream_as_of(state, at)
    -- Not worth a wait.
    where view_state.view_id = (
      select view_state.view_id
      from dashboard_refresh.view_state
      where view_state.view_id = state.view_id
      for no key update skip locked
    );
  end if;
end;
$$;
comment on function dashboard_refresh._record_verified(dashboard_refresh.view_state, timestamptz, timestamptz) is
  'Records that the sources were unchanged until known_until. at: the time of the look.';

create or replace function dashboard_refresh.tick(view text)
returns text language plpgsql
set search_path = pg_catalog, pg_temp
-- A transaction that locks what this view needs may delay its tick, not keep it.
set lock_timeout = '5s'
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(tick.view);
  v_state dashboard_refresh.view_state;
  v_at timestamptz := clock_timestamp();
  v_statistics record;
  v_reason text;
  v_endpoint dashboard_refresh.endpoint;
  v_run dashboard_refresh.runs;
begin
  if not v_view.active then
    return 'paused';
  end if;

  v_state := dashboard_refresh._state_of(v_view);

  if dashboard_refresh._suspended_until(v_view, v_state) > v_at then
    return 'suspended';
  elsif not dashboard_refresh._try_lock_view(v_view.id) then
    -- The watchdog looks after this too, but not while it is the one that refreshes.
    perform dashboard_refresh._cancel_overlong(v_view, v_at);
    return 'busy';
  end if;

  if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
    perform dashboard_refresh._mark_overdue_lost(v_view, v_state, v_at);

    if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
      return 'busy';
    end if;
  end if;

  -- Read again with the lock held: a refresh may have ended since the first look.
  v_state := dashboard_refresh._state_of(v_view);
  v_statistics := dashboard_refresh._statistics_horizon(v_at);
  v_reason := dashboard_refresh._why_not_refresh(v_view, v_state, v_statistics.known_until, v_statistics.epoch, v_at);

  if v_reason = 'unchanged' then
    perform dashboard_refresh._record_verified(v_state, v_statistics.known_until, v_at);
  end if;

  if v_reason is not null then
    return v_reason;
  end if;

  if v_view.path <> 'database' then
    v_endpoint := dashboard_refresh._function_endpoint();
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path)
  values (
    v_view.id, 'cron', (select chosen.path from dashboard_refresh._choose_path(v_view, v_endpoint) as chosen)
  )
  returning * into v_run;

  if v_run.path = 'edge' then
    perform dashboard_refresh._send_trigger(v_run, v_view, v_endpoint);
    return 'requested';
  end if;

  v_run := dashboard_refresh._refresh(v_run, v_view, 'database');
  return v_run.status;
end;
$$;
comment on function dashboard_refresh.tick(text) is
  'One firing of a view''s job, called by pg_cron. Returns what it did: paused, suspended, busy (a run is under way or '
  'waiting), unchanged, paced or upstream (see _why_not_refresh), requested (the Edge Function was called), or, refreshed '
  'here, succeeded or failed. A tick that refreshes nothing writes no run. Raises unknown_view.';
$source$;

    -- watchdog/failed_ticks.sql
    execute $source$
/* Ticks that failed: noticed in pg_cron's log and recorded. */

create or replace function dashboard_refresh._recent_log()
returns setof cron.job_run_details language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- The log has no index but on runid. A thousand rows back cover more than the minute between two looks.
  return query select * from cron.job_run_details order by job_run_details.runid desc limit 1000;
end;
$$;
comment on function dashboard_refresh._recent_log() is 'The last thousand rows of pg_cron''s log, newest first.';

create or replace function dashboard_refresh._record_failed_ticks(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
begin
  -- A tick on the database path is one transaction: when its session dies, its run goes with it. pg_cron's log remains.
  for v_view in
    -- Each command is made once, and not for each row of the log.
    with ticks as materialized (
      select views.id as view_id, views.managed_at, dashboard_refresh._tick_command(views.view) as command
      from dashboard_refresh.views
    ),
    failed as materialized (
      select ticks.view_id, logged.runid, logged.start_time, logged.return_message
      from dashboard_refresh._recent_log() as logged
      join ticks on ticks.command = logged.command
      where logged.status = 'failed'
        -- A job that did not even start has no times at all.
        and coalesce(logged.start_time, at) > greatest(ticks.managed_at, at - interval '1 day')
        -- pg_cron also calls failed what it no longer watches: the tick of a job that was paused meanwhile goes on.
        and not exists (
          select from dashboard_refresh.runs
          where runs.view_id = ticks.view_id
            and runs.trigger = 'cron'
            and runs.requested_at between logged.start_time and coalesce(logged.end_time, at)
        )
    ),
    -- A view that another session is about to unmanage is passed over.
    present as materialized (
      select views.id
      from dashboard_refresh.views
      where views.id in (select failed.view_id from failed)
      for key share skip locked
    ),
    recorded as (
      insert into dashboard_refresh.runs (
        view_id, trigger, path, status, requested_at, finished_at, cron_run_id, error_message, error_hint
      )
      select
        failed.view_id,
        'cron',
        'database',
        'lost',
        coalesce(failed.start_time, at),
        at,
        failed.runid,
        'the tick failed: ' || coalesce(nullif(failed.return_message, ''), 'pg_cron gives no reason'),
        'See the server''s log at that time. The watchdog refreshes the view in its place.'
      from failed
      join present on present.id = failed.view_id
      on conflict (cron_run_id) do nothing
      returning runs.view_id
    )
    select views.* from recorded join dashboard_refresh.views on views.id = recorded.view_id
  loop
    perform dashboard_refresh._record_failure(v_view, null, at);
  end loop;
end;
$$;
comment on function dashboard_refresh._record_failed_ticks(timestamptz) is
  'A duty of the watchdog: records a lost run for each tick of the day before `at` that pg_cron logged as failed and the '
  'ledger does not have.';
$source$;

    -- watchdog/missed_ticks.sql
    execute $source$
/* Ticks that pg_cron never fired: noticed from its log and the ledger, and recorded. */

create or replace function dashboard_refresh._has_ticked(view dashboard_refresh.views, since timestamptz)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_command constant text := dashboard_refresh._tick_command(view.view);
begin
  if exists (
    select from dashboard_refresh.runs
    where runs.view_id = view.id and runs.trigger = 'cron' and runs.requested_at >= since
  ) then
    return true;
  -- Without a log there is only the ledger, and a tick that skips is not in it.
  elsif not coalesce(current_setting('cron.log_run', true)::boolean, true) then
    return null;
  end if;

  return (
    select case
      when bool_or(logged.command = v_command and logged.start_time >= since) then true
      -- So much is logged that these rows do not go back far enough.
      when count(*) = 1000 and min(logged.start_time) >= since then null
      else false
    end
    from dashboard_refresh._recent_log() as logged
  );
end;
$$;
comment on function dashboard_refresh._has_ticked(dashboard_refresh.views, timestamptz) is
  'Whether pg_cron has fired the view''s job at `since` or later, by the ledger and pg_cron''s log; null when that is '
  'unknown.';

create or replace function dashboard_refresh._record_missed_tick(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  -- A tick of this very minute gets its time.
  v_until constant timestamptz := at - dashboard_refresh._pickup_time();
  -- After a change of the settings the next firing is computed from the new ones.
  v_is_known constant boolean := state.tick_due_revision = view.revision and state.tick_due_at is not null;
  v_is_missed boolean;
begin
  if not (view.active and view.scheduled) or (v_is_known and state.tick_due_at > v_until) then
    return false;
  end if;

  v_is_missed := v_is_known and not coalesce(dashboard_refresh._has_ticked(view, state.tick_due_at), true);

  -- Once an outage, however many ticks it swallows. It is no failure of the view, so it is not counted as one.
  if v_is_missed and state.ticks_missed_since is null then
    insert into dashboard_refresh.runs (view_id, trigger, path, status, requested_at, finished_at, error_message, error_hint)
    values (
      view.id,
      'cron',
      'database',
      'lost',
      -- Runs are ordered by the clock, whatever time is judged by here.
      least(state.tick_due_at, clock_timestamp()),
      at,
      format('pg_cron did not fire the job %s', view.job_name),
      'The watchdog refreshes the view in its place. See the problems in status for what became of the job, and whether '
      'the server was down at that time.'
    );
  end if;

  update dashboard_refresh.view_state
  set tick_due_at = dashboard_refresh._next_firing(view.schedule, case when v_is_known then v_until else at end),
    tick_due_revision = view.revision,
    ticks_missed_since = case when v_is_missed then coalesce(state.ticks_missed_since, state.tick_due_at) end
  where view_state.view_id = view.id;

  return v_is_missed;
end;
$$;
comment on function dashboard_refresh._record_missed_tick(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'True when pg_cron has not fired the view''s job though that was due _pickup_time() before `at`: its job is gone or was '
  'paused by hand, or the scheduler or the server was down. Records one lost run for the whole outage.';
$source$;

    -- watchdog/clock.sql
    execute $source$
/* A clock that was set back. */

create or replace function dashboard_refresh._forget_future_times(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns dashboard_refresh.view_state language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if not coalesce(state.last_finished_at > at + interval '5 minutes', false) then
    return state;
  end if;

  update dashboard_refresh.view_state
  set data_as_of = null,
    verified_at = null,
    last_finished_at = null,
    retry_at = null,
    tick_due_at = null
  where view_state.view_id = view.id;

  return dashboard_refresh._state_of(view);
end;
$$;
comment on function dashboard_refresh._forget_future_times(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'Where the last refresh ended after `at`, the clock was set back: forgets what is measured against it, so that the view '
  'neither rests until then nor passes for fresh. The next tick refreshes. Returns the state.';
$source$;

    -- watchdog/rescue.sql
    execute $source$
/* Looks after one view: ends abandoned runs, and queues a run that makes up for them. */

create or replace function dashboard_refresh._needs_rescue(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return exists (
    select from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status = 'queued'
      and dashboard_refresh._is_overdue(runs, state.last_finished_at, at)
  )
  or exists (
    select from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status = 'lost'
      and runs.requested_at > coalesce(state.data_as_of, '-infinity')
      -- Made up for once: a refresh that started since then showed the data, or failed in its own right.
      and not exists (
        select from dashboard_refresh.runs as later
        where later.view_id = view.id and later.started_at >= runs.requested_at
      )
  );
end;
$$;
comment on function dashboard_refresh._needs_rescue(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'True when, at `at`, the view has an overdue run, or a lost one that no refresh has made up for yet.';

create or replace function dashboard_refresh._waits_for_watchdog(view dashboard_refresh.views)
returns uuid language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select runs.id
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status = 'queued' and runs.trigger = 'cascade' and runs.path = 'database'
    order by runs.requested_at
    limit 1
  );
end;
$$;
comment on function dashboard_refresh._waits_for_watchdog(dashboard_refresh.views) is
  'The run that a cascade left for the watchdog to run in the database; null when there is none.';

create or replace function dashboard_refresh._queue_rescue(view_id integer, at timestamptz)
returns uuid language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views;
  v_state dashboard_refresh.view_state;
  v_statistics record;
  v_has_missed_tick boolean;
  v_is_rescue boolean;
  v_run_id uuid;
begin
  -- What another session has locked, as one that unmanages the view does, is looked at again in a minute.
  perform from dashboard_refresh.view_state
  where view_state.view_id = _queue_rescue.view_id
  for no key update skip locked;

  if not found then
    return null;
  end if;

  select * into strict v_view from dashboard_refresh.views where views.id = _queue_rescue.view_id;
  v_state := dashboard_refresh._forget_future_times(v_view, dashboard_refresh._state_of(v_view), at);
  v_has_missed_tick := dashboard_refresh._record_missed_tick(v_view, v_state, at);

  -- The view's lock is taken only where there is work: a tick that fires in the same second must not find the view busy.
  if not (
      v_has_missed_tick
      or dashboard_refresh._needs_rescue(v_view, v_state, at)
      or dashboard_refresh._is_retry_due(v_view, v_state, at)
    )
    or not dashboard_refresh._try_lock_view(v_view.id)
  then
    return dashboard_refresh._waits_for_watchdog(v_view);
  end if;

  perform dashboard_refresh._mark_overdue_lost(v_view, v_state, at);
  v_state := dashboard_refresh._state_of(v_view);

  if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
    return dashboard_refresh._waits_for_watchdog(v_view);
  end if;

  -- Do not retry every minute a refresh that crashes its backend: a suspension holds, unless its retry is due.
  v_is_rescue := dashboard_refresh._is_retry_due(v_view, v_state, at)
    or (
      not coalesce(dashboard_refresh._suspended_until(v_view, v_state) > at, false)
      and dashboard_refresh._needs_rescue(v_view, v_state, at)
    );

  -- In place of the tick, which would have looked too.
  if not v_is_rescue
    and v_has_missed_tick
    and not coalesce(dashboard_refresh._suspended_until(v_view, v_state) > at, false)
  then
    v_statistics := dashboard_refresh._statistics_horizon(at);
    v_is_rescue := dashboard_refresh._why_not_refresh(
      v_view, v_state, v_statistics.known_until, v_statistics.epoch, at
    ) is null;
  end if;

  if v_is_rescue then
    insert into dashboard_refresh.runs (view_id, trigger, path)
    values (v_view.id, 'watchdog', 'database')
    returning runs.id into v_run_id;
  end if;

  return v_run_id;
end;
$$;
comment on function dashboard_refresh._queue_rescue(integer, timestamptz) is
  'A duty of the watchdog, for each view: notices ticks that never came and marks as lost what nobody picked up. Returns '
  'the run that is now to be run in the database, to make up for these, to retry a failed one or because a cascade left '
  'it there; null when there is none. Commit before running it, so that it is in the ledger whatever becomes of it.';
$source$;

    -- watchdog/retention.sql
    execute $source$
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

  -- By command and not by job: a job that was removed and created again has another id, and other projects' rows stay. A
  -- tick that succeeded says nothing the ledger does not, and there may be thousands a day.
  delete from cron.job_run_details
  where job_run_details.command ~ '^(select dashboard_refresh\.tick\(|call dashboard_refresh\.watchdog\()'
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
$source$;

    -- watchdog/duties.sql
    execute $source$
/* The duties of the watchdog, and how each is done without bringing down another. */

create or replace function dashboard_refresh._cancel_all_overlong(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  perform dashboard_refresh._cancel_overlong(views, at)
  from dashboard_refresh.views
  where views.id in (select held_locks.key from dashboard_refresh.held_locks where held_locks.kind = 'view');
end;
$$;
comment on function dashboard_refresh._cancel_all_overlong(timestamptz) is
  'A duty of the watchdog: cancels every refresh that takes too long at `at`. Once a look: a refresh that is cancelled '
  'again while it records its failure is lost.';

create or replace function dashboard_refresh._duties(
  at timestamptz,
  out before_views text[],
  out of_each_view text,
  out after_views text[]
)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  before_views := array['_cancel_all_overlong', '_record_failed_ticks'];
  of_each_view := '_queue_rescue';
  -- After the refreshes, so that what they have fixed is reported as fixed.
  after_views := array['_check_promises', '_deliver_alerts'];

  -- Deleting looks at all of pg_cron's log, so once an hour.
  if extract(minute from at) = 17 then
    after_views := after_views || '_delete_expired'::text;
  end if;
end;
$$;
comment on function dashboard_refresh._duties(timestamptz) is
  'What the watchdog does at `at`, in order: functions of this schema that take the time, and one that takes a view''s id '
  'and the time and returns the run to be run.';

create or replace function dashboard_refresh._record_duty(
  duty text,
  view_id integer,
  at timestamptz,
  error_sqlstate text,
  error_message text
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if error_sqlstate is not null then
    raise warning using
      message = format('the watchdog''s duty %s failed: %s', concat_ws(' of view ', duty, view_id), error_message),
      errcode = error_sqlstate;
  end if;

  perform from dashboard_refresh.duty_failures
  where duty_failures.duty = _record_duty.duty
    and duty_failures.view_id is not distinct from _record_duty.view_id
  for update skip locked;

  if error_sqlstate is null then
    if found then
      delete from dashboard_refresh.duty_failures
      where duty_failures.duty = _record_duty.duty
        and duty_failures.view_id is not distinct from _record_duty.view_id;
    end if;
  elsif found then
    update dashboard_refresh.duty_failures
    set last_at = at,
      error_sqlstate = _record_duty.error_sqlstate,
      error_message = _record_duty.error_message
    where duty_failures.duty = _record_duty.duty
      and duty_failures.view_id is not distinct from _record_duty.view_id;
  else
    -- Does nothing where the row is there but locked: the warning above has said it.
    insert into dashboard_refresh.duty_failures (duty, view_id, since, last_at, error_sqlstate, error_message)
    values (duty, view_id, at, at, error_sqlstate, error_message)
    on conflict do nothing;
  end if;
end;
$$;
comment on function dashboard_refresh._record_duty(text, integer, timestamptz, text, text) is
  'Records that a duty of the watchdog failed with this SQLSTATE, or that it succeeded (null), and warns in the log. '
  'view_id: of a duty that is done for each view, otherwise null. Waits for nobody.';

create or replace function dashboard_refresh._run_duty(duty text, view_id integer, at timestamptz)
returns uuid language plpgsql
set search_path = pg_catalog, pg_temp
-- What is locked is mostly skipped; this is for what is not, so that no session can hold up the watchdog.
set lock_timeout = '2s'
as $$
declare
  v_run_id uuid;
begin
  if view_id is null then
    execute format('select dashboard_refresh.%I($1)', duty) using at;
  else
    execute format('select dashboard_refresh.%I($1, $2)', duty) using view_id, at into v_run_id;
  end if;

  perform dashboard_refresh._record_duty(duty, view_id, at, null, null);
  return v_run_id;
exception
  when others then
    perform dashboard_refresh._record_duty(duty, view_id, at, sqlstate, sqlerrm);
    return null;
end;
$$;
comment on function dashboard_refresh._run_duty(text, integer, timestamptz) is
  'Does one duty of the watchdog, the function of that name, for one view or (null) for all, and records how it went. '
  'Returns the run that the duty of a view leaves to be run. Does not raise.';
$source$;

    -- watchdog/watchdog.sql
    execute $source$
/* Finishes abandoned runs, refreshes their views, alerts, and removes what is old. */

create or replace function dashboard_refresh._views_to_check(at timestamptz)
returns integer[] language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return array(
    select views.id
    from dashboard_refresh.views
    join dashboard_refresh.view_state on view_state.view_id = views.id
    where (
        views.active
        and views.scheduled
        and (
          view_state.tick_due_revision is distinct from views.revision
          or coalesce(view_state.tick_due_at, '-infinity') <= at - dashboard_refresh._pickup_time()
        )
      )
      or view_state.consecutive_failures > 0
      or view_state.last_finished_at > at
      or exists (select from dashboard_refresh.duty_failures where duty_failures.view_id = views.id)
      or exists (
        select from dashboard_refresh.runs
        where runs.view_id = views.id
          and (
            runs.status = 'queued'
            or (runs.status = 'lost' and runs.requested_at > coalesce(view_state.data_as_of, '-infinity'))
          )
      )
    order by view_state.data_as_of nulls first
  );
end;
$$;
comment on function dashboard_refresh._views_to_check(timestamptz) is
  'The views for which the watchdog may find something to do at `at`, the stalest first. Where all is well there are few, '
  'and a transaction for each would be most of what the watchdog costs.';

create or replace procedure dashboard_refresh.watchdog(at timestamptz default clock_timestamp())
language plpgsql
-- No search_path is set: a procedure that has a set clause may not commit. Every name below is qualified.
as $$
declare
  v_duties record := dashboard_refresh._duties(at);
  v_duty text;
  v_view_id integer;
  v_run_id uuid;
  v_has_run boolean;
begin
  -- Each duty, and each view, in transactions of its own: none waits for another's locks, and none falls with another.
  foreach v_duty in array v_duties.before_views loop
    perform dashboard_refresh._run_duty(v_duty, null, at);
    commit;
  end loop;

  -- One view after the other: after a downtime that is what staggers them. Again while refreshes cause refreshes; a chain
  -- of views is not longer than there are views.
  for v_round in 1 .. (select pg_catalog.count(*) from dashboard_refresh.views) loop
    v_has_run := false;

    foreach v_view_id in array dashboard_refresh._views_to_check(at) loop
      v_run_id := dashboard_refresh._run_duty(v_duties.of_each_view, v_view_id, at);
      commit;

      if v_run_id is not null then
        v_has_run := true;

        begin
          perform dashboard_refresh.run(v_run_id);
        exception
          when others then
            raise warning using
              message = pg_catalog.format('the watchdog could not run %s: %s', v_run_id, sqlerrm),
              errcode = sqlstate;
        end;
        commit;
      end if;
    end loop;

    exit when not v_has_run;
  end loop;

  foreach v_duty in array v_duties.after_views loop
    perform dashboard_refresh._run_duty(v_duty, null, at);
    commit;
  end loop;
end;
$$;
comment on procedure dashboard_refresh.watchdog(timestamptz) is
  'Every minute, by pg_cron: makes up for runs that nobody picked up, ticks that failed and ticks that never came by a '
  'refresh here; retries failed refreshes when their wait is over; cancels refreshes over max_duration; runs cascades on '
  'the database path; sends alerts; hourly, deletes what is old. Commits before and after each refresh, so call it '
  'outside a transaction. at: the time to judge by.';
$source$;

    -- status/problems/view.sql
    execute $source$
/* Problems of the materialized view itself. */

create or replace function dashboard_refresh._view_problems(view dashboard_refresh.views)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        v_relation.oid is null,
        'view_missing', 'error',
        format('The materialized view %s does not exist.', view.view),
        'Create it; the next tick refreshes it. Or stop managing it with unmanage().'
      ),
      (
        v_relation.kind <> 'm',
        'not_a_materialized_view', 'error',
        format('%s is not a materialized view.', view.view),
        'Drop or rename what has its name, and create the materialized view.'
      ),
      (
        v_relation.kind = 'm' and not v_relation.may_refresh,
        'not_owner', 'error',
        format('%s belongs to %s, and %s may not refresh it.', view.view, v_relation.owner, current_user),
        format('alter materialized view %s owner to %I;', view.view, current_user)
      ),
      (
        v_relation.kind = 'm' and not v_relation.is_populated,
        'not_populated', 'error',
        format('%s has no data yet, and reading it is an error.', view.view),
        case when view."concurrently" = 'always'
          then 'Refresh it once by hand or set concurrently to auto: a concurrent refresh needs data to start from.'
          else 'The next refresh fills it.'
        end
      ),
      (
        v_relation.kind = 'm' and not v_relation.has_unique_index and view."concurrently" <> 'never',
        'no_unique_index', case when view."concurrently" = 'always' then 'error' else 'warning' end,
        format('%s has no unique index that a concurrent refresh can use, so %s.', view.view,
          case when view."concurrently" = 'always' then 'every refresh fails' else 'readers wait while it is refreshed' end),
        'Create a unique index on plain columns, without a condition.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._view_problems(dashboard_refresh.views) is
  'What keeps the materialized view from being refreshed, or from being read meanwhile.';
$source$;

    -- status/problems/jobs.sql
    execute $source$
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
$source$;

    -- status/problems/watchdog.sql
    execute $source$
/* Problems of the watchdog. */

create or replace function dashboard_refresh._watchdog_problems(view dashboard_refresh.views, at timestamptz)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_command constant text := dashboard_refresh._watchdog_command();
  v_last record;
begin
  select job_run_details.status, job_run_details.return_message, job_run_details.start_time
  into v_last
  from cron.job_run_details
  where job_run_details.command = v_command
  order by job_run_details.runid desc
  limit 1;

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        not exists (select from cron.job where job.command = v_command and job.active),
        'watchdog_missing', 'error',
        'The cron job refresh-dashboard-watchdog is gone or paused, so lost runs stay unnoticed.',
        format('select cron.schedule(''refresh-dashboard-watchdog'', ''* * * * *'', %L);', v_command)
      ),
      (
        v_last.status = 'failed',
        'watchdog_failing', 'error',
        format('The watchdog''s last run failed: %s', coalesce(v_last.return_message, 'pg_cron gives no reason')),
        'See the server''s log at that time; lost runs stay unnoticed until it runs again.'
      ),
      (
        -- It fires every minute; three without are no coincidence. A server that has just started gets its time.
        v_last.status is distinct from 'failed'
          and greatest(v_last.start_time, pg_postmaster_start_time()) < at - interval '3 minutes',
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
$source$;

    -- status/problems/promise.sql
    execute $source$
/* Problems that keep the view from being as fresh as promised. */

create or replace function dashboard_refresh._promise_problems(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_first_firing constant timestamptz := dashboard_refresh._next_firing(view.schedule, at);
  v_interval constant interval := dashboard_refresh._next_firing(view.schedule, v_first_firing) - v_first_firing;
  v_p95 constant interval := coalesce(
    (
      select percentile_cont(0.95) within group (order by runs.finished_at - runs.started_at)
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.status = 'succeeded' and runs.requested_at > at - interval '24 hours'
    ),
    interval '0'
  );
  v_rests_until constant timestamptz := dashboard_refresh._rests_until(view, state);
  v_holder record;
begin
  -- Any role may take an advisory lock, that of a view too, and every refresh then finds it busy.
  select pg_stat_activity.pid, pg_stat_activity.usename
  into v_holder
  from dashboard_refresh.held_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
  where held_locks.kind = 'view'
    and held_locks.key = view.id
    and held_locks.pid <> pg_backend_pid()
    and not dashboard_refresh._is_session_name(pg_stat_activity.application_name)
    and coalesce(pg_stat_activity.xact_start, '-infinity') < at - interval '1 minute';

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.scheduled and view.active and v_interval + v_p95 >= view.max_staleness,
        'schedule_too_slow', 'warning',
        format('The job fires every %s and a refresh takes up to %s s, but max_staleness is %s.', v_interval,
          round(extract(epoch from v_p95), 1), view.max_staleness),
        coalesce(
          'Set schedule to ' || dashboard_refresh._suggest_schedule(view.max_staleness - v_p95)
            || ', or raise max_staleness.',
          'Raise max_staleness: no schedule of this server''s pg_cron is short enough.'
        )
      ),
      (
        -- The moment's rest after every short refresh is no problem.
        view.active and v_rests_until > at + interval '5 seconds',
        'held_back', 'warning',
        format('Scheduled refreshes rest until %s: the last took %s s, and max_duty_cycle is %s.',
          date_trunc('second', v_rests_until), round(extract(epoch from state.last_duration), 1), view.max_duty_cycle),
        'Nothing to do where the rest is short. Otherwise make the view cheaper, or raise max_duty_cycle.'
      ),
      (
        v_holder.pid is not null,
        'lock_taken', 'error',
        format('Session %s of %s holds the view''s advisory lock and is no refresh of ours.', v_holder.pid, v_holder.usename),
        format('End it if it has no business here: select pg_terminate_backend(%s);', v_holder.pid)
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._promise_problems(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'Why the view cannot be as fresh as max_staleness promises: its schedule, its pace, or a session that holds its lock.';
$source$;

    -- status/problems/sending.sql
    execute $source$
/* Problems on the way to the Edge Function and to the webhook of the alerts. */

create or replace function dashboard_refresh._function_problems(
  view dashboard_refresh.views,
  endpoint dashboard_refresh.endpoint
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.path <> 'database' and endpoint.missing is not null,
        'no_edge_function', 'warning',
        format('Refreshes run in the database: %s.', endpoint.missing),
        'Put project_url and refresh_dashboard_trigger_secret into Vault, or set path to database if that is intended.'
      ),
      (
        view.path = 'edge' and view.max_duration > interval '55 seconds',
        'max_duration_unreachable', 'warning',
        format('max_duration is %s, but an API call is cut at 55 s.', view.max_duration),
        'Set path to database for a refresh that takes longer, or max_duration to 55 seconds.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._function_problems(dashboard_refresh.views, dashboard_refresh.endpoint) is
  'What keeps refreshes of the view from running in the Edge Function, or ends them there too early.';

create or replace function dashboard_refresh._alert_problems(
  view dashboard_refresh.views,
  endpoint dashboard_refresh.endpoint
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_last dashboard_refresh.alerts;
begin
  select *
  into v_last
  from dashboard_refresh.alerts
  where alerts.view_id = view.id and alerts.status <> 'unsent' and alerts.attempts > 0
  order by alerts.created_at desc
  limit 1;

  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        endpoint.is_malformed,
        'alerts_misconfigured', 'warning',
        format('Alerts go nowhere: %s.', endpoint.missing),
        'Correct it with vault.update_secret(), and test it with POST /alerts/test.'
      ),
      (
        not endpoint.is_malformed and v_last.error_message is not null and v_last.status <> 'delivered',
        'alert_undelivered', 'warning',
        format('The last alert could not be delivered in %s attempts: %s.', v_last.attempts, v_last.error_message),
        case when v_last.status = 'failed' then 'It is given up. ' else 'It is tried again. ' end
          || 'See whether the URL in Vault under refresh_dashboard_alert_url is right, and test it with POST /alerts/test.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._alert_problems(dashboard_refresh.views, dashboard_refresh.endpoint) is
  'What keeps alerts about the view from reaching their webhook.';
$source$;

    -- status/problems/problems.sql
    execute $source$
/* Everything that keeps a view from being fresh, or soon will, each with what to do about it. */

create or replace function dashboard_refresh._run_problems(view dashboard_refresh.views)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'last_run_' || last.status, 'error', last.error_message, last.error_hint
  from (
    select *
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status <> 'queued'
    order by runs.finished_at desc
    limit 1
  ) as last
  where last.status in ('failed', 'lost');
end;
$$;
comment on function dashboard_refresh._run_problems(dashboard_refresh.views) is
  'The error of the last run that ended, unless it succeeded.';

create or replace function dashboard_refresh._problems(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  function_endpoint dashboard_refresh.endpoint,
  alert_endpoint dashboard_refresh.endpoint,
  at timestamptz
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(json_agg(problems), '[]')
    from (
      select * from dashboard_refresh._view_problems(view)
      union all
      select * from dashboard_refresh._job_problems(view, state)
      union all
      select * from dashboard_refresh._watchdog_problems(view, at)
      union all
      select * from dashboard_refresh._cron_problems()
      union all
      select * from dashboard_refresh._function_problems(view, function_endpoint)
      union all
      select * from dashboard_refresh._promise_problems(view, state, at)
      union all
      select * from dashboard_refresh._alert_problems(view, alert_endpoint)
      union all
      select * from dashboard_refresh._run_problems(view)
    ) as problems
  );
end;
$$;
comment on function dashboard_refresh._problems(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.endpoint, dashboard_refresh.endpoint,
  timestamptz
) is
  'What is wrong with a managed view, its job, the watchdog and what is sent, as an array of code, severity, message and '
  'hint. The endpoints are those of the Edge Function and of the alerts.';
$source$;

    -- status/parts.sql
    execute $source$
/* The parts of a view's status. */

create or replace function dashboard_refresh._refreshing_json(view dashboard_refresh.views)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'run_id', (
      select runs.id
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.status = 'queued' and dashboard_refresh._is_running(runs.id)
    ),
    'pid', held_locks.pid,
    'since', pg_stat_activity.xact_start
  )
  from dashboard_refresh.held_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
  where held_locks.kind = 'refresh' and held_locks.key = view.id;
$$;
comment on function dashboard_refresh._refreshing_json(dashboard_refresh.views) is
  'The refresh of the view that is under way; null when none is.';

create or replace function dashboard_refresh._suspended_json(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'failures', state.consecutive_failures,
    'since', state.failing_since,
    'kind', state.failure_kind,
    'retry_at', state.retry_at,
    'hint', case state.failure_kind
      when 'lasting' then 'Fix what the last run names. The watchdog notices a change of the view, its indexes, owner or '
        'sources and tries at once; a refresh with force, or active set to true, does too.'
      else 'It is tried again at retry_at. To try now, refresh it with force, or set active to true.'
    end
  )
  where dashboard_refresh._suspended_until(view, state) > at;
$$;
comment on function dashboard_refresh._suspended_json(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'The suspension of the view at `at`; null when it is not suspended.';

create or replace function dashboard_refresh._job_json(view dashboard_refresh.views, at timestamptz)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'name', job.jobname,
    'id', job.jobid,
    'schedule', job.schedule,
    'active', job.active,
    'next_run_at', case when job.active then dashboard_refresh._next_firing(job.schedule, at) end,
    'last_fired_at', (
      select job_run_details.start_time
      from cron.job_run_details
      where job_run_details.jobid = job.jobid
      order by job_run_details.runid desc
      limit 1
    )
  )
  from cron.job
  where job.jobname = view.job_name and job.username = current_user;
$$;
comment on function dashboard_refresh._job_json(dashboard_refresh.views, timestamptz) is
  'The cron job of the view as it is, not as it should be; null when there is none.';

create or replace function dashboard_refresh._skip_json(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'possible', view.skip_unchanged and state.fingerprint is not null and state.untrackable is null,
    'reason', case
      when not view.skip_unchanged then 'the setting skip_unchanged is false'
      when state.untrackable is not null then 'every tick refreshes: ' || state.untrackable
      when state.fingerprint is null then 'not known before the first refresh'
      else 'changes of its sources are seen'
    end,
    'sources', (
      select coalesce(json_agg(sources.relation::regclass::text order by sources.relation::regclass::text), '[]')
      from unnest(state.sources) as sources (relation)
    )
  );
$$;
comment on function dashboard_refresh._skip_json(dashboard_refresh.views, dashboard_refresh.view_state) is
  'Whether ticks can leave the view as it is, why or why not, and the relations it reads.';

create or replace function dashboard_refresh._totals_json(view dashboard_refresh.views, since timestamptz)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'runs', count(*),
    'succeeded', count(*) filter (where runs.status = 'succeeded'),
    'failed', count(*) filter (where runs.status = 'failed'),
    'lost', count(*) filter (where runs.status = 'lost'),
    'refreshes', count(runs.started_at),
    'seconds_refreshing', round(coalesce(extract(epoch from sum(runs.finished_at - runs.started_at)), 0), 1),
    'p95_duration_ms', (
      percentile_cont(0.95) within group (order by extract(epoch from runs.finished_at - runs.started_at) * 1000)
      filter (where runs.status = 'succeeded')
    )::numeric(20, 1)
  )
  from dashboard_refresh.runs
  where runs.view_id = view.id and runs.requested_at > since;
$$;
comment on function dashboard_refresh._totals_json(dashboard_refresh.views, timestamptz) is
  'Totals of the view''s runs that were requested since then.';

create or replace function dashboard_refresh._alerts_json(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  endpoint dashboard_refresh.endpoint
)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'configured', endpoint.missing is null,
    'missing', endpoint.missing,
    'open', to_json(state.open_alerts),
    'since', state.alerting_since,
    'last', (
      select dashboard_refresh._alert_json(alerts)
      from dashboard_refresh.alerts
      where alerts.view_id = view.id
      order by alerts.created_at desc
      limit 1
    )
  );
$$;
comment on function dashboard_refresh._alerts_json(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.endpoint
) is
  'Where alerts about the view go, which are open, and the last one.';
$source$;

    -- status/chain.sql
    execute $source$
/* A run followed from pg_cron through pg_net and the Edge Function to the refresh. */

create or replace function dashboard_refresh._cron_run_json(run dashboard_refresh.runs, command text)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'run_id', fired.runid, 'fired_at', fired.start_time, 'ended_at', fired.end_time, 'status', fired.status
  )
  from dashboard_refresh._recent_log() as fired
  where run.trigger = 'cron'
    and case
      when run.cron_run_id is not null then fired.runid = run.cron_run_id
      -- pg_cron runs one instance of a job at a time, and writes the start down just after it.
      else fired.command = _cron_run_json.command
        and run.requested_at between fired.start_time - interval '1 second'
          and coalesce(fired.end_time, run.requested_at)
    end
  order by fired.runid desc
  limit 1;
$$;
comment on function dashboard_refresh._cron_run_json(dashboard_refresh.runs, text) is
  'The firing of pg_cron that led to the run; null where it did not, or its log has gone. command: that of the view''s '
  'job.';

create or replace function dashboard_refresh._chain_json(run dashboard_refresh.runs, command text)
returns json language plpgsql
-- Volatile, as _request_outcome is. It writes nothing.
set search_path = pg_catalog, pg_temp as $$
declare
  v_outcome record;
begin
  select * into v_outcome from dashboard_refresh._request_outcome(run.http_request_id);

  return json_build_object(
    'cron', dashboard_refresh._cron_run_json(run, command),
    'request', case
      when run.http_request_id is not null then json_build_object(
        'id', run.http_request_id,
        'state', v_outcome.state,
        'status_code', v_outcome.status_code,
        'error', v_outcome.error_message
      )
    end,
    'refresh', case
      when run.served_by is not null then 'served by another run'
      when run.started_at is not null then run.status
      when run.status = 'queued' and dashboard_refresh._is_running(run.id) then 'running'
      when run.status = 'queued' then 'waiting'
      else 'never started'
    end
  );
end;
$$;
comment on function dashboard_refresh._chain_json(dashboard_refresh.runs, text) is
  'How far a run came: pg_cron fired, pg_net sent the request and the function answered (null where none was sent), the '
  'refresh ended. command: that of the view''s job.';

create or replace function dashboard_refresh._last_runs_json(view dashboard_refresh.views, max_runs integer)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_command constant text := dashboard_refresh._tick_command(view.view);
begin
  return (
    select coalesce(
      json_agg(
        (
          select json_object_agg(members.key, members.value)
          from (
            select * from json_each(dashboard_refresh._run_json(last))
            union all
            select 'chain', dashboard_refresh._chain_json(last, v_command)
          ) as members
        )
        order by last.requested_at desc, last.id desc
      ),
      '[]'
    )
    from (
      select *
      from dashboard_refresh.runs
      where runs.view_id = view.id
      order by runs.requested_at desc, runs.id desc
      limit max_runs
    ) as last
  );
end;
$$;
comment on function dashboard_refresh._last_runs_json(dashboard_refresh.views, integer) is
  'The last runs of the view, newest first, at most max_runs, each with its chain.';
$source$;

    -- status/history.sql
    execute $source$
/* The runs of a view, page by page. */

create or replace function dashboard_refresh.history(
  view text default null,
  status text default null,
  before uuid default null,
  max_runs integer default 50
)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(history.view);
  v_before dashboard_refresh.runs;
  v_page dashboard_refresh.runs[];
begin
  if status not in ('queued', 'succeeded', 'failed', 'lost') then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s is no status of a run', status),
      'A run is queued until it is final.',
      'Use queued, succeeded, failed or lost.'
    );
  elsif max_runs is null or max_runs not between 1 and 200 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('max_runs = %s is out of range', coalesce(max_runs::text, 'null')),
      'It is the number of runs on a page.',
      'Ask for 1 to 200 runs a page.'
    );
  end if;

  select * into v_before from dashboard_refresh.runs where runs.id = history.before and runs.view_id = v_view.id;

  if history.before is not null and not found then
    perform dashboard_refresh._raise(
      'unknown_run',
      format('there is no run %s of %s', history.before, v_view.view),
      format('Runs are kept %s.', dashboard_refresh._retention()),
      'Give as before the value of next from the page before, or leave it out for the newest.'
    );
  end if;

  v_page := array(
    select runs
    from dashboard_refresh.runs
    where runs.view_id = v_view.id
      and (history.status is null or runs.status = history.status)
      and (history.before is null or (runs.requested_at, runs.id) < (v_before.requested_at, v_before.id))
    order by runs.requested_at desc, runs.id desc
    -- One more than asked for tells whether there is a next page.
    limit max_runs + 1
  );

  return json_build_object(
    'view', v_view.view,
    'runs', (
      select coalesce(json_agg(dashboard_refresh._run_json(page) order by page.requested_at desc, page.id desc), '[]')
      from unnest(v_page[:max_runs]) as page
    ),
    'next', case when cardinality(v_page) > max_runs then (v_page[max_runs]).id end
  );
end;
$$;
comment on function dashboard_refresh.history(text, text, uuid, integer) is
  'A page of a view''s runs, newest first: at most max_runs (1-200), of one status if given, older than the run `before`. '
  'next is the following page''s before, null on the last. Raises unknown_view, view_required, unknown_run, '
  'invalid_argument.';
$source$;

    -- status/status.sql
    execute $source$
/* The truth about a view, on one page; and one word for all views. */

create or replace function dashboard_refresh.status(
  view text default null,
  runs integer default 5,
  at timestamptz default clock_timestamp()
)
returns json language plpgsql
-- Volatile, so that statistics are not those of an earlier look. It writes nothing.
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(status.view);
  v_state dashboard_refresh.view_state := dashboard_refresh._state_of(v_view);
  v_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._function_endpoint();
  v_alert_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._alert_endpoint();
  v_as_of constant timestamptz := dashboard_refresh._known_as_of(v_view, v_state, at);
  v_staleness_seconds constant numeric := round(extract(epoch from at - v_as_of), 1);
begin
  if runs is null or runs not between 0 and 100 then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('runs = %s is out of range', coalesce(runs::text, 'null')),
      'It is the number of last runs to list.',
      'Ask for 0 to 100 of the last runs.'
    );
  end if;

  return json_build_object(
    'view', v_view.view,
    'state', dashboard_refresh._freshness_state(v_view, v_as_of, at),
    'paused', not v_view.active,
    'suspended', dashboard_refresh._suspended_json(v_view, v_state, at),
    'refreshing', dashboard_refresh._refreshing_json(v_view),
    'data_as_of', v_state.data_as_of,
    'verified_at', case when v_as_of > v_state.data_as_of then v_as_of end,
    'staleness_seconds', v_staleness_seconds,
    'promise', json_build_object(
      'max_staleness_seconds', trim_scale(extract(epoch from v_view.max_staleness)),
      'kept', coalesce(v_staleness_seconds <= extract(epoch from v_view.max_staleness), false)
    ),
    'path', (
      select json_build_object('setting', v_view.path, 'effective', chosen.path, 'reason', chosen.reason)
      from dashboard_refresh._choose_path(v_view, v_endpoint) as chosen
    ),
    'job', dashboard_refresh._job_json(v_view, at),
    'skip', dashboard_refresh._skip_json(v_view, v_state),
    'settings', dashboard_refresh._settings_json(v_view),
    'last_runs', dashboard_refresh._last_runs_json(v_view, status.runs),
    'last_24_hours', dashboard_refresh._totals_json(v_view, at - interval '24 hours'),
    'alerts', dashboard_refresh._alerts_json(v_view, v_state, v_alert_endpoint),
    'problems', dashboard_refresh._problems(v_view, v_state, v_endpoint, v_alert_endpoint, at),
    'version', dashboard_refresh.version(),
    'now', at
  );
end;
$$;
comment on function dashboard_refresh.status(text, integer, timestamptz) is
  'Everything there is to know about a managed view (null: the only one): state, staleness in seconds against the '
  'promise, what is skipped and why not, job with its next firing, the last `runs` runs (0-100), totals of 24 hours, '
  'problems with a hint each, version. at: the time to judge by. Raises unknown_view, view_required, invalid_argument.';

create or replace function dashboard_refresh.is_fresh()
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_at constant timestamptz := clock_timestamp();
begin
  return (
    select coalesce(
      bool_and(
        dashboard_refresh._freshness_state(
          views, dashboard_refresh._known_as_of(views, dashboard_refresh._state_of(views), v_at), v_at
        ) = 'fresh'
      ),
      false
    )
    from dashboard_refresh.views
  );
end;
$$;
comment on function dashboard_refresh.is_fresh() is
  'True when every managed view exists, has known data and keeps its promise; false when none is managed.';
$source$;

    -- drift/query.sql
    execute $source$
/*
How far a view is from its definition, now, in all and for each value of a column: "this ejecutivo has 29 and sees 0" in
one call.
*/

create or replace function dashboard_refresh._key_columns(relation oid)
returns text[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select array_agg(pg_attribute.attname::text order by keys.position)
  from (
    select pg_index.indkey, pg_index.indnkeyatts
    from pg_catalog.pg_index
    where pg_index.indrelid = relation
      and pg_index.indisunique
      and pg_index.indisvalid
      and pg_index.indpred is null
      and pg_index.indexprs is null
    order by pg_index.indnkeyatts, pg_index.indexrelid
    limit 1
  ) as unique_index
  cross join lateral unnest(unique_index.indkey::smallint[]) with ordinality as keys (attnum, position)
  join pg_catalog.pg_attribute on pg_attribute.attrelid = relation and pg_attribute.attnum = keys.attnum
  where keys.position <= unique_index.indnkeyatts;
$$;
comment on function dashboard_refresh._key_columns(oid) is
  'Columns of the narrowest unique index on plain columns; null when there is none.';

create or replace function dashboard_refresh._columns(relation oid)
returns text[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  select array_agg(pg_attribute.attname::text order by pg_attribute.attnum)
  from pg_catalog.pg_attribute
  where pg_attribute.attrelid = relation and pg_attribute.attnum > 0 and not pg_attribute.attisdropped;
$$;
comment on function dashboard_refresh._columns(oid) is 'The columns of a relation in their order.';

-- Long: it is one query, which reads best in one piece.
create or replace function dashboard_refresh._drift_query(view dashboard_refresh.views, relation oid, by text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  -- Without a key a row is told apart by all it holds; one that differs is then one missing and one extra.
  v_key constant text[] := coalesce(dashboard_refresh._key_columns(relation), dashboard_refresh._columns(relation));
begin
  return format(
    $query$
    with shown as materialized (
      select rows_shown as whole, row(%1$s)::text as key, %2$s as value from %3$s as rows_shown
    ),
    defined as materialized (
      select rows_defined as whole, row(%1$s)::text as key, %2$s as value from (%4$s) as rows_defined
    ),
    -- Rows with equal keys, which only a view without a unique index can have, are paired one to one.
    pairs as materialized (
      select
        shown.key is not null as is_shown,
        defined.key is not null as is_defined,
        shown.value as shown_value,
        defined.value as defined_value,
        -- Compares the bytes, as REFRESH does, so that types without an equality, such as json, are no obstacle.
        shown.whole *<> defined.whole as is_different
      from (select *, row_number() over (partition by key) as copy from shown) as shown
      full join (select *, row_number() over (partition by key) as copy from defined) as defined
        on shown.key = defined.key and shown.copy = defined.copy
    ),
    -- A row whose value changed is missing for the new value and extra for the old.
    sides as (
      select
        pairs.defined_value as value,
        true as is_defined,
        pairs.is_shown and pairs.shown_value is not distinct from pairs.defined_value as is_shown,
        pairs.is_different
      from pairs
      where pairs.is_defined
      union all
      select pairs.shown_value, false, true, false
      from pairs
      where pairs.is_shown
        and (not pairs.is_defined or pairs.shown_value is distinct from pairs.defined_value)
    ),
    groups as (
      select
        sides.value,
        count(*) filter (where sides.is_defined) as defined,
        count(*) filter (where sides.is_shown) as shown,
        count(*) filter (where sides.is_defined and not sides.is_shown) as missing,
        count(*) filter (where sides.is_shown and not sides.is_defined) as extra,
        count(*) filter (where sides.is_shown and sides.is_defined and sides.is_different) as different
      from sides
      group by sides.value
    )
    select json_build_object(
      'defined', (select count(*) from defined),
      'shown', (select count(*) from shown),
      'missing', (select count(*) from pairs where not pairs.is_shown),
      'extra', (select count(*) from pairs where not pairs.is_defined),
      'different', (select count(*) from pairs where pairs.is_shown and pairs.is_defined and pairs.is_different),
      'groups', case when %5$L::boolean then (
        select coalesce(json_agg(worst order by worst.missing + worst.extra + worst.different desc, worst.value), '[]')
        from (
          select * from groups
          where groups.missing + groups.extra + groups.different > 0
          order by groups.missing + groups.extra + groups.different desc, groups.value
          limit 200
        ) as worst
      ) end,
      'groups_left_out', case when %5$L::boolean then (
        select greatest(count(*) - 200, 0) from groups where groups.missing + groups.extra + groups.different > 0
      ) end
    )
    $query$,
    (select string_agg(format('%I', key_column), ', ') from unnest(v_key) as keys (key_column)),
    case when by is null then 'null::text' else format('%I::text', by) end,
    format('%I.%I', view.schema_name, view.view_name),
    rtrim(pg_get_viewdef(relation), '; ' || chr(10)),
    by is not null
  );
end;
$$;
comment on function dashboard_refresh._drift_query(dashboard_refresh.views, oid, text) is
  'The query that compares what a materialized view shows with what its definition gives, as one JSON object of counts '
  'and, with by (a column of the view), of the values that differ most.';
$source$;

    -- drift/drift.sql
    execute $source$
/* How far a view is from its definition, for callers. */

create or replace function dashboard_refresh.drift(view text default null, by text default null)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(drift.view);
  v_relation dashboard_refresh.relation_facts := dashboard_refresh._relation(v_view);
  v_started_at timestamptz := clock_timestamp();
  v_counts json;
begin
  if v_relation.kind is distinct from 'm' or not v_relation.is_populated then
    perform dashboard_refresh._raise(
      'not_a_materialized_view',
      format('%s is no materialized view with data', v_view.view),
      null,
      'Create or refresh it first; status says more.'
    );
  -- The definition is run with the rights of the caller: an owner with fewer must not get them.
  elsif v_relation.owner <> current_user then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s belongs to %s, and its definition is not run with the rights of %s', v_view.view,
        v_relation.owner, current_user),
      null,
      format('alter materialized view %s owner to %I;', v_view.view, current_user)
    );
  elsif by is not null and not by = any (dashboard_refresh._columns(v_relation.oid)) then
    perform dashboard_refresh._raise(
      'invalid_argument',
      format('%s has no column %s', v_view.view, quote_literal(by)),
      null,
      format('Its columns: %s.', array_to_string(dashboard_refresh._columns(v_relation.oid), ', '))
    );
  end if;

  begin
    execute dashboard_refresh._drift_query(v_view, v_relation.oid, by) into v_counts;
  exception
    -- others leaves out a failed assertion, which a function that the view calls may raise.
    when assert_failure or others then
      perform dashboard_refresh._raise(
        'definition_failed',
        format('the definition of %s fails: %s', v_view.view, sqlerrm),
        format('SQLSTATE %s.', sqlstate),
        'A refresh fails the same way. Fix the definition, or the rows it fails on.'
      );
  end;

  return (
    select json_object_agg(members.key, members.value)
    from (
      select *
      from json_each(json_build_object('view', v_view.view, 'by', by, 'complete', true, 'at', v_started_at))
      union all
      select * from json_each(v_counts)
    ) as members
  );
exception
  -- The session's statement_timeout, or somebody who cancelled.
  when query_canceled then
    return json_build_object(
      'view', v_view.view,
      'by', by,
      'complete', false,
      'at', v_started_at,
      'reason', format('cut after %s s', round(extract(epoch from clock_timestamp() - v_started_at)::numeric, 1))
    );
end;
$$;
comment on function dashboard_refresh.drift(text, text) is
  'Compares what a managed view (null: the only one) shows with what its definition gives now: rows missing, extra and '
  'different (same key, other content); with by, a column of the view, also for each of its values that differs, the '
  '200 worst. Costs about as much as a refresh and is cut by the session''s statement_timeout: then complete is false. '
  'Raises unknown_view, view_required, not_a_materialized_view, invalid_argument, definition_failed.';
$source$;

    -- api/wrappers.sql
    execute $source$
/*
The only way in for the API: thin wrappers in public, executable by service_role alone. Those that only read are named
read_... or list_...

Each is security definer, because service_role has no rights in the schema and must not get any, and because pg_cron lets
only its owner alter a job: they run as the owner of the schema and of the jobs. Errors reach the caller with a stable
code (see _raise).
*/

create or replace function public.request_dashboard_refresh(view text default null, force boolean default false)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._run_json(dashboard_refresh._find_run(dashboard_refresh.request(view, 'admin', force)));
end;
$$;
comment on function public.request_dashboard_refresh(text, boolean) is
  'API: enters a run with trigger admin in the ledger and returns it; see dashboard_refresh.request. '
  'Errors: unknown_view, view_required, paused, suspended.';

create or replace function public.run_dashboard_refresh(run_id uuid)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp
-- PostgREST sets this before the call (hoisting). Without it the role's 8 s apply; the API's own limit is 60 s, and the
-- failure is to be recorded before that one strikes.
set statement_timeout = '55s'
as $$
begin
  return dashboard_refresh.run(run_id, 'edge');
end;
$$;
comment on function public.run_dashboard_refresh(uuid) is
  'API: does the work of a queued run and returns it, still queued when the view is busy; see dashboard_refresh.run. '
  'Errors: unknown_run, invalid_argument.';

create or replace function public.read_dashboard_refresh_run(run_id uuid)
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._run_json(dashboard_refresh._find_run(run_id));
end;
$$;
comment on function public.read_dashboard_refresh_run(uuid) is 'API: the run as it is now. Errors: unknown_run.';

create or replace function public.read_dashboard_refresh_status(view text default null, runs integer default 5)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.status(view, coalesce(runs, 5));
end;
$$;
comment on function public.read_dashboard_refresh_status(text, integer) is
  'API: see dashboard_refresh.status. Errors: unknown_view, view_required, invalid_argument.';

create or replace function public.list_dashboard_refresh_runs(
  view text default null,
  status text default null,
  before uuid default null,
  max_runs integer default 50
)
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.history(view, status, before, coalesce(max_runs, 50));
end;
$$;
comment on function public.list_dashboard_refresh_runs(text, text, uuid, integer) is
  'API: see dashboard_refresh.history. Errors: unknown_view, view_required, unknown_run, invalid_argument.';

create or replace function public.reconfigure_dashboard_refresh(
  view text default null,
  settings jsonb default null,
  changed_by text default null
)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh.reconfigure(view, settings, changed_by);
end;
$$;
comment on function public.reconfigure_dashboard_refresh(text, jsonb, text) is
  'API: changes the named settings; see dashboard_refresh.reconfigure. '
  'Errors: unknown_view, view_required, invalid_setting, unsupported_schedule, job_conflict, invalid_argument.';

create or replace function public.read_dashboard_refresh_drift(view text default null, by text default null)
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
-- Set by PostgREST before the call (hoisting). What takes longer is cut, and says so.
set statement_timeout = '25s'
as $$
begin
  return dashboard_refresh.drift(view, by);
end;
$$;
comment on function public.read_dashboard_refresh_drift(text, text) is
  'API: see dashboard_refresh.drift. Errors: unknown_view, view_required, not_a_materialized_view, '
  'invalid_argument, definition_failed.';

create or replace function public.test_dashboard_refresh_alert()
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._alert_json(dashboard_refresh._find_alert(dashboard_refresh.test_alert()));
end;
$$;
comment on function public.test_dashboard_refresh_alert() is
  'API: sends a test to the alert webhook and returns the alert, sent; see dashboard_refresh.test_alert. '
  'Errors: alerts_not_configured.';

create or replace function public.read_dashboard_refresh_alert(alert_id uuid)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._alert_json(
    dashboard_refresh._with_outcome(dashboard_refresh._find_alert(alert_id), clock_timestamp())
  );
end;
$$;
comment on function public.read_dashboard_refresh_alert(uuid) is
  'API: the alert as it is now, with what the webhook has answered. Errors: unknown_alert.';

create or replace function public.read_dashboard_refresh_health()
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return json_build_object('fresh', dashboard_refresh.is_fresh());
end;
$$;
comment on function public.read_dashboard_refresh_health() is
  'API: whether every managed view keeps its promise; see dashboard_refresh.is_fresh.';

create or replace function public.read_dashboard_refresh_version()
returns json language plpgsql stable security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return json_build_object('version', dashboard_refresh.version());
end;
$$;
comment on function public.read_dashboard_refresh_version() is 'API: the version of the database part.';
$source$;

    -- api/freshness.sql
    execute $source$
/* For those who read the view: how fresh what they see is, and nothing else. */

create or replace function public.dashboard_freshness(view text default null)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
declare
  v_found dashboard_refresh.views[] := array(select matched from dashboard_refresh._match_views(view) as matched);
  v_as_of timestamptz;
begin
  -- Says nothing of what is managed.
  if cardinality(v_found) <> 1 then
    return null;
  end if;

  v_as_of := dashboard_refresh._known_as_of(v_found[1], dashboard_refresh._state_of(v_found[1]), clock_timestamp());

  return json_build_object(
    'view', v_found[1].view,
    'as_of', v_as_of,
    'staleness_seconds', round(extract(epoch from clock_timestamp() - v_as_of), 1)
  );
end;
$$;
comment on function public.dashboard_freshness(text) is
  'For readers: how fresh what a managed view shows is, to be shown beside it ("data as of ..."); null for any other '
  'name. Only service_role may execute it until you grant it: '
  'grant execute on function public.dashboard_freshness(text) to authenticated;';
$source$;

    -- Privileges: the API roles reach the wrappers and nothing else.
    revoke all on schema dashboard_refresh from public, anon, authenticated, service_role;
    revoke all on all tables in schema dashboard_refresh from public, anon, authenticated, service_role;
    revoke all on all sequences in schema dashboard_refresh from public, anon, authenticated, service_role;
    revoke all on all routines in schema dashboard_refresh from public, anon, authenticated, service_role;
    revoke all on type
      dashboard_refresh.relation_facts,
      dashboard_refresh.definition_facts,
      dashboard_refresh.schedule_fields,
      dashboard_refresh.endpoint,
      dashboard_refresh.setting,
      dashboard_refresh.patched,
      dashboard_refresh.refreshed,
      dashboard_refresh.problem
    from public, anon, authenticated, service_role;
    revoke all on function
      public.request_dashboard_refresh(text, boolean),
      public.run_dashboard_refresh(uuid),
      public.read_dashboard_refresh_run(uuid),
      public.read_dashboard_refresh_status(text, integer),
      public.list_dashboard_refresh_runs(text, text, uuid, integer),
      public.reconfigure_dashboard_refresh(text, jsonb, text),
      public.read_dashboard_refresh_drift(text, text),
      public.test_dashboard_refresh_alert(),
      public.read_dashboard_refresh_alert(uuid),
      public.read_dashboard_refresh_health(),
      public.read_dashboard_refresh_version(),
      public.dashboard_freshness(text)
    from public, anon, authenticated, service_role;
    grant execute on function
      public.request_dashboard_refresh(text, boolean),
      public.run_dashboard_refresh(uuid),
      public.read_dashboard_refresh_run(uuid),
      public.read_dashboard_refresh_status(text, integer),
      public.list_dashboard_refresh_runs(text, text, uuid, integer),
      public.reconfigure_dashboard_refresh(text, jsonb, text),
      public.read_dashboard_refresh_drift(text, text),
      public.test_dashboard_refresh_alert(),
      public.read_dashboard_refresh_alert(uuid),
      public.read_dashboard_refresh_health(),
      public.read_dashboard_refresh_version(),
      public.dashboard_freshness(text)
    to service_role;

    -- watchdog/job.sql
    execute $source$
/* The watchdog's cron job. Made again by each release. */

select cron.schedule('refresh-dashboard-watchdog', '* * * * *', dashboard_refresh._watchdog_command());
$source$;

    notify pgrst, 'reload schema';
  exception
    when lock_not_available then
      select string_agg(distinct pg_locks.pid::text, ', ')
      into v_sessions
      from pg_locks
      left join pg_class on pg_class.oid = pg_locks.relation
      where pg_locks.granted
        and pg_locks.database = (select oid from pg_database where datname = current_database())
        and pg_locks.pid <> pg_backend_pid()
        and (
          pg_class.relnamespace = to_regnamespace('dashboard_refresh')
          or (pg_locks.locktype, pg_locks.classid, pg_locks.objid) = ('advisory', 20261104, 0)
        );

      raise exception using
        errcode = 'lock_not_available',
        message = 'Refresh Dashboard 0.1.0 was not installed: a lock was not free',
        detail = format('Nothing was changed. Sessions at work in dashboard_refresh now: %s.', coalesce(v_sessions, 'none')),
        hint = 'Run it again when they are done, or at a quieter time. pg_stat_activity says what they do.';
  end;

  -- What follows in this transaction is not ours.
  perform set_config('lock_timeout', v_lock_timeout, true), set_config('search_path', v_search_path, true);
end;
$release$;
