/* For the Edge Function that delivers alerts. The one wrapper that hands out a secret: the URL of the webhook. */

create or replace function public.claim_dashboard_refresh_alert(alert_id uuid, attempt integer, claimed_by uuid)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return dashboard_refresh._claim_alert(alert_id, attempt, claimed_by);
end;
$$;
comment on function public.claim_dashboard_refresh_alert(uuid, integer, uuid) is
  'API: the message of an alert that the function was asked to deliver, once: url, headers, body; or null.';

create or replace function public.record_dashboard_refresh_alert(
  alert_id uuid,
  attempt integer,
  claimed_by uuid,
  status_code integer default null,
  failure text default null
)
returns json language plpgsql security definer
set search_path = pg_catalog, pg_temp as $$
begin
  return json_build_object(
    'recorded', dashboard_refresh._record_alert(alert_id, attempt, claimed_by, status_code, failure)
  );
end;
$$;
comment on function public.record_dashboard_refresh_alert(uuid, integer, uuid, integer, text) is
  'API: records what the webhook answered to a delivery that was claimed: a status, or failure (timeout, unreachable).';
