/* Delivers alerts: what became of those that were sent, and what is to be sent now. */

create or replace function dashboard_refresh._with_outcome(alert dashboard_refresh.alerts, at timestamptz)
returns dashboard_refresh.alerts language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts := alert;
  v_outcome record;
begin
  if v_alert.status <> 'sent' then
    return v_alert;
  end if;

  select * into v_outcome from dashboard_refresh._request_outcome(
    v_alert.http_request_id,
    case v_alert.via
      when 'function' then dashboard_refresh._delivery_message_id(v_alert)
      else dashboard_refresh._alert_message_id(v_alert)
    end,
    v_alert.posted_at
  );

  if v_alert.via = 'function' then
    -- What the webhook answered the function records itself. Here is only whether it is still at work on it: it asks for
    -- the message within seconds, posts it, and is done or dead soon after.
    if v_outcome.state = 'failed'
      or v_outcome.status_code not between 200 and 299
      or v_alert.sent_at < at - (
        case when v_outcome.state = 'queued' then interval '2 minutes' else dashboard_refresh._pickup_time() end
      )
    then
      v_alert.function_failed_at := at;
    end if;
  elsif v_outcome.state in ('answered', 'failed') then
    v_alert := dashboard_refresh._after_attempt(
      v_alert, dashboard_refresh._webhook_problem(v_outcome.status_code, v_outcome.error_message), at
    );
  -- An answer that never comes was lost with pg_net's tables, which a crash empties, or waits behind a dead worker.
  elsif v_alert.sent_at < at - interval '2 minutes' then
    v_alert := dashboard_refresh._after_attempt(
      v_alert,
      case v_outcome.state
        when 'queued' then 'pg_net has not sent the request in two minutes'
        else 'pg_net knew no answer after two minutes'
      end,
      at
    );
  end if;

  return v_alert;
end;
$$;
comment on function dashboard_refresh._with_outcome(dashboard_refresh.alerts, timestamptz) is
  'An alert with what is known by `at` of the attempt under way: see _after_attempt. Without an answer after two minutes '
  'it counts as failed. One that the Edge Function did not take, or did not finish in _pickup_time(), stays sent, with '
  'function_failed_at set. Writes nothing.';

create or replace function dashboard_refresh._deliver_alerts(at timestamptz)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts;
  v_endpoint dashboard_refresh.endpoint;
  v_function_endpoint dashboard_refresh.endpoint;
begin
  for v_alert in select * from dashboard_refresh.alerts where alerts.status = 'sent' for no key update skip locked loop
    v_alert := dashboard_refresh._with_outcome(v_alert, at);

    if v_alert.status = 'sent' and v_alert.function_failed_at = at then
      -- The same attempt goes on from here: it may have been delivered, and its id tells the receiver so.
      v_endpoint := coalesce(v_endpoint, dashboard_refresh._alert_endpoint());
      perform dashboard_refresh._send_directly(v_alert, v_endpoint, at);
    else
      perform dashboard_refresh._store_alert(v_alert);
    end if;
  end loop;

  perform dashboard_refresh._hold_alerts(at);
  perform dashboard_refresh._summarize_alerts(at);

  for v_alert in
    select *
    from dashboard_refresh.alerts
    where alerts.status = 'pending'
      and alerts.next_attempt_at <= at
      and not dashboard_refresh._is_held(alerts, at)
      -- A receiver that was down must not hear of a recovery before the failure.
      and not exists (
        select from dashboard_refresh.alerts as earlier
        where (earlier.view_id = alerts.view_id or earlier.kind = 'summary')
          and earlier.status in ('pending', 'sent')
          and earlier.created_at < alerts.created_at
      )
    order by alerts.created_at
    for no key update skip locked
  loop
    v_endpoint := coalesce(v_endpoint, dashboard_refresh._alert_endpoint());
    v_function_endpoint := coalesce(v_function_endpoint, dashboard_refresh._function_endpoint());
    perform dashboard_refresh._send_alert(v_alert, v_endpoint, v_function_endpoint, at);
  end loop;
end;
$$;
comment on function dashboard_refresh._deliver_alerts(timestamptz) is
  'A duty of the watchdog: records the answers to alerts that were sent, sends those that the Edge Function did not take, '
  'and those that are due at `at`, those about one view in their order, and holds back what falls into quiet hours. Alerts that another session has locked are left '
  'for the next time.';
