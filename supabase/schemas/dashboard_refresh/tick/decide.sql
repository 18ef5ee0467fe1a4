/* What a firing of a view's job decides by. */

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
      upstream_as_of = dashboard_refresh._upstream_as_of(state, at),
      skipped_ticks = view_state.skipped_ticks + 1,
      seconds_saved = view_state.seconds_saved + coalesce(extract(epoch from view_state.last_duration), 0)
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
  'Records that the sources were unchanged until known_until, and that this saved a refresh. catalog_changes: counted before the look (see '
  '_catalog_changes); at: the time of the look.';

create or replace function dashboard_refresh._answer_waiting(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_left_id uuid;
begin
  if not exists (select from dashboard_refresh.runs where runs.view_id = view.id and runs.status = 'queued') then
    return null;
  end if;

  perform dashboard_refresh._cancel_asked(view.id);
  perform dashboard_refresh._mark_overdue_lost(view, state, at);

  -- Left to the rescue jobs. They may be gone, and this session can do it as well.
  select runs.id into v_left_id
  from dashboard_refresh.runs
  where runs.view_id = view.id and runs.status = 'queued' and dashboard_refresh._is_left_to_rescue(runs)
  order by runs.requested_at
  limit 1;

  if found then
    -- Still queued: it has its turn after a run of a view that this one reads.
    return coalesce(nullif(dashboard_refresh.run(v_left_id) ->> 'status', 'queued'), 'upstream');
  elsif exists (select from dashboard_refresh.runs where runs.view_id = view.id and runs.status = 'queued') then
    return 'busy';
  end if;

  return null;
end;
$$;
comment on function dashboard_refresh._answer_waiting(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'What a tick answers because of a run that is waiting: how that went, where it was left to the rescue jobs, or busy while '
  'the Edge Function may still pick it up; null when none is left. The caller holds the view''s lock.';
