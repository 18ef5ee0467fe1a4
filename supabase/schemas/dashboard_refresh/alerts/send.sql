/*
Sends an alert.

Through the Edge Function where it answers: any login role can read what waits in pg_net's queue, and the URL of a chat's
webhook is all that it takes to post there. So pg_net carries no more than the alert's id to the function, which asks for
the message and posts it. Where the function does not answer, the alert matters more.
*/

create or replace function dashboard_refresh._store_alert(alert dashboard_refresh.alerts)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  update dashboard_refresh.alerts
  set status = alert.status,
    attempts = alert.attempts,
    next_attempt_at = alert.next_attempt_at,
    sent_at = alert.sent_at,
    posted_at = alert.posted_at,
    http_request_id = alert.http_request_id,
    finished_at = alert.finished_at,
    error_message = alert.error_message,
    via = alert.via,
    claimed_by = alert.claimed_by,
    function_failed_at = alert.function_failed_at
  where alerts.id = alert.id;
end;
$$;
comment on function dashboard_refresh._store_alert(dashboard_refresh.alerts) is
  'Writes down how far the delivery of an alert has come.';

create or replace function dashboard_refresh._send_directly(
  alert dashboard_refresh.alerts,
  endpoint dashboard_refresh.endpoint,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts := alert;
  v_posted dashboard_refresh.posted;
begin
  if endpoint.missing is not null then
    v_alert.status := 'unsent';
    v_alert.finished_at := at;
    v_alert.error_message := endpoint.missing;
  else
    v_posted := dashboard_refresh._post(
      endpoint.url, endpoint.secret, dashboard_refresh._alert_message_id(alert), dashboard_refresh._alert_body(alert)
    );
    v_alert.status := 'sent';
    v_alert.sent_at := at;
    v_alert.posted_at := clock_timestamp();
    v_alert.http_request_id := v_posted.request_id;
    v_alert.via := 'database';
    v_alert.claimed_by := null;

    if v_posted.problem is not null then
      v_alert := dashboard_refresh._after_attempt(v_alert, v_posted.problem, at);
    end if;
  end if;

  perform dashboard_refresh._store_alert(v_alert);
end;
$$;
comment on function dashboard_refresh._send_directly(
  dashboard_refresh.alerts, dashboard_refresh.endpoint, timestamptz
) is
  'Hands the message of an alert to pg_net, or marks it unsent where there is no webhook. at: the time to record.';

create or replace function dashboard_refresh._function_delivers(
  function_endpoint dashboard_refresh.endpoint,
  at timestamptz
)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return function_endpoint.missing is null
    and not exists (
      select from dashboard_refresh.alerts
      where alerts.function_failed_at between at - interval '10 minutes' and at + interval '5 minutes'
    );
end;
$$;
comment on function dashboard_refresh._function_delivers(dashboard_refresh.endpoint, timestamptz) is
  'Whether alerts are given to the Edge Function at `at`: it is configured, and has failed none in the last 10 minutes.';

create or replace function dashboard_refresh._send_alert(
  alert dashboard_refresh.alerts,
  endpoint dashboard_refresh.endpoint,
  function_endpoint dashboard_refresh.endpoint,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts := alert;
begin
  v_alert.attempts := alert.attempts + case when endpoint.missing is null then 1 else 0 end;
  v_alert.http_request_id := null;

  if endpoint.missing is null and dashboard_refresh._function_delivers(function_endpoint, at) then
    v_alert.http_request_id := (
      dashboard_refresh._post(
        function_endpoint.url || '/alerts/deliver',
        function_endpoint.secret,
        dashboard_refresh._delivery_message_id(v_alert),
        jsonb_build_object('alert_id', alert.id, 'attempt', v_alert.attempts)
      )
    ).request_id;
  end if;

  if v_alert.http_request_id is null then
    perform dashboard_refresh._send_directly(v_alert, endpoint, at);
    return;
  end if;

  v_alert.status := 'sent';
  v_alert.sent_at := at;
  v_alert.posted_at := clock_timestamp();
  v_alert.via := 'function';
  v_alert.claimed_by := null;
  perform dashboard_refresh._store_alert(v_alert);
end;
$$;
comment on function dashboard_refresh._send_alert(
  dashboard_refresh.alerts, dashboard_refresh.endpoint, dashboard_refresh.endpoint, timestamptz
) is
  'Makes one attempt to deliver an alert: through the Edge Function where that delivers, otherwise directly; or marks it '
  'unsent where there is no webhook. at: the time to record.';
