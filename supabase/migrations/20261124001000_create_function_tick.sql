/*
Purpose: one firing of a view's job. Decides and hands over; does heavy work only where nothing can be handed over to.

Objects: functions _effective_path, _send, _paced_until, _is_overdue, _lose_overdue, _hold, tick.
*/

create function dashboard_refresh._effective_path(view dashboard_refresh.views, out effective text, out reason text)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_missing text;
  v_longest interval;
begin
  if view.path <> 'database' then
    v_missing := (select _endpoint.missing from dashboard_refresh._endpoint());
  end if;

  if view.path = 'auto' and v_missing is null then
    select max(recent.took)
    into v_longest
    from (
      select runs.finished_at - runs.started_at as took
      from dashboard_refresh.runs
      where runs.view_id = view.id and runs.started_at is not null and runs.finished_at is not null
      order by runs.requested_at desc
      limit 5
    ) as recent;
  end if;

  effective := case
    when view.path = 'database' or v_missing is not null or v_longest > interval '40 seconds' then 'database'
    else 'edge'
  end;
  reason := case
    when view.path = 'database' then 'the setting says so'
    when v_missing is not null then v_missing
    when view.path = 'edge' then 'the setting says so'
    when v_longest > interval '40 seconds' then format(
      'one of its last five refreshes took %s s, and an API call is cut at 55 s', round(extract(epoch from v_longest))
    )
    else 'the Edge Function is configured'
  end;
end;
$$;

comment on function dashboard_refresh._effective_path(dashboard_refresh.views) is
  'Where a tick would refresh the view, and why. Without an Edge Function to call it is the database; with path auto '
  'also when one of the last five refreshes took over 40 s, near the 55 s an API call is given.';

create function dashboard_refresh._send(run_id uuid)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_endpoint record;
  v_body jsonb;
  v_http_request_id bigint;
begin
  select * into v_endpoint from dashboard_refresh._endpoint();

  select jsonb_build_object('view', views.view, 'run_id', runs.id)
  into strict v_body
  from dashboard_refresh.runs
  join dashboard_refresh.views on views.id = runs.view_id
  where runs.id = _send.run_id;

  v_http_request_id := dashboard_refresh._post(v_endpoint.url, v_endpoint.secret, run_id::text, v_body);
  update dashboard_refresh.runs set http_request_id = v_http_request_id where runs.id = _send.run_id;
end;
$$;

comment on function dashboard_refresh._send(uuid) is
  'Hands a queued run to the Edge Function: a signed request through pg_net, sent when the transaction commits.';

create function dashboard_refresh._paced_until(view dashboard_refresh.views)
returns timestamptz
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select view.last_finished_at + view.last_duration * (1 / view.max_duty_cycle - 1)::double precision;
end;

comment on function dashboard_refresh._paced_until(dashboard_refresh.views) is
  'Before this time a scheduled refresh would take more than max_duty_cycle of the time; null before the first.';

create function dashboard_refresh._is_overdue(
  run dashboard_refresh.runs,
  last_finished_at timestamptz,
  at timestamptz
)
returns boolean
language sql
immutable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select run.status = 'queued'
    -- These are the watchdog's own to run.
    and not (run.trigger = 'cascade' and run.path = 'database')
    -- Well under a minute: tick and watchdog fire in the same second, and a run must not just miss the watchdog's next
    -- look. A run that found the view busy gets its time from when it no longer was.
    and (
      greatest(run.requested_at, last_finished_at) < at - interval '45 seconds'
      -- The clock was set back since.
      or run.requested_at > at + interval '5 minutes'
    );
end;

comment on function dashboard_refresh._is_overdue(dashboard_refresh.runs, timestamptz, timestamptz) is
  'True for a queued run that nobody picked up within 45 seconds before `at`, though the view was free.';

create function dashboard_refresh._lose_overdue(view_id integer, at timestamptz)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  update dashboard_refresh.runs
  set status = 'lost',
    finished_at = at,
    error_message = case
      when runs.path = 'database' then 'nobody ran it in time'
      when runs.http_request_id is null then 'the function that asked for it did not run it in time'
      else 'the Edge Function did not run it in time: ' || (
        select case
          when answer.state = 'failed' then 'the request failed: ' || answer.error_message
          when answer.state = 'queued' then 'pg_net has not sent the request yet'
          when answer.state = 'unknown' then 'pg_net knows no answer; it may still be waiting for one, or has lost the request'
          when answer.status_code = 202 then 'it accepted the request and was then stopped, or could not reach the database'
          else 'it answered ' || answer.status_code
        end
        from dashboard_refresh._answer(runs.http_request_id) as answer
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
    and dashboard_refresh._is_overdue(runs, views.last_finished_at, at);

  if found then
    perform dashboard_refresh._count_failure(_lose_overdue.view_id, null, at);
  end if;

  return found;
end;
$$;

comment on function dashboard_refresh._lose_overdue(integer, timestamptz) is
  'Marks as lost the runs of the view that are overdue at `at`, with the reason as far '
  'as pg_net still knows it. True when there were any. The caller holds the view''s lock, so none of them is running.';

create function dashboard_refresh._hold(view dashboard_refresh.views, at timestamptz)
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_statistics record := dashboard_refresh._statistics(at);
begin
  if cardinality(view.upstream) > 0 and dashboard_refresh._upstream_is_busy(view) then
    return 'upstream';
  elsif view.skip_unchanged
    and at - view.data_as_of < view.force_after
    -- Where backends may keep back what they did for longer than the promise allows, unchanged is not known.
    and at - greatest(view.data_as_of, view.verified_at, v_statistics.known_until) <= view.max_staleness
    and dashboard_refresh._is_unchanged(view, v_statistics.epoch)
  then
    update dashboard_refresh.views
    set verified_at = greatest(views.verified_at, v_statistics.known_until),
      upstream_as_of = dashboard_refresh._upstream_as_of(_hold.view, at)
    -- Not worth a wait for somebody who is changing the settings.
    where views.id = (select views.id from dashboard_refresh.views where views.id = _hold.view.id for no key update skip locked)
      and v_statistics.known_until > greatest(views.verified_at, views.data_as_of);

    return 'unchanged';
  elsif dashboard_refresh._paced_until(view) > at then
    return 'paced';
  end if;

  return null;
end;
$$;

comment on function dashboard_refresh._hold(dashboard_refresh.views, timestamptz) is
  'Why a tick leaves the view as it is: unchanged (and notes until when that is known), paced, or upstream (a managed '
  'view it reads is being refreshed, and will refresh this one). Null: refresh. The caller holds the view''s lock.';

create function dashboard_refresh.tick(view text)
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(tick.view);
  v_now timestamptz := clock_timestamp();
  v_hold text;
  v_run dashboard_refresh.runs;
begin
  if not v_view.active then
    return 'paused';
  elsif v_view.suspended_until > v_now then
    return 'suspended';
  elsif not dashboard_refresh._try_lock_view(v_view.id) then
    -- The watchdog looks after this too, but not while it is the one that refreshes.
    perform dashboard_refresh._stop_overlong(v_view, v_now);
    return 'busy';
  end if;

  if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
    perform dashboard_refresh._lose_overdue(v_view.id, v_now);

    if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
      return 'busy';
    end if;
  end if;

  -- Read again with the lock held: a refresh may have ended since the first look.
  select * into strict v_view from dashboard_refresh.views where views.id = v_view.id;
  v_hold := dashboard_refresh._hold(v_view, v_now);

  if v_hold is not null then
    return v_hold;
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path)
  values (v_view.id, 'cron', (select _effective_path.effective from dashboard_refresh._effective_path(v_view)))
  returning * into v_run;

  if v_run.path = 'edge' then
    perform dashboard_refresh._send(v_run.id);
    return 'requested';
  end if;

  perform dashboard_refresh._perform(v_run.id, 'database');
  return (select runs.status from dashboard_refresh.runs where runs.id = v_run.id);
end;
$$;

comment on function dashboard_refresh.tick(text) is
  'One firing of a view''s job, called by pg_cron. Says what it did: paused, suspended, busy (a run is under way or '
  'waiting), unchanged, paced or upstream (see _hold), requested (the Edge Function was called), or, refreshed here, '
  'succeeded or failed. A tick that refreshes nothing writes no run. Raises DR001 for a view that is not managed.';

revoke all on function
  dashboard_refresh._effective_path(dashboard_refresh.views),
  dashboard_refresh._send(uuid),
  dashboard_refresh._paced_until(dashboard_refresh.views),
  dashboard_refresh._is_overdue(dashboard_refresh.runs, timestamptz, timestamptz),
  dashboard_refresh._lose_overdue(integer, timestamptz),
  dashboard_refresh._hold(dashboard_refresh.views, timestamptz),
  dashboard_refresh.tick(text)
from public, anon, authenticated, service_role;
