/* One firing of a view's job. Decides, and does heavy work only where there is nothing to hand it over to. */

create or replace function dashboard_refresh._why_not_refresh(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  known_until timestamptz,
  epoch text,
  at timestamptz
)
returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if cardinality(state.upstream) > 0 and dashboard_refresh._upstream_is_busy(state) then
    return 'upstream';
  elsif view.skip_unchanged
    and at - state.data_as_of < view.force_after
    -- Where backends may keep back what they did for longer than the promise allows, unchanged is not known.
    and at - greatest(state.data_as_of, state.verified_at, known_until) <= view.max_staleness
    and dashboard_refresh._is_unchanged(view, state, epoch)
  then
    return 'unchanged';
  elsif dashboard_refresh._rests_until(view, state) > at then
    return 'paced';
  end if;

  return null;
end;
$$;
comment on function dashboard_refresh._why_not_refresh(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz, text, timestamptz
) is
  'Why the view is left as it is at `at`: unchanged, paced, or upstream (a managed view it reads is being refreshed, and '
  'will cause a refresh of this one). Null: refresh. known_until, epoch: see _statistics_horizon.';

create or replace function dashboard_refresh._record_verified(
  state dashboard_refresh.view_state,
  known_until timestamptz,
  catalog_changes bigint,
  at timestamptz
)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if known_until > greatest(state.verified_at, state.data_as_of) then
    update dashboard_refresh.view_state
    set verified_at = known_until,
      catalog_changes = _record_verified.catalog_changes,
      upstream_as_of = dashboard_refresh._upstream_as_of(state, at)
    -- Not worth a wait.
    where view_state.view_id = (
      select view_state.view_id
      from dashboard_refresh.view_state
      where view_state.view_id = state.view_id
      for no key update skip locked
    );
  end if;
end;
$$;
comment on function dashboard_refresh._record_verified(
  dashboard_refresh.view_state, timestamptz, bigint, timestamptz
) is
  'Records that the sources were unchanged until known_until. catalog_changes: counted before the look (see '
  '_catalog_changes); at: the time of the look.';

create or replace function dashboard_refresh.tick(
  view text,
  search_path text default current_setting('search_path')
)
returns text language plpgsql
set search_path = pg_catalog, pg_temp
-- A transaction that locks what this view needs may delay its tick, not keep it.
set lock_timeout = '5s'
as $$
declare
  v_view dashboard_refresh.views := dashboard_refresh._find_view(tick.view);
  v_state dashboard_refresh.view_state;
  v_at timestamptz := clock_timestamp();
  v_statistics record;
  v_catalog_changes bigint;
  v_reason text;
  v_endpoint dashboard_refresh.endpoint;
  v_run dashboard_refresh.runs;
begin
  if not v_view.active then
    return 'paused';
  end if;

  v_state := dashboard_refresh._state_of(v_view);

  if dashboard_refresh._suspended_until(v_view, v_state) > v_at then
    return 'suspended';
  elsif not dashboard_refresh._try_lock_view(v_view.id) then
    -- The watchdog looks after this too, but not while it is the one that refreshes.
    perform dashboard_refresh._cancel_overlong(v_view, v_at);
    return 'busy';
  end if;

  if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
    perform dashboard_refresh._mark_overdue_lost(v_view, v_state, v_at);

    if exists (select from dashboard_refresh.runs where runs.view_id = v_view.id and runs.status = 'queued') then
      return 'busy';
    end if;
  end if;

  -- Read again with the lock held: a refresh may have ended since the first look.
  v_state := dashboard_refresh._state_of(v_view);
  perform dashboard_refresh._record_settings(tick.search_path);
  v_statistics := dashboard_refresh._statistics_horizon(v_at);
  -- Before the look, so that what is counted meanwhile is looked at next time.
  v_catalog_changes := dashboard_refresh._catalog_changes();
  v_reason := dashboard_refresh._why_not_refresh(v_view, v_state, v_statistics.known_until, v_statistics.epoch, v_at);

  if v_reason = 'unchanged' then
    perform dashboard_refresh._record_verified(v_state, v_statistics.known_until, v_catalog_changes, v_at);
  end if;

  if v_reason is not null then
    return v_reason;
  end if;

  if v_view.path <> 'database' then
    v_endpoint := dashboard_refresh._function_endpoint();
  end if;

  insert into dashboard_refresh.runs (view_id, trigger, path)
  values (
    v_view.id, 'cron', (select chosen.path from dashboard_refresh._choose_path(v_view, v_endpoint) as chosen)
  )
  returning * into v_run;

  if v_run.path = 'edge' then
    perform dashboard_refresh._send_trigger(v_run, v_view, v_endpoint);
    return 'requested';
  end if;

  v_run := dashboard_refresh._refresh(v_run, v_view, 'database');
  return v_run.status;
end;
$$;
comment on function dashboard_refresh.tick(text, text) is
  'One firing of a view''s job, called by pg_cron. Returns what it did: paused, suspended, busy (a run is under way or '
  'waiting), unchanged, paced or upstream (see _why_not_refresh), requested (the Edge Function was called), or, refreshed '
  'here, succeeded or failed. A tick that refreshes nothing writes no run. search_path: that of the session, which '
  'nobody needs to give. Raises unknown_view.';
