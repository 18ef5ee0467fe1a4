/* What tables need from 0.1.0 to 0.2.0. */

alter table dashboard_refresh.views
  add column paused_by text,
  add column paused_at timestamptz,
  add column pause_reason text,
  add column paused_until timestamptz,
  add column time_zone text,
  add column "analyze" text not null default 'auto',
  add column notify text,
  add column quiet_hours text,
  add column freshness_readers text not null default 'none',
  add constraint views_pause_reason_check check (length(pause_reason) between 1 and 200 and pause_reason !~ '[[:cntrl:]]'),
  add constraint views_paused_until_check check (isfinite(paused_until)),
  add constraint views_time_zone_check check (length(time_zone) between 1 and 64),
  add constraint views_analyze_check check ("analyze" in ('auto', 'never', 'always')),
  add constraint views_notify_check check (octet_length(notify) between 1 and 63 and notify !~ '[[:cntrl:]]'),
  add constraint views_quiet_hours_check
    check (quiet_hours ~ '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$'),
  add constraint views_freshness_readers_check check (freshness_readers in ('none', 'authenticated', 'anyone'));

-- Who paused it, as far as the audit knows.
update dashboard_refresh.views
set paused_at = coalesce(last.changed_at, now()),
  paused_by = coalesce(last.changed_by, 'unknown')
from dashboard_refresh.views as paused
left join lateral (
  select config_changes.changed_at, config_changes.changed_by
  from dashboard_refresh.config_changes
  where config_changes.view = paused.view
    and config_changes.after ->> 'active' = 'false'
    and config_changes.before ->> 'active' is distinct from 'false'
  order by config_changes.changed_at desc
  limit 1
) as last on true
where paused.id = views.id and not views.active;

alter table dashboard_refresh.view_state
  add column skipped_ticks bigint not null default 0,
  add column seconds_saved numeric not null default 0;

alter table dashboard_refresh.runs
  add column requested_by text,
  add column replaced_as_of timestamptz,
  drop constraint runs_status_check,
  add constraint runs_status_check check (status in ('queued', 'succeeded', 'failed', 'lost', 'cancelled'));

create table dashboard_refresh.run_cancellations (
  run_id uuid primary key references dashboard_refresh.runs (id) on delete cascade,
  requested_at timestamptz not null default clock_timestamp(),
  requested_by text not null,
  reason text,

  constraint run_cancellations_reason_check check (length(reason) between 1 and 200)
);

alter table dashboard_refresh.run_cancellations enable row level security;

create table dashboard_refresh.run_totals (
  view_id integer not null,
  status text not null,
  trigger text not null,
  path text not null,
  runs bigint not null default 0,
  refreshes bigint not null default 0,
  seconds numeric not null default 0,
  rows_inserted bigint not null default 0,
  rows_deleted bigint not null default 0,
  part integer not null default 0,

  primary key (view_id, status, trigger, path, part)
);

alter table dashboard_refresh.run_totals enable row level security;

-- What the ledger still has.
insert into dashboard_refresh.run_totals (
  view_id, status, trigger, path, runs, refreshes, seconds, rows_inserted, rows_deleted
)
select
  runs.view_id,
  runs.status,
  runs.trigger,
  runs.path,
  count(*),
  count(runs.started_at),
  coalesce(sum(extract(epoch from runs.finished_at - runs.started_at)), 0),
  coalesce(sum(runs.rows_inserted), 0),
  coalesce(sum(runs.rows_deleted), 0)
from dashboard_refresh.runs
where runs.status <> 'queued'
group by runs.view_id, runs.status, runs.trigger, runs.path;

create index runs_requested_at_idx on dashboard_refresh.runs (requested_at desc, id desc);
create index runs_unsuccessful_idx on dashboard_refresh.runs (requested_at desc, id desc) where status <> 'succeeded';

alter table dashboard_refresh.alerts
  add column held_at timestamptz,
  add column summarized_by uuid,
  drop constraint alerts_kind_check,
  add constraint alerts_kind_check
    check (kind in ('failing', 'suspended', 'function_failing', 'stale', 'reminder', 'recovered', 'test', 'summary')),
  drop constraint alerts_status_check,
  add constraint alerts_status_check
    check (status in ('pending', 'sent', 'delivered', 'failed', 'unsent', 'summarized')),
  drop constraint alerts_view_check,
  add constraint alerts_view_check check ((kind in ('test', 'summary')) = (view_id is null)),
  add constraint alerts_summarized_check check ((status = 'summarized') = (summarized_by is not null));

create table dashboard_refresh.doctor_silences (
  check_id text not null,
  view_id integer references dashboard_refresh.views (id) on delete cascade,
  silenced_at timestamptz not null default clock_timestamp(),
  silenced_by text not null,
  reason text,

  constraint doctor_silences_key unique nulls not distinct (check_id, view_id),
  constraint doctor_silences_reason_check check (length(reason) between 1 and 200)
);

-- The foreign key.
create index doctor_silences_view_id_idx on dashboard_refresh.doctor_silences (view_id);

alter table dashboard_refresh.doctor_silences enable row level security;

create table dashboard_refresh.doctor_loops (
  id uuid primary key default gen_random_uuid(),
  started_at timestamptz not null default clock_timestamp(),
  started_by text not null,
  fired_at timestamptz,
  http_request_id bigint,
  post_problem text,
  sent_at timestamptz,
  received_at timestamptz,
  recorded_at timestamptz,
  answered_at timestamptz,
  finished_at timestamptz,
  missing text,
  why text,
  hint text,

  constraint doctor_loops_missing_check check (missing in ('pg_cron', 'pg_net', 'function', 'database', 'answer')),
  -- What is broken says where, and why.
  constraint doctor_loops_why_check check (num_nulls(missing, why) in (0, 2) and (missing is null or finished_at is not null))
);

-- One at a time.
create unique index doctor_loops_running_key on dashboard_refresh.doctor_loops ((finished_at is null))
  where finished_at is null;

alter table dashboard_refresh.doctor_loops enable row level security;

create table dashboard_refresh.release_objects (
  kind text not null,
  identity text not null,
  hash text not null,
  definition text,

  primary key (kind, identity)
);

alter table dashboard_refresh.release_objects enable row level security;

create type dashboard_refresh.doctor_check as (
  id text,
  topic text,
  is_of_view boolean,
  source text,
  codes text[],
  blocked_by text,
  ok text
);

create type dashboard_refresh.examination as (
  at timestamptz,
  is_deep boolean,
  until timestamptz,
  vault dashboard_refresh.vault_contents,
  function_endpoint dashboard_refresh.endpoint,
  alert_endpoint dashboard_refresh.endpoint
);

create type dashboard_refresh.found_problem as (
  source text,
  code text,
  severity text,
  message text,
  hint text
);

create type dashboard_refresh.check_result as (
  status text,
  finding text,
  repair_kind text,
  repair text
);

create type dashboard_refresh.checked as (
  position integer,
  made dashboard_refresh.doctor_check,
  view_id integer,
  view text,
  result dashboard_refresh.check_result,
  blocked_by text
);

create type dashboard_refresh.release_object as (
  kind text,
  identity text,
  hash text,
  definition text
);

create type dashboard_refresh.scheduler as (
  is_alive boolean,
  last_fired_at timestamptz,
  watchdog_last_at timestamptz,
  time_zone text
);

create type dashboard_refresh.request_outcome as (
  state text,
  status_code integer,
  error_message text,
  begun_at timestamptz
);
