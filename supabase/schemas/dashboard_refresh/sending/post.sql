/* Hands a signed message to pg_net, and finds out what became of it. */

create or replace function dashboard_refresh._post(url text, secret text, message_id text, body jsonb)
returns dashboard_refresh.posted language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_posted dashboard_refresh.posted;
begin
  -- With this lock held nobody can add a trigger between the check and the insert; it blocks neither senders nor pg_net.
  -- Where pg_net (before 0.12) grants nothing on the table, nobody else has a right to it either.
  if has_table_privilege('net.http_request_queue', 'insert') then
    lock table net.http_request_queue in row exclusive mode;
  end if;

  if dashboard_refresh._queue_has_trigger() then
    v_posted.problem := 'net.http_request_queue has a trigger, which would run with the rights of this session';
    return v_posted;
  end if;

  -- Any login role can read pg_net's queue, so nothing in these headers may be worth reading: the signature is good for
  -- this message alone and for minutes. pg_net sends the body as body::text, so that is what is signed.
  v_posted.request_id := net.http_post(
    url => url,
    body => body,
    headers => dashboard_refresh._signed_headers(secret, message_id, body::text),
    timeout_milliseconds => 5000
  );
  return v_posted;
exception
  -- pg_net raises for what it does not take, with the URL in its text, which may be a secret: so the text goes no further.
  when others then
    return (null::bigint, format('pg_net did not take the request (SQLSTATE %s)', sqlstate));
end;
$$;
comment on function dashboard_refresh._post(text, text, text, jsonb) is
  'Hands a message to pg_net, which sends it when the transaction commits, and returns the request''s id, or why that was '
  'not possible. Signed by the Standard Webhooks specification; without a secret it is not. Does not raise.';

create or replace function dashboard_refresh._request_outcome(
  request_id bigint,
  message_id text,
  sent_at timestamptz,
  out state text,
  out status_code integer,
  out error_message text,
  out begun_at timestamptz
)
language plpgsql
-- Volatile, to see what pg_net has committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
declare
  v_started_at timestamptz;
begin
  if request_id is null then
    return;
  end if;

  -- A crash empties pg_net's tables and its ids start again, so an id alone may be that of another request. After a crash
  -- there is a new checkpointer, also where the server itself goes on.
  select coalesce(max(activity.backend_start), pg_postmaster_start_time())
  into v_started_at
  from pg_stat_get_activity(null) as activity
  where activity.backend_type = 'checkpointer';

  -- Before 0.19.6 pg_net does not set timed_out, but error_msg and no status. Any login role can write the text.
  select
    case when _http_response.status_code is null then 'failed' else 'answered' end,
    _http_response.status_code,
    case
      when _http_response.timed_out then 'no answer in time'
      when _http_response.status_code is null then
        coalesce(dashboard_refresh._safe_message(_http_response.error_msg), 'pg_net gives no reason')
    end,
    _http_response.created
  into state, status_code, error_message, begun_at
  from net._http_response
  where _http_response.id = request_id
    -- created is when pg_net began the batch. The clock may have been set a little.
    and _http_response.created between sent_at - interval '1 minute' and sent_at + interval '5 minutes'
    and not (sent_at < v_started_at and _http_response.created >= v_started_at);

  if not found then
    state := case
      when exists (
        select from net.http_request_queue
        where http_request_queue.id = request_id and http_request_queue.headers ->> 'webhook-id' = message_id
      ) then 'queued'
      else 'unknown'
    end;
  end if;
exception
  -- Without pg_net nothing is known, nor on a standby, where its unlogged tables cannot be read.
  when undefined_table or invalid_schema_name or insufficient_privilege or feature_not_supported then
    state := 'unknown';
end;
$$;
comment on function dashboard_refresh._request_outcome(bigint, text, timestamptz) is
  'What pg_net knows of a request: queued, answered with status_code, failed for the reason error_message (no status), '
  'or unknown: it waits for the answer, has lost the request, or has forgotten it (after pg_net.ttl, 6 h). Null for no '
  'request. message_id, sent_at: of the message that it carried, and when it was handed over. begun_at: when pg_net began '
  'to send, which it says only afterwards.';
