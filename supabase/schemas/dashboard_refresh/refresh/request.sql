/* Requests a refresh. The ledger's row exists, committed, before any work. */

create or replace function dashboard_refresh._require_unheld(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_suspended_until constant timestamptz := dashboard_refresh._suspended_until(view, state);
begin
  if not view.active then
    perform dashboard_refresh._raise(
      'paused',
      format('%s is paused', view.view),
      'Its setting active is false, so nothing refreshes it.',
      'Resume it by setting active to true, or refresh it once with force.'
    );
  elsif v_suspended_until > clock_timestamp() then
    perform dashboard_refresh._raise(
      'suspended',
      format('%s is suspended after %s failures in a row', view.view, state.consecutive_failures),
      format('Scheduled refreshes go on at %s.', date_trunc('second', v_suspended_until)),
      'See the last run for the cause; when it is fixed, refresh once with force. A success ends the suspension.'
    );
  end if;
end;
$$;
comment on function dashboard_refresh._require_unheld(dashboard_refresh.views, dashboard_refresh.view_state) is
  'Raises paused or suspended where nothing is to refresh the view unasked.';

create or replace function dashboard_refresh.request(
  view text default null,
  trigger text default 'sql',
  force boolean default false,
  requested_by text default null
)
returns uuid language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(request.view);
  v_state dashboard_refresh.view_state := dashboard_refresh._state_of(v_view);
  v_run_id uuid;
begin
  perform dashboard_refresh._require_writable();

  perform dashboard_refresh._require_unheld(v_view, v_state) where force is not true;

  insert into dashboard_refresh.runs (view_id, trigger, path, requested_by)
  values (
    v_view.id,
    request.trigger,
    case
      when request.trigger = 'sql'
        or (v_view.path <> 'edge' and dashboard_refresh._longest_of_late(v_view) > dashboard_refresh._api_limit())
        then 'database'
      else 'edge'
    end,
    coalesce(request.requested_by, session_user)
  )
  returning runs.id into v_run_id;

  return v_run_id;
end;
$$;
comment on function dashboard_refresh.request(text, text, boolean, text) is
  'Enters a run for the view (null: the only one) in the ledger and returns its id, for run(). trigger: what asks for it; '
  'other than sql, of a view that takes too long for an API call, it is left to the rescue jobs. '
  'force overrides a pause or a suspension. requested_by: whom the run names, by default the session''s role. Commit before run(), so that the run outlives whatever happens. '
  'Raises unknown_view, view_required, paused, suspended.';
