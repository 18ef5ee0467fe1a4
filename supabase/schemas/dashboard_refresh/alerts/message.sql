/* The message of an alert, and what an attempt to deliver it comes to. */

create or replace function dashboard_refresh._alert_body(alert dashboard_refresh.alerts)
returns jsonb language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  -- What a message quotes may have been written by anybody. With a zero-width space after it, @ addresses nobody.
  v_text constant text := regexp_replace(replace(alert.summary, '@', '@' || chr(8203)), '\s+', ' ', 'g');
begin
  return jsonb_build_object(
    -- Slack and Mattermost show text, with these three escaped; Discord shows content, of at most 2000 characters.
    'text', replace(replace(replace(v_text, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'),
    'content', left(v_text, 2000),
    'allowed_mentions', jsonb_build_object('parse', '[]'::jsonb),
    -- For machines. Not on the top level: Mattermost gives the names type and props a meaning of its own.
    'alert', jsonb_build_object(
      'id', alert.id, 'kind', alert.kind, 'created_at', alert.created_at, 'facts', alert.facts
    )
  );
end;
$$;
comment on function dashboard_refresh._alert_body(dashboard_refresh.alerts) is
  'The message of an alert: text for Slack and Mattermost, content for Discord, alert for machines.';

create or replace function dashboard_refresh._alert_message_id(alert dashboard_refresh.alerts)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select 'alert_' || alert.id;
$$;
comment on function dashboard_refresh._alert_message_id(dashboard_refresh.alerts) is
  'The webhook-id of an alert: the same whenever, and whoever, sends it.';

create or replace function dashboard_refresh._after_attempt(
  alert dashboard_refresh.alerts,
  problem text,
  at timestamptz
)
returns dashboard_refresh.alerts language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts := alert;
  v_is_last constant boolean := alert.attempts >= 10 or alert.kind = 'test';
begin
  v_alert.error_message := problem;

  if problem is null then
    v_alert.status := 'delivered';
    v_alert.finished_at := at;
  else
    v_alert.status := case when v_is_last then 'failed' else 'pending' end;
    v_alert.finished_at := case when v_is_last then at end;
    v_alert.next_attempt_at := at + least(interval '1 minute' * power(2, v_alert.attempts - 1), interval '1 hour');
  end if;

  return v_alert;
end;
$$;
comment on function dashboard_refresh._after_attempt(dashboard_refresh.alerts, text, timestamptz) is
  'An alert after an attempt that ended at `at`: delivered (no problem), or to be retried after 1 min, doubling up to 1 h, '
  'and given up after the tenth attempt, a test after the first. Writes nothing.';

create or replace function dashboard_refresh._webhook_problem(status_code integer, failure text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select case
    when status_code between 200 and 299 then null
    when status_code is not null then 'the webhook answered ' || status_code
    else 'the request failed: ' || failure
  end;
$$;
comment on function dashboard_refresh._webhook_problem(integer, text) is
  'Why an attempt that the webhook answered with this status, or that failed in this way (no status), was no delivery; '
  'null when it was.';

create or replace function dashboard_refresh._delivery_message_id(alert dashboard_refresh.alerts)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- Another for each attempt: the function does nothing for one that it has had.
  select format('deliver_%s_%s', alert.id, alert.attempts);
$$;
comment on function dashboard_refresh._delivery_message_id(dashboard_refresh.alerts) is
  'The id of the message that asks the Edge Function to deliver an alert, of its present attempt.';
