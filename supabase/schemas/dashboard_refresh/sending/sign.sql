/* Signs a message. With what PostgreSQL itself has: pgcrypto may be in any schema, or nowhere. */

create or replace function dashboard_refresh._hmac_sha256(message bytea, key bytea)
returns bytea language plpgsql immutable strict
set search_path = pg_catalog, pg_temp as $$
declare
  -- RFC 2104: the key fills a block of 64 bytes; one that is longer is hashed first.
  v_key bytea := case when length(key) > 64 then sha256(key) else key end;
  v_inner bytea := decode(repeat('36', 64), 'hex');
  v_outer bytea := decode(repeat('5c', 64), 'hex');
begin
  for v_position in 0 .. length(v_key) - 1 loop
    v_inner := set_byte(v_inner, v_position, get_byte(v_inner, v_position) # get_byte(v_key, v_position));
    v_outer := set_byte(v_outer, v_position, get_byte(v_outer, v_position) # get_byte(v_key, v_position));
  end loop;

  return sha256(v_outer || sha256(v_inner || message));
end;
$$;
comment on function dashboard_refresh._hmac_sha256(bytea, bytea) is 'HMAC-SHA256 (RFC 2104), as hmac of pgcrypto gives it.';

create or replace function dashboard_refresh._sign(
  secret text,
  message_id text,
  at_epoch_seconds bigint,
  body text
)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'v1,' || encode(
    dashboard_refresh._hmac_sha256(
      convert_to(message_id || '.' || at_epoch_seconds || '.' || body, 'UTF8'),
      decode(substr(secret, length('whsec_') + 1), 'base64')
    ),
    'base64'
  );
$$;
comment on function dashboard_refresh._sign(text, text, bigint, text) is
  'The webhook-signature header of the Standard Webhooks specification (symmetric, v1).';

create or replace function dashboard_refresh._signed_headers(secret text, message_id text, body text)
returns jsonb language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_epoch_seconds constant bigint := extract(epoch from clock_timestamp());
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'Content-Type', 'application/json',
    'webhook-id', message_id,
    'webhook-timestamp', v_epoch_seconds::text,
    'webhook-signature', dashboard_refresh._sign(secret, message_id, v_epoch_seconds, body)
  ));
end;
$$;
comment on function dashboard_refresh._signed_headers(text, text, text) is
  'The headers of a message of this body, signed now; without a secret there is no signature among them.';
