/* Checks of Vault: what is there, and whether it is well-formed. No value is ever quoted. */

create or replace function dashboard_refresh._check_vault_installed(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if to_regclass('vault.decrypted_secrets') is null then
    return next ('error', 'Vault is not installed, so that nothing can be signed or sent; refreshes run in the database.',
      'sql', 'create extension if not exists supabase_vault with schema vault cascade;')::dashboard_refresh.check_result;
  end if;

  perform decrypted_secrets.decrypted_secret
  from vault.decrypted_secrets
  where decrypted_secrets.name in ('project_url', 'refresh_dashboard_trigger_secret');
exception
  when undefined_table or invalid_schema_name then
    null;
  when assert_failure or others then
    return next ('error', format('Vault cannot be read (SQLSTATE %s), as after a restore under another key.', sqlstate),
      'shell', 'npx refresh-dashboard deploy')::dashboard_refresh.check_result;
end;
$$;
comment on function dashboard_refresh._check_vault_installed(dashboard_refresh.examination) is
  'Check: Vault is installed, and what it has for us can be decrypted.';

create or replace function dashboard_refresh._put_into_vault(name text, value text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when exists (select from vault.secrets where secrets.name = _put_into_vault.name)
      then format('select vault.update_secret((select id from vault.secrets where name = %L), %L);', name, value)
    else format('select vault.create_secret(%L, %L);', value, name)
  end;
end;
$$;
comment on function dashboard_refresh._put_into_vault(text, text) is
  'The statement that puts a value into Vault under a name, whether it is there or not.';

create or replace function dashboard_refresh._check_vault_project_url(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_url constant text := (
    select trim(decrypted_secrets.decrypted_secret)
    from vault.decrypted_secrets
    where decrypted_secrets.name = 'project_url'
  );
  v_problem constant text := case
    when v_url ~ '[?#]' then 'it has a ? or a # in it, and a path has to follow'
    else dashboard_refresh._url_problem(v_url)
  end;
begin
  if v_url is null then
    return next ('warning', 'Vault has no project_url, so that refreshes run in the database and not in the Edge Function.',
      'sql', dashboard_refresh._put_into_vault('project_url', 'https://<project-ref>.supabase.co')
    )::dashboard_refresh.check_result;
  elsif v_problem is not null then
    return next ('error', format('What Vault has under project_url cannot be called: %s.', v_problem),
      'sql', dashboard_refresh._put_into_vault('project_url', 'https://<project-ref>.supabase.co')
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_vault_project_url(dashboard_refresh.examination) is
  'Check: Vault has the URL of this project, and it can be called.';

create or replace function dashboard_refresh._check_vault_trigger_secret(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_secrets constant text := (
    select trim(decrypted_secrets.decrypted_secret)
    from vault.decrypted_secrets
    where decrypted_secrets.name = 'refresh_dashboard_trigger_secret'
  );
begin
  if v_secrets is null then
    return next ('warning', 'Vault has no refresh_dashboard_trigger_secret, so that nothing can be signed and refreshes run '
      'in the database.', 'shell', 'npx refresh-dashboard deploy')::dashboard_refresh.check_result;
  elsif dashboard_refresh._signing_secret(v_secrets) is null then
    return next ('error', 'What Vault has under refresh_dashboard_trigger_secret is no whsec_ secret of 24 bytes or more.',
      'shell', 'npx refresh-dashboard deploy')::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_vault_trigger_secret(dashboard_refresh.examination) is
  'Check: Vault has a well-formed secret to sign with.';

create or replace function dashboard_refresh._check_alert_webhook(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_endpoint constant dashboard_refresh.endpoint := examined.alert_endpoint;
begin
  -- Where nothing can be sent at all other checks say so.
  if v_endpoint.reason in ('absent', 'malformed') then
    return next (case v_endpoint.reason when 'malformed' then 'error' else 'warning' end,
      format('Alerts go nowhere, so that nobody is told of a failure: %s.', v_endpoint.missing),
      'sql',
      case
        when v_endpoint.missing like '%refresh_dashboard_alert_secret%'
          then 'delete from vault.secrets where name = ''refresh_dashboard_alert_secret'';'
        else dashboard_refresh._put_into_vault('refresh_dashboard_alert_url', 'https://<webhook>')
      end
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_alert_webhook(dashboard_refresh.examination) is
  'Check: there is a webhook for alerts, and it can be called.';
