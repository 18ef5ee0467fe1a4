/* Sends a signed message through pg_net, and finds out what became of it. */

create or replace function dashboard_refresh._sign(
  secret text,
  message_id text,
  at_epoch_seconds bigint,
  body text
)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'v1,' || encode(
    extensions.hmac(
      convert_to(message_id || '.' || at_epoch_seconds || '.' || body, 'UTF8'),
      decode(substr(secret, length('whsec_') + 1), 'base64'),
      'sha256'
    ),
    'base64'
  );
$$;
comment on function dashboard_refresh._sign(text, text, bigint, text) is
  'The webhook-signature header of the Standard Webhooks specification (symmetric, v1).';

create or replace function dashboard_refresh._post(url text, secret text, message_id text, body jsonb)
returns bigint language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_epoch_seconds constant bigint := extract(epoch from clock_timestamp());
begin
  -- With this lock held nobody can add a trigger between the check and the insert; it blocks neither senders nor pg_net.
  -- Where pg_net (before 0.12) grants nothing on the table, nobody else has a right to it either.
  if has_table_privilege('net.http_request_queue', 'insert') then
    lock table net.http_request_queue in row exclusive mode;
  end if;

  if dashboard_refresh._queue_has_trigger() then
    raise object_not_in_prerequisite_state using
      message = 'net.http_request_queue has a trigger, which would run with the rights of this session',
      hint = 'Find out who created it, and drop it.';
  end if;

  -- Any login role can read pg_net's queue, so nothing in these headers may be worth reading: the signature is good for
  -- this message alone and for minutes. pg_net sends the body as body::text, so that is what is signed.
  return net.http_post(
    url => url,
    body => body,
    headers => jsonb_strip_nulls(jsonb_build_object(
      'Content-Type', 'application/json',
      'webhook-id', message_id,
      'webhook-timestamp', v_epoch_seconds::text,
      'webhook-signature', dashboard_refresh._sign(secret, message_id, v_epoch_seconds, body::text)
    )),
    timeout_milliseconds => 5000
  );
end;
$$;
comment on function dashboard_refresh._post(text, text, text, jsonb) is
  'Hands a message to pg_net, which sends it when the transaction commits, and returns the request''s id. Signed by the '
  'Standard Webhooks specification; without a secret it is not.';

create or replace function dashboard_refresh._request_outcome(
  request_id bigint,
  out state text,
  out status_code integer,
  out error_message text
)
language plpgsql
-- Volatile, to see what pg_net has committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
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
  -- Without pg_net nothing is known, nor on a standby, where its unlogged tables cannot be read.
  when undefined_table or invalid_schema_name or insufficient_privilege or feature_not_supported then
    state := 'unknown';
end;
$$;
comment on function dashboard_refresh._request_outcome(bigint) is
  'What pg_net knows of a request: queued, answered with status_code, failed for the reason error_message (no status), '
  'or unknown: it waits for the answer, has lost the request, or has forgotten it (after pg_net.ttl, 6 h). Null for no '
  'request.';
