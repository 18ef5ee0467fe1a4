/*
Purpose: one firing of a view's job. Decides and hands over; does heavy work only where nothing can be handed over to.

Objects: functions _endpoint, _effective_path, _signature, _lose_overdue, tick.
*/

create function dashboard_refresh._endpoint(out url text, out secret text, out missing text)
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_project_url text;
begin
  if to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    missing := 'pg_net is not installed';
    return;
  elsif to_regclass('vault.decrypted_secrets') is null then
    missing := 'Vault is not installed';
    return;
  end if;

  select
    max(decrypted_secret) filter (where name = 'project_url'),
    max(decrypted_secret) filter (where name = 'refresh_dashboard_trigger_secret')
  into v_project_url, secret
  from vault.decrypted_secrets
  where name in ('project_url', 'refresh_dashboard_trigger_secret');

  -- While it is rotated the secret may be several, separated by spaces; the first is the one to sign with.
  secret := split_part(trim(secret), ' ', 1);
  url := rtrim(trim(v_project_url), '/') || '/functions/v1/refresh-dashboard/refresh';

  if coalesce(v_project_url, '') !~ '^\s*https?://[^\s/]' then
    missing := 'Vault has no http(s) URL under project_url';
  -- At least 24 bytes after decoding, as the Standard Webhooks specification asks.
  elsif coalesce(secret, '') !~ '^whsec_[A-Za-z0-9+/]{32,}={0,2}$' or length(secret) % 4 <> 2 then
    missing := 'Vault has no whsec_ secret under refresh_dashboard_trigger_secret';
  end if;

  if missing is not null then
    url := null;
    secret := null;
  end if;
end;
$$;

comment on function dashboard_refresh._endpoint() is
  'Where and with what secret the Edge Function is called, from Vault. missing: what is not there or malformed, in '
  'words without its value; then url and secret are null.';

create function dashboard_refresh._effective_path(path text, out effective text, out reason text)
language plpgsql
stable
security invoker
set search_path = ''
as $$
declare
  v_missing text := (select _endpoint.missing from dashboard_refresh._endpoint());
begin
  effective := case when path = 'database' or v_missing is not null then 'database' else 'edge' end;
  reason := case
    when path = 'database' then 'the setting says so'
    when v_missing is not null then v_missing
    when path = 'edge' then 'the setting says so'
    else 'the Edge Function is configured'
  end;
end;
$$;

comment on function dashboard_refresh._effective_path(text) is
  'Where a tick would refresh, given the setting path, and why. Without an Edge Function to call it is the database.';

create function dashboard_refresh._signature(secret text, message_id text, at_epoch_seconds bigint, body text)
returns text
language sql
immutable
security invoker
set search_path = ''
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

create function dashboard_refresh._lose_overdue(view_id integer, at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = ''
as $$
begin
  update dashboard_refresh.runs
  set status = 'lost',
    finished_at = at,
    error_message = case
      when runs.path = 'database' then 'nobody ran it within a minute'
      when runs.http_request_id is null then 'the function that asked for it did not run it within a minute'
      else 'the Edge Function did not run it within a minute: ' || coalesce(
        (
          select case
            when _http_response.timed_out then 'it did not answer in time'
            when _http_response.error_msg is not null then 'the request failed: ' || _http_response.error_msg
            when _http_response.status_code = 202 then 'it accepted the request and was then stopped, or could not '
              'reach the database'
            else 'it answered ' || _http_response.status_code
          end
          from net._http_response
          where _http_response.id = runs.http_request_id
        ),
        case
          when exists (select from net.http_request_queue where http_request_queue.id = runs.http_request_id)
            then 'pg_net has not sent the request yet'
          else 'pg_net knows no answer; it may still be waiting for one, or has lost the request'
        end
      )
    end,
    error_hint = case
      when runs.path = 'edge' then 'See the logs of the Edge Function refresh-dashboard, and status for what it lacks. '
        'With path set to database, refreshes do without it.'
      else 'Call run() after request().'
    end
  from dashboard_refresh.views
  where runs.view_id = _lose_overdue.view_id
    and views.id = runs.view_id
    and runs.status = 'queued'
    -- A run that found the view busy gets its minute from when it no longer was.
    and greatest(runs.requested_at, views.last_finished_at) < at - interval '1 minute';

  return found;
end;
$$;

comment on function dashboard_refresh._lose_overdue(integer, timestamptz) is
  'Marks as lost the queued runs of the view that nobody picked up within a minute before `at`, with the reason as far '
  'as pg_net still knows it. True when there were any. The caller holds the view''s lock, so none of them is running.';

create function dashboard_refresh.tick(view text)
returns text
language plpgsql
volatile
security invoker
set search_path = ''
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(tick.view);
  v_now timestamptz := clock_timestamp();
  v_path text := (select _effective_path.effective from dashboard_refresh._effective_path(v_view.path));
  v_endpoint record;
  v_run_id uuid;
  v_body jsonb;
  v_http_request_id bigint;
begin
  if not v_view.active then
    return 'paused';
  elsif v_view.retry_at > v_now then
    return 'suspended';
  elsif not dashboard_refresh._try_lock_view(v_view.id) then
    return 'busy';
  end if;

  perform dashboard_refresh._lose_overdue(v_view.id, v_now);

  if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
    return 'busy';
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path)
  values (v_view.id, 'cron', v_path)
  returning runs.id into v_run_id;

  if v_path = 'database' then
    perform dashboard_refresh._perform(v_run_id);
    return (select runs.status from dashboard_refresh.runs where runs.id = v_run_id);
  end if;

  select * into v_endpoint from dashboard_refresh._endpoint();
  v_body := jsonb_build_object('view', v_view.view, 'run_id', v_run_id);

  -- Any login role can read what waits in pg_net's queue, so nothing in these headers is worth reading: the signature
  -- is good for this run alone and for minutes.
  v_http_request_id := net.http_post(
    url => v_endpoint.url,
    body => v_body,
    headers => jsonb_build_object(
      'Content-Type', 'application/json',
      'webhook-id', v_run_id,
      'webhook-timestamp', extract(epoch from v_now)::bigint::text,
      'webhook-signature', dashboard_refresh._signature(
        -- pg_net sends the body as body::text, so that is what is signed.
        v_endpoint.secret, v_run_id::text, extract(epoch from v_now)::bigint, v_body::text
      )
    ),
    timeout_milliseconds => 5000
  );

  update dashboard_refresh.runs set http_request_id = v_http_request_id where runs.id = v_run_id;

  return 'requested';
end;
$$;

comment on function dashboard_refresh.tick(text) is
  'One firing of a view''s job, called by pg_cron. Says what it did: paused, suspended, busy (a run is under way or '
  'waiting), requested (the Edge Function was called), or, refreshed here, succeeded or failed. '
  'Raises DR001 for a view that is not managed.';

revoke all on function
  dashboard_refresh._endpoint(),
  dashboard_refresh._effective_path(text),
  dashboard_refresh._signature(text, text, bigint, text),
  dashboard_refresh._lose_overdue(integer, timestamptz),
  dashboard_refresh.tick(text)
from public, anon, authenticated, service_role;
