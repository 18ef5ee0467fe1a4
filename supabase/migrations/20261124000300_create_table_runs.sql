/*
Purpose: the ledger. A run is one attempt to refresh a view.

Objects: table dashboard_refresh.runs, functions _failure_kind, _run_json.

Rule: whoever changes a run holds the view's advisory lock (see _try_lock_view), so a run never changes under its runner.
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
  -- What went wrong is always said.
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
  'is held is running. Kept 14 days.';

comment on column dashboard_refresh.runs.id is 'Key; the webhook-id of the trigger that carries the run.';
comment on column dashboard_refresh.runs.view_id is 'The managed view.';
comment on column dashboard_refresh.runs.trigger is 'Who asked: cron, admin, watchdog, cascade or sql.';
comment on column dashboard_refresh.runs.path is 'Where it runs: edge (HTTP, RPC) or database (in a database session).';
comment on column dashboard_refresh.runs.status is 'queued, succeeded, failed or lost.';
comment on column dashboard_refresh.runs.requested_at is 'When it was asked for.';
comment on column dashboard_refresh.runs.started_at is
  'When its refresh started; null when the refresh of another run served it or none started.';
comment on column dashboard_refresh.runs.finished_at is 'When it became final.';
comment on column dashboard_refresh.runs.data_as_of is 'Time of the snapshot the refreshed data shows.';
comment on column dashboard_refresh.runs.method is 'How it refreshed: concurrently, or plain, which blocks readers.';
comment on column dashboard_refresh.runs.rows_inserted is
  'Rows the refresh put into the view; a changed row counts as one deleted and one inserted. '
  'Null where track_counts is off.';
comment on column dashboard_refresh.runs.rows_deleted is
  'Rows the refresh took out of the view; null for a plain refresh, which rewrites it.';
comment on column dashboard_refresh.runs.served_by is
  'The run whose refresh answered this one, since it was waiting when that refresh started. '
  'No foreign key: retention may remove the other first.';
comment on column dashboard_refresh.runs.caused_by is
  'On a run with trigger cascade: the run whose refresh, of a view this one reads, made it necessary or failed.';
comment on column dashboard_refresh.runs.http_request_id is 'The pg_net request that carried the trigger.';
comment on column dashboard_refresh.runs.cron_run_id is
  'cron.job_run_details.runid of the tick that failed, on a lost run written afterwards by the watchdog.';
comment on column dashboard_refresh.runs.error_sqlstate is 'SQLSTATE of the failure; null unless failed.';
comment on column dashboard_refresh.runs.error_message is 'What went wrong; null unless failed or lost.';
comment on column dashboard_refresh.runs.error_hint is 'What to do about it.';

alter table dashboard_refresh.runs enable row level security;

create function dashboard_refresh._failure_kind(error_sqlstate text)
returns text
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select case
    -- Nobody ran it: a connection or a process died.
    when error_sqlstate is null then 'transient'
    -- Connection, rollback by the server (serialization, deadlock), resources, cancelled or shut down, input and output.
    when left(error_sqlstate, 2) in ('08', '40', '53', '57', '58') then 'transient'
    -- A lock not to be had, an object in use.
    when error_sqlstate in ('55P03', '55006') then 'transient'
    else 'lasting'
  end;
end;

comment on function dashboard_refresh._failure_kind(text) is
  'transient for a failure of this SQLSTATE that may pass by itself, and for a run that was lost (null); otherwise '
  'lasting: somebody has to mend the view, its data or a right.';

create function dashboard_refresh._run_json(run dashboard_refresh.runs)
returns jsonb
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select jsonb_build_object(
    'id', (run).id,
    'view', (select views.view from dashboard_refresh.views where views.id = (run).view_id),
    'trigger', (run).trigger,
    'path', (run).path,
    'status', (run).status,
    'running', (run).status = 'queued' and dashboard_refresh._is_running((run).id),
    'requested_at', (run).requested_at,
    'started_at', (run).started_at,
    'finished_at', (run).finished_at,
    'duration_ms', round(extract(epoch from (run).finished_at - (run).started_at) * 1000, 1),
    'data_as_of', (run).data_as_of,
    'method', (run).method,
    'rows_inserted', (run).rows_inserted,
    'rows_deleted', (run).rows_deleted,
    'served_by', (run).served_by,
    'caused_by', (run).caused_by,
    'http_request_id', (run).http_request_id,
    'error', case
      when (run).error_message is null then null
      else jsonb_build_object(
        'sqlstate', (run).error_sqlstate,
        'kind', dashboard_refresh._failure_kind((run).error_sqlstate),
        'message', (run).error_message,
        'hint', (run).error_hint
      )
    end
  );
end;

comment on function dashboard_refresh._run_json(dashboard_refresh.runs) is
  'A run as callers see it: times as ISO 8601, duration_ms in milliseconds, error as an object or null.';

revoke all on table dashboard_refresh.runs from public, anon, authenticated, service_role;
revoke all on function
  dashboard_refresh._failure_kind(text),
  dashboard_refresh._run_json(dashboard_refresh.runs)
from public, anon, authenticated, service_role;
