/* An alert as callers see it. */

create or replace function dashboard_refresh._find_alert(alert_id uuid)
returns dashboard_refresh.alerts language plpgsql
-- Volatile, to see what others have committed since the caller's statement began.
set search_path = pg_catalog, pg_temp as $$
declare
  v_alert dashboard_refresh.alerts;
begin
  select * into v_alert from dashboard_refresh.alerts where alerts.id = alert_id;

  if not found then
    perform dashboard_refresh._raise(
      'unknown_alert',
      format('there is no alert %s', coalesce(alert_id::text, '(null)')),
      format('Alerts are kept %s.', dashboard_refresh._retention()),
      'The last one about a view is in its status.'
    );
  end if;

  return v_alert;
end;
$$;
comment on function dashboard_refresh._find_alert(uuid) is 'The alert with that id, as of now. Raises unknown_alert.';

create or replace function dashboard_refresh._alert_json(alert dashboard_refresh.alerts)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'id', alert.id,
    'view', (select views.view from dashboard_refresh.views where views.id = alert.view_id),
    'kind', alert.kind,
    'status', alert.status,
    'summary', alert.summary,
    'created_at', alert.created_at,
    'attempts', alert.attempts,
    'next_attempt_at', case when alert.status = 'pending' then alert.next_attempt_at end,
    'sent_at', alert.sent_at,
    'finished_at', alert.finished_at,
    'via', alert.via,
    'error', alert.error_message
  );
$$;
comment on function dashboard_refresh._alert_json(dashboard_refresh.alerts) is 'An alert as callers see it.';
