/*
Purpose: alerts on their way to the webhook, and what opens one that no run does: a broken promise, a day gone by.

Objects: functions _alert_endpoint, _alert_body, _send_alert, _settle_alert, _watch_promises, _deliver_alerts, test_alert,
_find_alert.
*/

create function dashboard_refresh._alert_endpoint(
  out url text,
  out secret text,
  out missing text,
  out is_malformed boolean
)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_vault record;
begin
  select * into v_vault
  from dashboard_refresh._vault(array[
    'refresh_dashboard_alert_url', 'refresh_dashboard_alert_secret', 'refresh_dashboard_trigger_secret'
  ]);
  missing := v_vault.missing;
  is_malformed := false;

  if missing is not null then
    return;
  elsif v_vault.secrets ->> 'refresh_dashboard_alert_url' is null then
    missing := 'Vault has no refresh_dashboard_alert_url';
  elsif v_vault.secrets ->> 'refresh_dashboard_alert_url' !~ '^https?://[^\s/]\S*$' then
    missing := 'what Vault has under refresh_dashboard_alert_url is no http(s) URL';
    is_malformed := true;
  elsif v_vault.secrets ? 'refresh_dashboard_alert_secret'
    and dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_alert_secret') is null
  then
    missing := 'what Vault has under refresh_dashboard_alert_secret is no whsec_ secret';
    is_malformed := true;
  else
    url := v_vault.secrets ->> 'refresh_dashboard_alert_url';
    -- The message id tells the two kinds of messages apart, so a signed alert is no trigger.
    secret := coalesce(
      dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_alert_secret'),
      dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_trigger_secret')
    );
  end if;
end;
$$;

comment on function dashboard_refresh._alert_endpoint() is
  'The webhook that gets the alerts, and the secret to sign them with, from Vault: refresh_dashboard_alert_secret, or '
  'else that of the trigger; null where there is neither. missing: why there is no webhook, in words without its URL; '
  'is_malformed: since what is in Vault is no URL or no secret.';

create function dashboard_refresh._alert_body(alert dashboard_refresh.alerts)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  -- What a message quotes may have been written by anybody. With a zero-width space after it, @ addresses nobody.
  v_text constant text := regexp_replace(
    replace((alert).summary, '@', '@' || chr(8203)), '\s+', ' ', 'g'
  );
begin
  return jsonb_build_object(
    -- Slack and Mattermost show text, with these three escaped; Discord shows content, of at most 2000 characters.
    'text', replace(replace(replace(v_text, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'),
    'content', left(v_text, 2000),
    'allowed_mentions', jsonb_build_object('parse', '[]'::jsonb),
    -- For machines. Not on the top level: Mattermost gives the names type and props a meaning of its own.
    'alert', jsonb_build_object(
      'id', (alert).id, 'kind', (alert).kind, 'created_at', (alert).created_at, 'facts', (alert).facts
    )
  );
end;
$$;

comment on function dashboard_refresh._alert_body(dashboard_refresh.alerts) is
  'The message of an alert: text for Slack and Mattermost, content for Discord, alert for machines.';

create function dashboard_refresh._send_alert(alert_id uuid, at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_alert dashboard_refresh.alerts;
  v_endpoint record;
begin
  select * into strict v_alert from dashboard_refresh.alerts where alerts.id = alert_id for no key update;
  select * into v_endpoint from dashboard_refresh._alert_endpoint();

  if v_endpoint.missing is not null then
    update dashboard_refresh.alerts
    set status = 'unsent', finished_at = at, error_message = v_endpoint.missing
    where alerts.id = alert_id;
    return;
  end if;

  update dashboard_refresh.alerts
  set status = 'sent',
    attempts = alerts.attempts + 1,
    sent_at = at,
    http_request_id = dashboard_refresh._post(
      v_endpoint.url, v_endpoint.secret, 'alert_' || alert_id, dashboard_refresh._alert_body(v_alert)
    )
  where alerts.id = alert_id;
end;
$$;

comment on function dashboard_refresh._send_alert(uuid, timestamptz) is
  'Hands an alert to pg_net, or makes it unsent where there is no webhook. at: the time to note.';

create function dashboard_refresh._settle_alert(alert_id uuid, at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_alert dashboard_refresh.alerts;
  v_answer record;
  v_is_last boolean;
begin
  select * into strict v_alert from dashboard_refresh.alerts where alerts.id = alert_id for no key update;

  if v_alert.status <> 'sent' then
    return;
  end if;

  select * into v_answer from dashboard_refresh._answer(v_alert.http_request_id);

  if v_answer.status_code between 200 and 299 then
    update dashboard_refresh.alerts
    set status = 'delivered', finished_at = at, error_message = null
    where alerts.id = alert_id;
  -- An answer that never comes was lost with pg_net's tables, which a crash empties, or waits behind a dead worker.
  elsif v_answer.state in ('answered', 'failed') or v_alert.sent_at < at - interval '2 minutes' then
    v_is_last := v_alert.attempts >= 10 or v_alert.kind = 'test';

    update dashboard_refresh.alerts
    set status = case when v_is_last then 'failed' else 'pending' end,
      finished_at = case when v_is_last then at end,
      next_attempt_at = at + least(interval '1 minute' * power(2, v_alert.attempts - 1), interval '1 hour'),
      error_message = case v_answer.state
        when 'answered' then 'the webhook answered ' || v_answer.status_code
        when 'failed' then 'the request failed: ' || v_answer.error_message
        when 'queued' then 'pg_net has not sent the request in two minutes'
        else 'pg_net knew no answer after two minutes'
      end
    where alerts.id = alert_id;
  end if;
end;
$$;

comment on function dashboard_refresh._settle_alert(uuid, timestamptz) is
  'Takes note of what the webhook answered: delivered, or to be tried again after 1 min, doubling up to 1 h, and given up '
  'after the tenth time, a test after the first. Without an answer after two minutes it counts as failed.';

create function dashboard_refresh._watch_promises(at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views;
  v_as_of timestamptz;
begin
  -- Somebody who has paused a view or taken its job away does not expect it to be fresh.
  for v_view in select * from dashboard_refresh.views where views.active and views.scheduled order by views.id loop
    v_as_of := coalesce(dashboard_refresh._noted_as_of(v_view), v_view.managed_at);

    -- Only where what is noted breaks the promise is a closer look worth its price.
    if at - v_as_of > v_view.max_staleness then
      v_as_of := coalesce(dashboard_refresh._as_of(v_view, at), v_view.managed_at);
    end if;

    if at - v_as_of > v_view.max_staleness then
      perform dashboard_refresh._open_alert(v_view.id, 'stale', at);
    elsif 'stale' = any (v_view.open_alerts) then
      perform dashboard_refresh._close_alerts(v_view.id, array['stale'], at);
    end if;
  end loop;

  perform dashboard_refresh._write_alert(views, 'reminder', at)
  from dashboard_refresh.views
  where views.open_alerts <> '{}'
    and views.active
    and views.scheduled
    and not exists (
      select from dashboard_refresh.alerts
      where alerts.view_id = views.id and alerts.created_at > at - interval '1 day'
    );
end;
$$;

comment on function dashboard_refresh._watch_promises(timestamptz) is
  'A duty of the watchdog: alerts where max_staleness is exceeded at `at`, notes where it no longer is, and reminds of '
  'what has been open for a day.';

create function dashboard_refresh._deliver_alerts(at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  perform dashboard_refresh._settle_alert(alerts.id, at) from dashboard_refresh.alerts where alerts.status = 'sent';

  perform dashboard_refresh._send_alert(due.id, at)
  from (
    select alerts.id
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
  ) as due;
end;
$$;

comment on function dashboard_refresh._deliver_alerts(timestamptz) is
  'A duty of the watchdog: notes the answers to alerts that were sent, and sends those that are due at `at`, those about '
  'one view in their order.';

create function dashboard_refresh.test_alert()
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_missing text := (select _alert_endpoint.missing from dashboard_refresh._alert_endpoint());
  v_alert_id uuid;
begin
  if v_missing is not null then
    raise exception using
      errcode = 'DR012',
      message = format('alerts go nowhere: %s', v_missing),
      detail = 'They are sent to the webhook whose URL Vault has under refresh_dashboard_alert_url.',
      hint = $hint$select vault.create_secret('https://hooks.slack.com/services/…', 'refresh_dashboard_alert_url');$hint$;
  end if;

  insert into dashboard_refresh.alerts (kind, summary, facts, created_at, next_attempt_at)
  values (
    'test',
    'Refresh Dashboard: a test. Alerts about managed views arrive here.',
    jsonb_build_object('views', (select coalesce(jsonb_agg(views.view order by views.view), '[]') from dashboard_refresh.views)),
    clock_timestamp(),
    clock_timestamp()
  )
  returning alerts.id into v_alert_id;

  perform dashboard_refresh._send_alert(v_alert_id, clock_timestamp());
  return v_alert_id;
end;
$$;

comment on function dashboard_refresh.test_alert() is
  'Sends a test to the alert webhook when the transaction commits, and returns the alert''s id. Raises DR012 where there '
  'is no webhook.';

create function dashboard_refresh._find_alert(alert_id uuid)
returns dashboard_refresh.alerts
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_alert dashboard_refresh.alerts;
begin
  select * into v_alert from dashboard_refresh.alerts where alerts.id = alert_id;

  if not found then
    raise exception using
      errcode = 'DR013',
      message = format('there is no alert %s', coalesce(alert_id::text, '(null)')),
      detail = 'Alerts are kept 14 days.',
      hint = 'The last one about a view is in its status.';
  end if;

  return v_alert;
end;
$$;

comment on function dashboard_refresh._find_alert(uuid) is 'The alert of that id, as of now. Raises DR013.';

revoke all on function
  dashboard_refresh._alert_endpoint(),
  dashboard_refresh._alert_body(dashboard_refresh.alerts),
  dashboard_refresh._send_alert(uuid, timestamptz),
  dashboard_refresh._settle_alert(uuid, timestamptz),
  dashboard_refresh._watch_promises(timestamptz),
  dashboard_refresh._deliver_alerts(timestamptz),
  dashboard_refresh.test_alert(),
  dashboard_refresh._find_alert(uuid)
from public, anon, authenticated, service_role;
