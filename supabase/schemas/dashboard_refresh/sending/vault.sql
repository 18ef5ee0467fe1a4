/* Reads the secrets from Vault that a message needs. */

create or replace function dashboard_refresh._queue_has_trigger()
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from pg_catalog.pg_trigger
    where pg_trigger.tgrelid = to_regclass('net.http_request_queue') and not pg_trigger.tgisinternal
  );
$$;
comment on function dashboard_refresh._queue_has_trigger() is
  'True when pg_net''s queue has a trigger. pg_net lets any role create one, and it would run as the sender.';

create or replace function dashboard_refresh._read_vault(names text[])
returns dashboard_refresh.vault_contents language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_contents dashboard_refresh.vault_contents;
  v_why_not_adopted text;
begin
  v_contents.reason := 'unavailable';
  v_why_not_adopted := dashboard_refresh._why_not_adopted();

  -- Whoever is to send reads Vault first, so this is asked before every message. A copy may have Vault as well, and with
  -- it the URL of the project that it was made from.
  if v_why_not_adopted is not null then
    v_contents.missing := format('this database is a copy that was not adopted: %s', v_why_not_adopted);
    v_contents.reason := 'not_adopted';
  elsif to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    v_contents.missing := 'pg_net is not installed';
  elsif to_regclass('vault.decrypted_secrets') is null then
    v_contents.missing := 'Vault is not installed';
  elsif dashboard_refresh._queue_has_trigger() then
    v_contents.missing := 'net.http_request_queue has a trigger, which would run with the rights of the sender: find out '
      'who created it, and drop it';
  else
    select coalesce(jsonb_object_agg(decrypted_secrets.name, trim(decrypted_secrets.decrypted_secret)), '{}')
    into v_contents.secrets
    from vault.decrypted_secrets
    where decrypted_secrets.name = any (names);
    v_contents.reason := null;
  end if;

  return v_contents;
exception
  -- Whatever it is, such as a restore under another key: without these the database can still refresh.
  when others then
    return (null::jsonb, format('Vault cannot be read (SQLSTATE %s)', sqlstate), 'unavailable'::text);
end;
$$;
comment on function dashboard_refresh._read_vault(text[]) is
  'The secrets of these names that Vault has, for a request through pg_net; or why nothing can be sent from here.';

create or replace function dashboard_refresh._signing_secret(secrets text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- During a rotation there may be several, separated by spaces; the first is the one to sign with. At least 24 bytes
  -- after decoding, as the Standard Webhooks specification asks.
  select firsts.secret
  from (select split_part(secrets, ' ', 1) as secret) as firsts
  where firsts.secret ~ '^whsec_[A-Za-z0-9+/]{32,}={0,2}$' and length(firsts.secret) % 4 = 2;
$$;
comment on function dashboard_refresh._signing_secret(text) is
  'The secret to sign with, of those that a Vault entry holds; null when it is missing or malformed.';
