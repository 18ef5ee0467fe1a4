/* Runs that nobody picked up. */

create or replace function dashboard_refresh._is_overdue(
  run dashboard_refresh.runs,
  last_finished_at timestamptz,
  at timestamptz
)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select run.status = 'queued'
    -- These wait for their turn, however long that takes; a session that dies of one is noticed otherwise.
    and not dashboard_refresh._is_left_to_rescue(run)
    and (
      -- A run that found the view busy gets its time from when it no longer was.
      greatest(run.requested_at, last_finished_at) < at - dashboard_refresh._pickup_time()
      -- The clock was set back since.
      or run.requested_at > at + interval '5 minutes'
    );
$$;
comment on function dashboard_refresh._is_overdue(dashboard_refresh.runs, timestamptz, timestamptz) is
  'True for a queued run that nobody picked up within _pickup_time() before `at`, though the view was free.';

create or replace function dashboard_refresh._function_hint(message text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select case
    when message ~ 'it answered 40[13]' then
      'The Edge Function has another secret than Vault: npx refresh-dashboard deploy gives both the same.'
    when message ~ 'it answered (404|50[234])' then
      'See whether the Edge Function is there: npx refresh-dashboard deploy puts it there. Otherwise its logs say more.'
  end;
$$;
comment on function dashboard_refresh._function_hint(text) is
  'What to do about the Edge Function, by why it lost a run (_why_lost); null where that does not say.';

create or replace function dashboard_refresh._why_lost(run dashboard_refresh.runs, out message text, out hint text)
language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_outcome record;
begin
  if run.path = 'database' then
    message := 'nobody ran it in time';
    hint := 'Call run() after request().';
    return;
  end if;

  select * into v_outcome from dashboard_refresh._request_outcome(
    run.http_request_id, run.id::text, run.requested_at
  );
  message := case
    when run.http_request_id is null then 'the function that asked for it did not run it in time'
    else 'the Edge Function did not run it in time: ' || case
      when v_outcome.state = 'failed' then 'the request failed: ' || v_outcome.error_message
      when v_outcome.state = 'queued' then 'pg_net has not sent the request yet'
      when v_outcome.state = 'unknown' then 'pg_net knows no answer; it may still be waiting for one, or has lost the request'
      when v_outcome.status_code = 202 then 'it accepted the request and was then stopped, or could not reach the database'
      else 'it answered ' || v_outcome.status_code
    end
  end;
  hint := coalesce(dashboard_refresh._function_hint(message) || ' ', '') || 'See the logs of the Edge Function refresh-dashboard, and status for what it lacks. With path set to auto, '
    'refreshes run in the database after three losses in a row, and with database always.';
end;
$$;
comment on function dashboard_refresh._why_lost(dashboard_refresh.runs) is
  'Why nobody ran a run in time, as far as pg_net still knows, and what to do about it.';

create or replace function dashboard_refresh._mark_overdue_lost(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
  v_is_lost_in_function boolean := false;
  v_is_lost_here boolean := false;
begin
  for v_run in
    select *
    from dashboard_refresh.runs
    where runs.view_id = view.id
      and runs.status = 'queued'
      and dashboard_refresh._is_overdue(runs, state.last_finished_at, at)
    for no key update skip locked
  loop
    update dashboard_refresh.runs
    set (status, finished_at, error_message, error_hint) = (
      select 'lost', at, reason.message, reason.hint from dashboard_refresh._why_lost(v_run) as reason
    )
    where runs.id = v_run.id;

    perform dashboard_refresh._count_runs(array[v_run.id]);
    v_is_lost_in_function := v_is_lost_in_function or v_run.path = 'edge';
    v_is_lost_here := v_is_lost_here or v_run.path = 'database';
  end loop;

  if v_is_lost_in_function then
    perform dashboard_refresh._record_loss(view, at);
  end if;

  if v_is_lost_here then
    perform dashboard_refresh._record_failure(view, null, at);
  end if;
end;
$$;
comment on function dashboard_refresh._mark_overdue_lost(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'Marks as lost the runs of the view that are overdue at `at`, with the reason as far as pg_net still knows it, and '
  'counts one loss on the way for those that the Edge Function was to run, and one failure for those in the database. '
  'The caller holds the view''s lock, so none of them is running.';
