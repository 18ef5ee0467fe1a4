/* Sends one refresh the whole way through pg_net and the Edge Function, to see that it arrives. */

create or replace function dashboard_refresh.try_chain(view text default null)
returns uuid language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view constant dashboard_refresh.views := dashboard_refresh._find_view(try_chain.view);
  v_endpoint constant dashboard_refresh.endpoint := dashboard_refresh._function_endpoint();
  v_run dashboard_refresh.runs;
begin
  perform dashboard_refresh._require_writable();
  perform dashboard_refresh._require_unheld(v_view, dashboard_refresh._state_of(v_view));

  if v_endpoint.missing is not null then
    perform dashboard_refresh._raise(
      'function_not_configured',
      'nothing can be sent to the Edge Function from here',
      v_endpoint.missing || '.',
      'Put the URL of the project into Vault as project_url, and the secret of the function as '
        'refresh_dashboard_trigger_secret.'
    );
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path, requested_by)
  values (v_view.id, 'sql', 'edge', session_user)
  returning * into v_run;

  if not dashboard_refresh._send_trigger(v_run, v_view, v_endpoint) then
    perform dashboard_refresh._raise(
      'function_not_configured',
      'pg_net did not take the request for the Edge Function',
      'The warning before says why. Nothing was sent.',
      'Look at project_url in Vault, and at pg_net.'
    );
  end if;

  return v_run.id;
end;
$$;
comment on function dashboard_refresh.try_chain(text) is
  'Hands a refresh of the view (null: the only one) to the Edge Function, as a tick would, whatever has changed and whatever '
  'path its ticks take, and returns the run. It is sent when the transaction commits; the run in status, and its chain, say '
  'how far it came and when. Raises unknown_view, view_required, paused, suspended, function_not_configured.';
