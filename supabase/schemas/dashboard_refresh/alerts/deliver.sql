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
    posted_at = clock_timestamp(),
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

  select * into v_outcome from dashboard_refresh._request_outcome(
    v_alert.http_request_id, 'alert_' || v_alert.id, v_alert.posted_at
  );

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
