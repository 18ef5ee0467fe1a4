/*
Purpose: what people are told without asking. An alert is a row first, in the transaction of what it tells, so that none
is lost; the watchdog sends it.

Objects: table dashboard_refresh.alerts, functions _alert_json, _write_alert, _open_alert, _close_alerts.

What is open for a view (failing, suspended, stale) is told once, when it opens, once a day as long as anything is open,
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
  'Alerts: one row a message to the webhook, pending -> sent -> delivered | failed, or back to pending for another try; '
  'unsent where there is no webhook. Kept 14 days.';
comment on column dashboard_refresh.alerts.id is 'Key; the webhook-id of the message is alert_<id>.';
comment on column dashboard_refresh.alerts.view_id is 'The managed view it is about; null for a test.';
comment on column dashboard_refresh.alerts.kind is 'failing, suspended, stale, reminder, recovered or test.';
comment on column dashboard_refresh.alerts.summary is 'The message, one line for people.';
comment on column dashboard_refresh.alerts.facts is 'The message for machines.';
comment on column dashboard_refresh.alerts.created_at is 'When what it tells happened.';
comment on column dashboard_refresh.alerts.status is
  'pending: to be sent; sent: pg_net has it; delivered: answered with 2xx; failed: given up; unsent: no webhook then.';
comment on column dashboard_refresh.alerts.attempts is 'How often it was handed to pg_net.';
comment on column dashboard_refresh.alerts.next_attempt_at is 'While pending: not to be sent before.';
comment on column dashboard_refresh.alerts.sent_at is 'When it was handed to pg_net last.';
comment on column dashboard_refresh.alerts.http_request_id is 'The pg_net request that carries it.';
comment on column dashboard_refresh.alerts.finished_at is 'When it was delivered or given up.';
comment on column dashboard_refresh.alerts.error_message is 'Why the last attempt failed; null when none has.';

alter table dashboard_refresh.alerts enable row level security;

create function dashboard_refresh._alert_json(alert dashboard_refresh.alerts)
returns jsonb
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select jsonb_build_object(
    'id', (alert).id,
    'view', (select views.view from dashboard_refresh.views where views.id = (alert).view_id),
    'kind', (alert).kind,
    'summary', (alert).summary,
    'created_at', (alert).created_at,
    'status', (alert).status,
    'attempts', (alert).attempts,
    'next_attempt_at', case when (alert).status = 'pending' then (alert).next_attempt_at end,
    'sent_at', (alert).sent_at,
    'finished_at', (alert).finished_at,
    'error', (alert).error_message
  );
end;

comment on function dashboard_refresh._alert_json(dashboard_refresh.alerts) is 'An alert as callers see it.';

create function dashboard_refresh._write_alert(view dashboard_refresh.views, kind text, at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_trouble dashboard_refresh.runs;
  v_cause text := '';
  v_as_of constant text := coalesce(
    'its data is as of ' || date_trunc('second', greatest(view.data_as_of, view.verified_at)),
    'no refresh of it has succeeded yet'
  );
begin
  if kind <> 'recovered' then
    select * into v_trouble
    from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status in ('failed', 'lost')
      and (view.data_as_of is null or runs.requested_at > view.data_as_of)
    order by runs.finished_at desc
    limit 1;

    -- A message of the server may be as long as the row it complains of.
    if found then
      v_cause := concat(
        ' Last: ', left(v_trouble.error_message, 500), '. ' || left(v_trouble.error_hint, 500)
      );
    end if;
  end if;

  insert into dashboard_refresh.alerts (view_id, kind, summary, facts, created_at, next_attempt_at)
  values (
    view.id,
    kind,
    format('%s: ', view.view) || case kind
      when 'failing' then 'a refresh failed; ' || v_as_of || '.'
      when 'suspended' then format('suspended after %s failures in a row, tried again at %s; %s.',
        view.consecutive_failures, date_trunc('second', view.suspended_until), v_as_of)
      when 'stale' then format('older than promised (max_staleness %s); %s.', view.max_staleness, v_as_of)
      when 'reminder' then format('still %s, since %s; %s.', array_to_string(view.open_alerts, ' and '),
        date_trunc('second', view.alerting_since), v_as_of)
      when 'recovered' then format('recovered; %s. There was trouble since %s.', v_as_of,
        date_trunc('second', view.alerting_since))
    end || v_cause,
    jsonb_build_object(
      'view', view.view,
      'open', to_jsonb(view.open_alerts),
      'since', view.alerting_since,
      'consecutive_failures', view.consecutive_failures,
      'suspended_until', view.suspended_until,
      'data_as_of', view.data_as_of,
      'max_staleness_seconds', trim_scale(extract(epoch from view.max_staleness)),
      'run', case when v_trouble.id is not null then dashboard_refresh._run_json(v_trouble) end
    ),
    at,
    at
  );
end;
$$;

comment on function dashboard_refresh._write_alert(dashboard_refresh.views, text, timestamptz) is
  'Writes an alert of this kind about the view as given, for the watchdog to send.';

create function dashboard_refresh._open_alert(view_id integer, kind text, at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
begin
  update dashboard_refresh.views
  set open_alerts = views.open_alerts || _open_alert.kind,
    alerting_since = coalesce(views.alerting_since, at)
  where views.id = _open_alert.view_id
    and not (_open_alert.kind = any (views.open_alerts))
    -- A view that is suspended is known to fail.
    and not (_open_alert.kind = 'failing' and 'suspended' = any (views.open_alerts))
  returning views.* into v_view;

  if found then
    perform dashboard_refresh._write_alert(v_view, _open_alert.kind, at);
  end if;
end;
$$;

comment on function dashboard_refresh._open_alert(integer, text, timestamptz) is
  'Alerts that the view is failing, suspended or stale, unless somebody has been told already and it is not over.';

create function dashboard_refresh._close_alerts(view_id integer, kinds text[], at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
begin
  select * into v_view
  from dashboard_refresh.views
  where views.id = _close_alerts.view_id and views.open_alerts && _close_alerts.kinds;

  if not found then
    return;
  end if;

  v_view.open_alerts := array(
    select still.kind from unnest(v_view.open_alerts) as still (kind) where still.kind <> all (_close_alerts.kinds)
  );

  if v_view.open_alerts = '{}' then
    perform dashboard_refresh._write_alert(v_view, 'recovered', at);
  end if;

  update dashboard_refresh.views
  set open_alerts = v_view.open_alerts,
    alerting_since = case when v_view.open_alerts <> '{}' then views.alerting_since end
  where views.id = v_view.id;
end;
$$;

comment on function dashboard_refresh._close_alerts(integer, text[], timestamptz) is
  'Notes that these are over for the view; when nothing is open any more, alerts that it has recovered.';

revoke all on table dashboard_refresh.alerts from public, anon, authenticated, service_role;
revoke all on function
  dashboard_refresh._alert_json(dashboard_refresh.alerts),
  dashboard_refresh._write_alert(dashboard_refresh.views, text, timestamptz),
  dashboard_refresh._open_alert(integer, text, timestamptz),
  dashboard_refresh._close_alerts(integer, text[], timestamptz)
from public, anon, authenticated, service_role;
