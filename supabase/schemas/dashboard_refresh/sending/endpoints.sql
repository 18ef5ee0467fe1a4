/* Where messages go, and the secrets that sign them. */

create or replace function dashboard_refresh._function_endpoint()
returns dashboard_refresh.endpoint language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_vault record;
  v_endpoint dashboard_refresh.endpoint;
begin
  select * into v_vault
  from dashboard_refresh._read_vault(array['project_url', 'refresh_dashboard_trigger_secret']);

  v_endpoint.secret := dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_trigger_secret');
  v_endpoint.missing := case
    when v_vault.missing is not null then v_vault.missing
    when coalesce(v_vault.secrets ->> 'project_url', '') !~ '^https?://[^\s/]' then
      'Vault has no http(s) URL under project_url'
    when v_endpoint.secret is null then 'Vault has no whsec_ secret under refresh_dashboard_trigger_secret'
  end;

  if v_endpoint.missing is null then
    v_endpoint.url := rtrim(v_vault.secrets ->> 'project_url', '/') || '/functions/v1/refresh-dashboard/refresh';
  else
    v_endpoint.secret := null;
  end if;

  return v_endpoint;
end;
$$;
comment on function dashboard_refresh._function_endpoint() is
  'Where the Edge Function is called and the secret that signs the trigger, from Vault.';

create or replace function dashboard_refresh._alert_endpoint()
returns dashboard_refresh.endpoint language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_vault record;
  v_endpoint dashboard_refresh.endpoint;
begin
  select * into v_vault
  from dashboard_refresh._read_vault(array[
    'refresh_dashboard_alert_url', 'refresh_dashboard_alert_secret', 'refresh_dashboard_trigger_secret'
  ]);
  v_endpoint.missing := v_vault.missing;
  v_endpoint.is_malformed := false;

  if v_endpoint.missing is not null then
    return v_endpoint;
  elsif v_vault.secrets ->> 'refresh_dashboard_alert_url' is null then
    v_endpoint.missing := 'Vault has no refresh_dashboard_alert_url';
  elsif v_vault.secrets ->> 'refresh_dashboard_alert_url' !~ '^https?://[^\s/]\S*$' then
    v_endpoint.missing := 'what Vault has under refresh_dashboard_alert_url is no http(s) URL';
    v_endpoint.is_malformed := true;
  elsif v_vault.secrets ? 'refresh_dashboard_alert_secret'
    and dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_alert_secret') is null
  then
    v_endpoint.missing := 'what Vault has under refresh_dashboard_alert_secret is no whsec_ secret';
    v_endpoint.is_malformed := true;
  else
    v_endpoint.url := v_vault.secrets ->> 'refresh_dashboard_alert_url';
    -- The message id distinguishes the two kinds of messages, so a signed alert is not a trigger.
    v_endpoint.secret := coalesce(
      dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_alert_secret'),
      dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_trigger_secret')
    );
  end if;

  return v_endpoint;
end;
$$;
comment on function dashboard_refresh._alert_endpoint() is
  'The webhook that receives the alerts, from Vault, and the secret that signs them: refresh_dashboard_alert_secret, or '
  'that of the trigger; null where there is neither.';
