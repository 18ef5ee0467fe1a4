/* Where messages go, and the secrets that sign them. */

create or replace function dashboard_refresh._function_endpoint()
returns dashboard_refresh.endpoint language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_vault constant dashboard_refresh.vault_contents := dashboard_refresh._read_vault(
    array['project_url', 'refresh_dashboard_trigger_secret']
  );
  v_url constant text := v_vault.secrets ->> 'project_url';
  v_secrets constant text := v_vault.secrets ->> 'refresh_dashboard_trigger_secret';
  v_secret constant text := dashboard_refresh._signing_secret(v_secrets);
  v_problem constant text := case
    when v_url ~ '[?#]' then 'it has a ? or a # in it, and a path has to follow'
    else dashboard_refresh._url_problem(v_url)
  end;
  v_endpoint dashboard_refresh.endpoint;
begin
  v_endpoint.missing := case
    when v_vault.missing is not null then v_vault.missing
    when v_url is null then 'Vault has no http(s) URL under project_url'
    when v_problem is not null then
      format('what Vault has under project_url is no http(s) URL that can be called: %s', v_problem)
    when v_secret is null then 'Vault has no whsec_ secret under refresh_dashboard_trigger_secret'
  end;

  if v_endpoint.missing is null then
    v_endpoint.url := rtrim(v_url, '/') || '/functions/v1/refresh-dashboard';
    v_endpoint.secret := v_secret;
  else
    v_endpoint.reason := case
      when v_vault.missing is not null then v_vault.reason
      when v_url is null or (v_problem is null and v_secrets is null) then 'absent'
      else 'malformed'
    end;
  end if;

  return v_endpoint;
end;
$$;
comment on function dashboard_refresh._function_endpoint() is
  'The URL of the Edge Function, to which the path of a call is added, and the secret that signs what is sent to it, from '
  'Vault.';

create or replace function dashboard_refresh._alert_endpoint()
returns dashboard_refresh.endpoint language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_vault constant dashboard_refresh.vault_contents := dashboard_refresh._read_vault(array[
    'refresh_dashboard_alert_url', 'refresh_dashboard_alert_secret', 'refresh_dashboard_trigger_secret'
  ]);
  v_url constant text := v_vault.secrets ->> 'refresh_dashboard_alert_url';
  v_problem constant text := dashboard_refresh._url_problem(v_url);
  v_alert_secrets constant text := v_vault.secrets ->> 'refresh_dashboard_alert_secret';
  -- The message id distinguishes the two kinds of messages, so a signed alert is not a trigger.
  v_secret constant text := dashboard_refresh._signing_secret(
    coalesce(v_alert_secrets, v_vault.secrets ->> 'refresh_dashboard_trigger_secret')
  );
  v_endpoint dashboard_refresh.endpoint;
begin
  v_endpoint.missing := case
    when v_vault.missing is not null then v_vault.missing
    when v_url is null then 'Vault has no refresh_dashboard_alert_url'
    when v_problem is not null then
      format('what Vault has under refresh_dashboard_alert_url is no http(s) URL that can be called: %s', v_problem)
    when v_alert_secrets is not null and v_secret is null then
      'what Vault has under refresh_dashboard_alert_secret is no whsec_ secret'
  end;

  if v_endpoint.missing is null then
    v_endpoint.url := v_url;
    v_endpoint.secret := v_secret;
  else
    v_endpoint.reason := case
      when v_vault.missing is not null then v_vault.reason
      when v_url is null then 'absent'
      else 'malformed'
    end;
  end if;

  return v_endpoint;
end;
$$;
comment on function dashboard_refresh._alert_endpoint() is
  'The webhook that receives the alerts, from Vault, and the secret that signs them: refresh_dashboard_alert_secret, or '
  'that of the trigger; null where there is neither.';
