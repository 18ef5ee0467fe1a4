/* Sends a test to the webhook. */

create or replace function dashboard_refresh.test_alert()
returns uuid language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._alert_endpoint();
  v_alert dashboard_refresh.alerts;
begin
  perform dashboard_refresh._require_writable();

  if v_endpoint.missing is not null then
    perform dashboard_refresh._raise(
      'alerts_not_configured',
      format('alerts go nowhere: %s', v_endpoint.missing),
      'They are sent to the webhook whose URL Vault has under refresh_dashboard_alert_url.',
      case v_endpoint.reason
        when 'not_adopted' then 'select dashboard_refresh.adopt();'
        when 'malformed' then 'Correct it with vault.update_secret().'
        else $hint$select vault.create_secret('https://hooks.slack.com/services/…', 'refresh_dashboard_alert_url');$hint$
      end
    );
  end if;

  insert into dashboard_refresh.alerts (kind, summary, facts, created_at, next_attempt_at)
  values (
    'test',
    'Refresh Dashboard: a test. Alerts about managed views arrive here.',
    jsonb_build_object('views', (select coalesce(jsonb_agg(views.view order by views.view), '[]') from dashboard_refresh.views)),
    clock_timestamp(),
    clock_timestamp()
  )
  returning * into v_alert;

  perform dashboard_refresh._send_alert(
    v_alert, v_endpoint, dashboard_refresh._function_endpoint(), clock_timestamp()
  );
  return v_alert.id;
end;
$$;
comment on function dashboard_refresh.test_alert() is
  'Sends a test to the alert webhook when the transaction commits, and returns the alert''s id. Raises '
  'alerts_not_configured where there is no webhook.';
