/* Problems on the way to the Edge Function and to the webhook of the alerts. */

create or replace function dashboard_refresh._installation_problems()
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_why_not_adopted constant text := dashboard_refresh._why_not_adopted();
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        v_why_not_adopted is not null,
        'not_adopted', 'warning',
        format('This database counts as a copy, from which nothing is sent: %s. Refreshes run in the database.',
          v_why_not_adopted),
        'If it is to stand on its own, see that Vault has its own project_url and refresh_dashboard_alert_url, then: '
          'select dashboard_refresh.adopt();'
      ),
      (
        to_regclass('cron.job') is null,
        'cron_missing', 'error',
        'pg_cron is not installed in this database, so nothing fires.',
        'A server runs pg_cron in one database. If it is to be this one, install the extension and make the jobs again: '
          'select dashboard_refresh.adopt();'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._installation_problems() is
  'What is wrong with the place that this is in: it was copied there, or lacks pg_cron.';

create or replace function dashboard_refresh._function_problems(
  view dashboard_refresh.views,
  endpoint dashboard_refresh.endpoint
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        view.path <> 'database' and endpoint.reason <> 'not_adopted',
        'no_edge_function', 'warning',
        format('Refreshes run in the database: %s.', endpoint.missing),
        case endpoint.reason
          when 'malformed' then 'Correct it with vault.update_secret(). A project_url is like https://<project>.supabase.co.'
          else 'Put project_url and refresh_dashboard_trigger_secret into Vault, or set path to database if that is intended.'
        end
      ),
      (
        view.path = 'edge' and view.max_duration > interval '55 seconds',
        'max_duration_unreachable', 'warning',
        format('max_duration is %s, but an API call is cut at 55 s.', view.max_duration),
        'Set path to database for a refresh that takes longer, or max_duration to 55 seconds.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._function_problems(dashboard_refresh.views, dashboard_refresh.endpoint) is
  'What keeps refreshes of the view from running in the Edge Function, or ends them there too early.';

create or replace function dashboard_refresh._last_tried_alert(view_id integer)
returns dashboard_refresh.alerts language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_last dashboard_refresh.alerts;
begin
  select *
  into v_last
  from dashboard_refresh.alerts
  where alerts.view_id = _last_tried_alert.view_id and alerts.status <> 'unsent' and alerts.attempts > 0
  order by alerts.created_at desc
  limit 1;

  return v_last;
end;
$$;
comment on function dashboard_refresh._last_tried_alert(integer) is
  'The last alert about the view that there was an attempt to deliver; null when there is none.';

create or replace function dashboard_refresh._is_undelivered(alert dashboard_refresh.alerts)
returns boolean language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return alert.error_message is not null and alert.status <> 'delivered';
end;
$$;
comment on function dashboard_refresh._is_undelivered(dashboard_refresh.alerts) is
  'True for an alert that could not be delivered so far.';

create or replace function dashboard_refresh._alert_problems(
  view dashboard_refresh.views,
  endpoint dashboard_refresh.endpoint
)
returns setof dashboard_refresh.problem language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_last constant dashboard_refresh.alerts := dashboard_refresh._last_tried_alert(view.id);
begin
  return query
  select found.code, found.severity, found.message, found.hint
  from (
    values
      (
        endpoint.reason = 'malformed',
        'alerts_misconfigured', 'warning',
        format('Alerts go nowhere: %s.', endpoint.missing),
        'Correct it with vault.update_secret(), and test it with POST /alerts/test.'
      ),
      (
        endpoint.reason is distinct from 'malformed' and dashboard_refresh._is_undelivered(v_last),
        'alert_undelivered', 'warning',
        format('The last alert could not be delivered in %s attempts: %s.', v_last.attempts, v_last.error_message),
        case when v_last.status = 'failed' then 'It is given up. ' else 'It is tried again. ' end
          || 'See whether the URL in Vault under refresh_dashboard_alert_url is right, and test it with POST /alerts/test.'
      )
  ) as found (is_found, code, severity, message, hint)
  where found.is_found;
end;
$$;
comment on function dashboard_refresh._alert_problems(dashboard_refresh.views, dashboard_refresh.endpoint) is
  'What keeps alerts about the view from reaching their webhook.';
