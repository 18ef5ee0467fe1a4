/* What the Edge Function asks for and records when it delivers an alert. */

create or replace function dashboard_refresh._claim_alert(alert_id uuid, attempt integer, claimed_by uuid)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts;
  v_endpoint dashboard_refresh.endpoint;
  v_body text;
begin
  select *
  into v_alert
  from dashboard_refresh.alerts
  where alerts.id = alert_id
    and alerts.status = 'sent'
    and alerts.via = 'function'
    and alerts.attempts = attempt
    and coalesce(alerts.claimed_by, _claim_alert.claimed_by) = _claim_alert.claimed_by
    -- Later the database may be about to send it itself.
    and alerts.sent_at > clock_timestamp() - interval '30 seconds'
  for no key update skip locked;

  if not found then
    return null;
  end if;

  v_endpoint := dashboard_refresh._alert_endpoint();

  if v_endpoint.missing is not null then
    return null;
  end if;

  update dashboard_refresh.alerts set claimed_by = _claim_alert.claimed_by where alerts.id = v_alert.id;
  v_body := dashboard_refresh._alert_body(v_alert)::text;

  return json_build_object(
    'url', v_endpoint.url,
    'headers', dashboard_refresh._signed_headers(
      v_endpoint.secret, dashboard_refresh._alert_message_id(v_alert), v_body
    ),
    'body', v_body
  );
end;
$$;
comment on function dashboard_refresh._claim_alert(uuid, integer, uuid) is
  'For the Edge Function: the message of an alert, signed, and where it goes, if the attempt of that number was given to '
  'the function within the last 30 s and no other delivery has claimed it; otherwise null. The same delivery may ask again.';

create or replace function dashboard_refresh._record_alert(
  alert_id uuid,
  attempt integer,
  claimed_by uuid,
  status_code integer,
  failure text
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts;
begin
  select *
  into v_alert
  from dashboard_refresh.alerts
  where alerts.id = alert_id
    and alerts.status = 'sent'
    and alerts.via = 'function'
    and alerts.attempts = attempt
    and alerts.claimed_by = _record_alert.claimed_by
  for no key update;

  if not found then
    return false;
  end if;

  perform dashboard_refresh._store_alert(dashboard_refresh._after_attempt(
    v_alert,
    dashboard_refresh._webhook_problem(
      status_code, case failure when 'timeout' then 'no answer in time' else 'it could not be reached' end
    ),
    clock_timestamp()
  ));
  return true;
end;
$$;
comment on function dashboard_refresh._record_alert(uuid, integer, uuid, integer, text) is
  'For the Edge Function: records what the webhook answered to a delivery that was claimed, a status or, without one, '
  'failure: timeout or unreachable. False, and nothing is recorded, where the attempt is over already.';
