/* Where a refresh runs, and the request that starts it in the Edge Function. */

create or replace function dashboard_refresh._api_limit()
returns interval language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- A call is cut at 55 s (see run_dashboard_refresh). What comes this close to it may be cut the next time.
  select interval '40 seconds';
$$;
comment on function dashboard_refresh._api_limit() is
  'A refresh that takes longer than this does not go through the API, unless the setting path asks for it.';

create or replace function dashboard_refresh._longest_of_late(view dashboard_refresh.views)
returns interval language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select max(recent.duration)
    from (
      select runs.finished_at - runs.started_at as duration
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.started_at is not null and runs.finished_at is not null
      order by runs.requested_at desc
      limit 5
    ) as recent
  );
end;
$$;
comment on function dashboard_refresh._longest_of_late(dashboard_refresh.views) is
  'How long the longest of the view''s last five refreshes took, however it ended; null before the first.';

create or replace function dashboard_refresh._choose_path(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  endpoint dashboard_refresh.endpoint,
  at timestamptz,
  out path text,
  out reason text
)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_longest interval;
begin
  if view.path = 'database' then
    path := 'database';
    reason := 'the setting says so';
    return;
  elsif endpoint.missing is not null then
    path := 'database';
    reason := endpoint.missing;
    return;
  elsif view.path = 'edge' then
    path := 'edge';
    reason := 'the setting says so';
    return;
  elsif state.function_retry_at > at then
    path := 'database';
    reason := format('the last %s runs sent to the Edge Function were lost; it is tried again at %s',
      state.consecutive_losses, date_trunc('second', state.function_retry_at));
    return;
  end if;

  v_longest := dashboard_refresh._longest_of_late(view);

  if v_longest > dashboard_refresh._api_limit() then
    path := 'database';
    reason := format(
      'one of its last five refreshes took %s s, and an API call is cut at 55 s', round(extract(epoch from v_longest))
    );
  else
    path := 'edge';
    reason := 'the Edge Function is configured';
  end if;
end;
$$;
comment on function dashboard_refresh._choose_path(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.endpoint, timestamptz
) is
  'Where a tick at `at` refreshes the view, and why. Without an Edge Function to call it is the database; with the '
  'setting auto also while the function loses what it is sent (see _record_loss), and when one of the last five refreshes '
  'took over 40 s, close to the 55 s that an API call is given.';

create or replace function dashboard_refresh._is_left_to_rescue(run dashboard_refresh.runs)
returns boolean language sql immutable
set search_path = pg_catalog, pg_temp as $$
  -- Who asks by request() runs it himself; a tick's run in the database is never seen queued.
  select run.status = 'queued' and run.path = 'database' and run.trigger <> 'sql';
$$;
comment on function dashboard_refresh._is_left_to_rescue(dashboard_refresh.runs) is
  'True for a queued run that waits for a session in the database: of the watchdog, of a cascade, or asked for over the '
  'API for a view that takes too long there. A rescue job runs it, or a tick that comes first.';

create or replace function dashboard_refresh._fits_api(run dashboard_refresh.runs)
returns boolean language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return not dashboard_refresh._is_left_to_rescue(run)
    -- Left there for its turn, and not because an API call would be cut in the middle of it.
    or (
      run.trigger = 'admin'
      and (
        select coalesce(dashboard_refresh._longest_of_late(views) <= dashboard_refresh._api_limit(), true)
        from dashboard_refresh.views
        where views.id = run.view_id
      )
    );
end;
$$;
comment on function dashboard_refresh._fits_api(dashboard_refresh.runs) is 'Whether an API call may do the work of the run.';

create or replace function dashboard_refresh._send_trigger(
  run dashboard_refresh.runs,
  view dashboard_refresh.views,
  endpoint dashboard_refresh.endpoint
)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_posted constant dashboard_refresh.posted := dashboard_refresh._post(
    endpoint.url || '/refresh', endpoint.secret, run.id::text, jsonb_build_object('view', view.view, 'run_id', run.id)
  );
begin
  update dashboard_refresh.runs
  set http_request_id = v_posted.request_id,
    path = case when v_posted.problem is null then runs.path else 'database' end
  where runs.id = run.id;

  if v_posted.problem is not null then
    raise warning using message = format('run %s goes to the database: %s', run.id, v_posted.problem);
  end if;

  return v_posted.problem is null;
end;
$$;
comment on function dashboard_refresh._send_trigger(
  dashboard_refresh.runs, dashboard_refresh.views, dashboard_refresh.endpoint
) is
  'Hands a queued run to the Edge Function: a signed request through pg_net, sent when the transaction commits. False '
  'where pg_net did not take it; then the run''s path is the database.';
