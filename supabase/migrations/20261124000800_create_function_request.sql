/*
Purpose: ask for a refresh. The ledger's row exists, committed, before any work.

Objects: function request.
*/

create function dashboard_refresh.request(view text default null, trigger text default 'sql', force boolean default false)
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(request.view);
  v_run_id uuid;
begin
  if not v_view.active and force is not true then
    raise exception using
      errcode = 'DR006',
      message = format('%s is paused', v_view.view),
      detail = 'Its setting active is false, so nothing refreshes it.',
      hint = 'Resume it by setting active to true, or refresh it once with force.';
  elsif v_view.suspended_until > clock_timestamp() and force is not true then
    raise exception using
      errcode = 'DR007',
      message = format('%s is suspended after %s failures in a row', v_view.view, v_view.consecutive_failures),
      detail = format('Scheduled refreshes go on at %s.', date_trunc('second', v_view.suspended_until)),
      hint = 'See the last run for the cause; refresh it once with force when it is mended. A success ends the suspension.';
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path)
  values (v_view.id, request.trigger, case when request.trigger = 'sql' then 'database' else 'edge' end)
  returning runs.id into v_run_id;

  return v_run_id;
end;
$$;

comment on function dashboard_refresh.request(text, text, boolean) is
  'Puts a run for the view (null: the only one) into the ledger and returns its id, for run(). trigger says who asks; '
  'force goes past a pause or a suspension. Let it commit before run(), so that the run outlives whatever happens. '
  'Raises DR001, DR002, DR006 when paused, DR007 when suspended.';

revoke all on function dashboard_refresh.request(text, text, boolean)
from public, anon, authenticated, service_role;
