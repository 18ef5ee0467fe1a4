/*
The loop test: a signed ping that goes the way of a scheduled refresh and refreshes nothing.

Apart from the ledger, which is about refreshes. One runs at a time, and the last ten are kept.
*/

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

comment on table dashboard_refresh.doctor_loops is
  'Loop tests: one row a test, pg_cron -> pg_net -> function -> database -> answer. The last ten are kept.';
comment on column dashboard_refresh.doctor_loops.id is 'Key; the webhook-id of the ping.';
comment on column dashboard_refresh.doctor_loops.started_at is 'When it was asked for.';
comment on column dashboard_refresh.doctor_loops.started_by is
  'Who asked: what the Edge Function says of its caller, or the role of the database session.';
comment on column dashboard_refresh.doctor_loops.fired_at is
  'Leg pg_cron: when the watchdog, fired by pg_cron, found the test and handed the ping to pg_net.';
comment on column dashboard_refresh.doctor_loops.http_request_id is 'The pg_net request that carries the ping.';
comment on column dashboard_refresh.doctor_loops.post_problem is 'Why there was nothing to hand over; null when there was.';
comment on column dashboard_refresh.doctor_loops.sent_at is
  'Leg pg_net: when pg_net began to send, which it says only with the answer.';
comment on column dashboard_refresh.doctor_loops.received_at is
  'Leg function: when the call that the Edge Function makes for the ping began in the database; by the database''s clock.';
comment on column dashboard_refresh.doctor_loops.recorded_at is 'Leg database: when that call was recorded.';
comment on column dashboard_refresh.doctor_loops.answered_at is
  'Leg answer: when the function''s answer was first seen in what pg_net keeps.';
comment on column dashboard_refresh.doctor_loops.finished_at is 'When it was complete or given up; null while it runs.';
comment on column dashboard_refresh.doctor_loops.missing is 'The first leg that was missing when it was given up.';
comment on column dashboard_refresh.doctor_loops.why is 'Why that leg was missing, in words.';
comment on column dashboard_refresh.doctor_loops.hint is 'What to do about it.';
comment on constraint doctor_loops_why_check on dashboard_refresh.doctor_loops is
  'A loop test that is broken names the missing leg and the reason.';

alter table dashboard_refresh.doctor_loops enable row level security;
