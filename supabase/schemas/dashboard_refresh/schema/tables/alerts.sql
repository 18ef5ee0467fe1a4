/*
Alerts. Each is a row first, in the transaction that gives rise to it, so that none is lost; the watchdog sends it.

What is open for a view (failing, suspended, function_failing, stale) is reported once, when it opens, once a day while anything is open,
and once when all of it is over. In a view's quiet hours nothing is sent; one summary follows.
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
  via text,
  claimed_by uuid,
  function_failed_at timestamptz,
  posted_at timestamptz,
  held_at timestamptz,
  summarized_by uuid,

  constraint alerts_kind_check
    check (kind in ('failing', 'suspended', 'function_failing', 'stale', 'reminder', 'recovered', 'test', 'summary')),
  constraint alerts_status_check check (status in ('pending', 'sent', 'delivered', 'failed', 'unsent', 'summarized')),
  constraint alerts_via_check check (via in ('function', 'database')),
  constraint alerts_view_check check ((kind in ('test', 'summary')) = (view_id is null)),
  constraint alerts_finished_check check ((status in ('pending', 'sent')) = (finished_at is null)),
  constraint alerts_error_check check (status not in ('failed', 'unsent') or error_message is not null),
  constraint alerts_summarized_check check ((status = 'summarized') = (summarized_by is not null))
);

-- What is on its way: looked at every minute.
create index alerts_open_idx on dashboard_refresh.alerts (created_at) where status in ('pending', 'sent');
-- The last of a view; and the foreign key.
create index alerts_view_id_created_at_idx on dashboard_refresh.alerts (view_id, created_at desc);
-- Retention.
create index alerts_finished_at_idx on dashboard_refresh.alerts (finished_at);

comment on table dashboard_refresh.alerts is
  'Alerts: one row a message to the webhook, pending -> sent -> delivered | failed, or back to pending for a retry; '
  'unsent where there is no webhook, summarized where a summary tells of it. See _delete_expired for how long rows are kept.';
comment on column dashboard_refresh.alerts.id is 'Key; the webhook-id of the message is alert_<id>.';
comment on column dashboard_refresh.alerts.view_id is
  'The managed view it is about; null for a test, and for a summary, whose facts have the views.';
comment on column dashboard_refresh.alerts.kind is 
  'failing, suspended, function_failing, stale, reminder, recovered, test or summary.';
comment on column dashboard_refresh.alerts.summary is 'The message, one line for people.';
comment on column dashboard_refresh.alerts.facts is 'The message for machines.';
comment on column dashboard_refresh.alerts.created_at is 'When the event that it reports happened.';
comment on column dashboard_refresh.alerts.status is
  'pending: to be sent; sent: on its way; delivered: answered with 2xx; failed: given up; unsent: no webhook then; '
  'summarized: held back in quiet hours, and told by a summary.';
comment on column dashboard_refresh.alerts.attempts is
  'Number of attempts to deliver it. One that the Edge Function does not take is made from the database all the same, and '
  'is one attempt.';
comment on column dashboard_refresh.alerts.next_attempt_at is 'While pending: not to be sent before.';
comment on column dashboard_refresh.alerts.sent_at is 'When it was last handed to pg_net.';
comment on column dashboard_refresh.alerts.http_request_id is
  'The pg_net request that carries it, or that asks the Edge Function to.';
comment on column dashboard_refresh.alerts.finished_at is 'When it was delivered or given up.';
comment on column dashboard_refresh.alerts.error_message is 'Why the last attempt failed; null when none has.';
comment on column dashboard_refresh.alerts.via is
  'Who carries, or carried, the last attempt to the webhook: function (the Edge Function) or database (pg_net).';
comment on column dashboard_refresh.alerts.claimed_by is
  'The delivery of the Edge Function that has taken the present attempt, so that no second one does.';
comment on column dashboard_refresh.alerts.function_failed_at is
  'When the Edge Function was last found not to have carried it.';
comment on column dashboard_refresh.alerts.posted_at is
  'The server''s clock when pg_net was last handed it: its answers are known by id and time. sent_at is the time that the '
  'watchdog judged by.';
comment on column dashboard_refresh.alerts.held_at is
  'When it was first held back because of quiet hours; null when it never was.';
comment on column dashboard_refresh.alerts.summarized_by is
  'The summary that tells of it. No foreign key: retention may remove the other first.';

alter table dashboard_refresh.alerts enable row level security;
