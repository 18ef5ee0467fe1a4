/*
Purpose: what leaves the database: where to, with what secret from Vault, and how it is signed.

Objects: functions _queue_has_trigger, _vault, _signing_secret, _endpoint, _signature, _post, _answer.
*/

create function dashboard_refresh._queue_has_trigger()
returns boolean
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select exists (
    select from pg_catalog.pg_trigger
    where pg_trigger.tgrelid = to_regclass('net.http_request_queue') and not pg_trigger.tgisinternal
  );
end;

comment on function dashboard_refresh._queue_has_trigger() is
  'True when somebody has put a trigger on pg_net''s queue. pg_net lets any role do that, and it would run as the sender.';

create function dashboard_refresh._vault(names text[], out secrets jsonb, out missing text)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    missing := 'pg_net is not installed';
  elsif to_regclass('vault.decrypted_secrets') is null then
    missing := 'Vault is not installed';
  elsif dashboard_refresh._queue_has_trigger() then
    missing := 'net.http_request_queue has a trigger, which would run with the rights of whoever sends: see who made it, '
      'and drop it';
  else
    select coalesce(jsonb_object_agg(decrypted_secrets.name, trim(decrypted_secrets.decrypted_secret)), '{}')
    into secrets
    from vault.decrypted_secrets
    where decrypted_secrets.name = any (names);
  end if;
exception
  -- Whatever it is, such as a restore under another key: without these the database can still refresh.
  when others then
    missing := format('Vault cannot be read (SQLSTATE %s)', sqlstate);
end;
$$;

comment on function dashboard_refresh._vault(text[]) is
  'The secrets of these names that Vault has, for a request through pg_net. missing: why none can be sent; then secrets '
  'is null.';

create function dashboard_refresh._signing_secret(secrets text)
returns text
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  -- While it is rotated the secret may be several, separated by spaces; the first is the one to sign with. At least 24
  -- bytes after decoding, as the Standard Webhooks specification asks.
  select firsts.secret
  from (select split_part(secrets, ' ', 1) as secret) as firsts
  where firsts.secret ~ '^whsec_[A-Za-z0-9+/]{32,}={0,2}$' and length(firsts.secret) % 4 = 2;
end;

comment on function dashboard_refresh._signing_secret(text) is
  'The secret to sign with, of those a Vault entry holds; null when it is missing or malformed.';

create function dashboard_refresh._endpoint(out url text, out secret text, out missing text)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_vault record;
begin
  select * into v_vault
  from dashboard_refresh._vault(array['project_url', 'refresh_dashboard_trigger_secret']);
  missing := v_vault.missing;

  if missing is not null then
    return;
  end if;

  if coalesce(v_vault.secrets ->> 'project_url', '') !~ '^https?://[^\s/]' then
    missing := 'Vault has no http(s) URL under project_url';
  elsif dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_trigger_secret') is null then
    missing := 'Vault has no whsec_ secret under refresh_dashboard_trigger_secret';
  else
    url := rtrim(v_vault.secrets ->> 'project_url', '/') || '/functions/v1/refresh-dashboard/refresh';
    secret := dashboard_refresh._signing_secret(v_vault.secrets ->> 'refresh_dashboard_trigger_secret');
  end if;
end;
$$;

comment on function dashboard_refresh._endpoint() is
  'Where and with what secret the Edge Function is called, from Vault. missing: what is not there or malformed, in '
  'words without its value; then url and secret are null.';

create function dashboard_refresh._signature(secret text, message_id text, at_epoch_seconds bigint, body text)
returns text
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select 'v1,' || encode(
    extensions.hmac(
      convert_to(message_id || '.' || at_epoch_seconds || '.' || body, 'UTF8'),
      decode(substr(secret, length('whsec_') + 1), 'base64'),
      'sha256'
    ),
    'base64'
  );
end;

comment on function dashboard_refresh._signature(text, text, bigint, text) is
  'The webhook-signature header of the Standard Webhooks specification (symmetric, v1).';

create function dashboard_refresh._post(url text, secret text, message_id text, body jsonb)
returns bigint
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_epoch_seconds bigint := extract(epoch from clock_timestamp());
begin
  -- With this lock held nobody can add a trigger behind our back; it keeps neither senders nor pg_net waiting. Where pg_net
  -- (before 0.12) gives no right to the table, nobody else has one either.
  if has_table_privilege('net.http_request_queue', 'insert') then
    lock table net.http_request_queue in row exclusive mode;
  end if;

  if dashboard_refresh._queue_has_trigger() then
    raise exception using
      errcode = 'object_not_in_prerequisite_state',
      message = 'net.http_request_queue has a trigger, which would run with the rights of this session',
      hint = 'See who made it, and drop it.';
  end if;

  -- Any login role can read what waits in pg_net's queue, so nothing in these headers is worth reading: the signature
  -- is good for this message alone and for minutes. pg_net sends the body as body::text, so that is what is signed.
  return net.http_post(
    url => url,
    body => body,
    headers => jsonb_strip_nulls(jsonb_build_object(
      'Content-Type', 'application/json',
      'webhook-id', message_id,
      'webhook-timestamp', v_epoch_seconds::text,
      'webhook-signature', dashboard_refresh._signature(secret, message_id, v_epoch_seconds, body::text)
    )),
    timeout_milliseconds => 5000
  );
end;
$$;

comment on function dashboard_refresh._post(text, text, text, jsonb) is
  'Hands a message to pg_net, which sends it when the transaction commits, and returns the request''s id. Signed by the '
  'Standard Webhooks specification; without a secret it is not.';

create function dashboard_refresh._answer(
  request_id bigint,
  out state text,
  out status_code integer,
  out error_message text
)
language plpgsql
-- Volatile, to see what pg_net has committed since the caller's statement began.
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if request_id is null then
    return;
  end if;

  -- Before 0.19.6 pg_net does not set timed_out, but error_msg and no status.
  select
    case when _http_response.status_code is null then 'failed' else 'answered' end,
    _http_response.status_code,
    case
      when _http_response.timed_out then 'no answer in time'
      when _http_response.status_code is null then coalesce(_http_response.error_msg, 'pg_net gives no reason')
    end
  into state, status_code, error_message
  from net._http_response
  where _http_response.id = request_id;

  if not found then
    state := case
      when exists (select from net.http_request_queue where http_request_queue.id = request_id) then 'queued'
      else 'unknown'
    end;
  end if;
exception
  -- Without pg_net there is no answer to know of.
  when undefined_table or invalid_schema_name or insufficient_privilege then
    state := 'unknown';
end;
$$;

comment on function dashboard_refresh._answer(bigint) is
  'What pg_net knows of a request: queued, answered with status_code, failed for the reason error_message (no status), '
  'or unknown: it is waiting for the answer, has lost the request, or has forgotten it (after pg_net.ttl, 6 h). Null for '
  'no request.';

revoke all on function
  dashboard_refresh._queue_has_trigger(),
  dashboard_refresh._vault(text[]),
  dashboard_refresh._signing_secret(text),
  dashboard_refresh._endpoint(),
  dashboard_refresh._signature(text, text, bigint, text),
  dashboard_refresh._post(text, text, text, jsonb),
  dashboard_refresh._answer(bigint)
from public, anon, authenticated, service_role;
