/* Whether ticks can leave a view as it is, and what to do where they cannot. */

create or replace function dashboard_refresh._why_no_skip(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  statistics_epoch text,
  is_held boolean
)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select case
    when not view.skip_unchanged then 'the setting skip_unchanged is false'
    when state.untrackable is not null then concat_ws(
      '. ',
      format('every tick refreshes, because of %s: %s', state.untrackable_expression, state.untrackable),
      state.untrackable_instead
    )
    when not current_setting('track_counts')::boolean
      then 'every tick refreshes: track_counts is off, so changes are not counted'
    when statistics_epoch is null
      then 'every tick refreshes: the time since which changes are counted cannot be seen'
    when is_held then 'every tick refreshes: a session holds back what was changed, as it has been in its transaction for '
      'longer than max_staleness allows'
    when state.untrusted is not null then 'the next tick refreshes: ' || state.untrusted
    when state.fingerprint is null then 'not known before the first refresh'
  end;
$$;
comment on function dashboard_refresh._why_no_skip(
  dashboard_refresh.views, dashboard_refresh.view_state, text, boolean
) is
  'Why ticks cannot leave the view as it is; null when they can. statistics_epoch: see _statistics_horizon; is_held: '
  'whether a session keeps changes back for longer than the promise allows.';

create or replace function dashboard_refresh._skip_json(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_statistics constant record := dashboard_refresh._statistics_horizon(at);
  v_is_held constant boolean :=
    at - greatest(state.data_as_of, state.verified_at, v_statistics.known_until) > view.max_staleness;
  v_reason constant text := dashboard_refresh._why_no_skip(view, state, v_statistics.epoch, v_is_held);
begin
  return json_build_object(
    'possible', v_reason is null,
    'reason', coalesce(v_reason, 'changes of what it depends on are seen'),
    'expression', state.untrackable_expression,
    'instead', state.untrackable_instead,
    'held_by', case when v_is_held then dashboard_refresh._holding_session(at) end,
    'sources', (
      select coalesce(json_agg(sources.relation::regclass::text order by sources.relation::regclass::text), '[]')
      from unnest(state.sources) as sources (relation)
    )
  );
end;
$$;
comment on function dashboard_refresh._skip_json(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'Whether ticks can leave the view as it is; why not, because of which expression or relation, how to write that instead, '
  'and which session holds changes back; the relations it reads.';
