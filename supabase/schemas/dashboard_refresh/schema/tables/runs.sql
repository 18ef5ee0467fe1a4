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
  cron_run_id bigint,
  error_sqlstate text,
  error_message text,
  error_hint text,
  requested_by text,
  replaced_as_of timestamptz,

  constraint runs_trigger_check check (trigger in ('cron', 'admin', 'watchdog', 'cascade', 'sql')),
  constraint runs_path_check check (path in ('edge', 'database')),
  constraint runs_status_check check (status in ('queued', 'succeeded', 'failed', 'lost', 'cancelled')),
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
-- The history of all views; and of those few that did not succeed, of all views or one.
create index runs_requested_at_idx on dashboard_refresh.runs (requested_at desc, id desc);
create index runs_unsuccessful_idx on dashboard_refresh.runs (requested_at desc, id desc) where status <> 'succeeded';
-- What is waiting: looked at by every tick and by the watchdog every minute.
create index runs_queued_idx on dashboard_refresh.runs (view_id, requested_at) where status = 'queued';
-- A failed tick is recorded once. pg_cron's ids start again after a restore, so the time belongs to it.
create unique index runs_cron_run_id_key on dashboard_refresh.runs (cron_run_id, requested_at);
-- Retention.
create index runs_finished_at_idx on dashboard_refresh.runs (finished_at);

comment on table dashboard_refresh.runs is
  'Ledger: one row an attempt to refresh a view, queued -> succeeded | failed | lost | cancelled. A queued run whose advisory '
  'lock is held is running. See _delete_expired for how long rows are kept.';

comment on column dashboard_refresh.runs.id is 'Key; the webhook-id of the trigger that carries the run.';
comment on column dashboard_refresh.runs.view_id is 'The managed view.';
comment on column dashboard_refresh.runs.trigger is 'What asked for it: cron, admin, watchdog, cascade or sql.';
comment on column dashboard_refresh.runs.path is 'Where it runs: edge (HTTP, RPC) or database (a database session).';
comment on column dashboard_refresh.runs.status is 'queued, succeeded, failed, lost or cancelled.';
comment on column dashboard_refresh.runs.requested_at is 'When it was requested.';
comment on column dashboard_refresh.runs.started_at is
  'When its refresh started; null when the refresh of another run served it or none started.';
comment on column dashboard_refresh.runs.finished_at is 'When it became final.';
comment on column dashboard_refresh.runs.data_as_of is 'Time of the snapshot the refreshed data shows.';
comment on column dashboard_refresh.runs.method is 'How it refreshed: concurrently, or plain, which blocks readers.';
comment on column dashboard_refresh.runs.rows_inserted is
  'Rows the refresh added to the view; a changed row counts as one deleted and one inserted. One that PostgreSQL wrote '
  'again as it was, because its key has a null, does not count. Null where track_counts is off.';
comment on column dashboard_refresh.runs.rows_deleted is
  'Rows the refresh removed from the view; null for a plain refresh, which rewrites it.';
comment on column dashboard_refresh.runs.served_by is
  'The run whose refresh answered this one, because it was waiting when that refresh started. '
  'No foreign key: retention may remove the other first.';
comment on column dashboard_refresh.runs.caused_by is
  'On a run with trigger cascade: the run, of a view this one reads, that made it necessary or failed.';
comment on column dashboard_refresh.runs.http_request_id is
  'The pg_net request that carried the trigger. pg_net''s ids start again after a crash: see _request_outcome.';
comment on column dashboard_refresh.runs.cron_run_id is
  'cron.job_run_details.runid of the tick that failed, on a lost run recorded afterwards by the watchdog; requested_at is '
  'then its start_time.';
comment on column dashboard_refresh.runs.error_sqlstate is 'SQLSTATE of the failure; null unless failed.';
comment on column dashboard_refresh.runs.error_message is 'What went wrong; null unless failed or lost.';
comment on column dashboard_refresh.runs.error_hint is 'What to do about it.';

comment on column dashboard_refresh.runs.requested_by is
  'Who asked for it, where somebody did: what the Edge Function says of its caller, or the role of the database session.';
comment on column dashboard_refresh.runs.replaced_as_of is
  'How fresh the data was that the refresh replaced: the time up to which it was known to be right. Null when nothing was.';

alter table dashboard_refresh.runs enable row level security;
