/* Checks of a view's state: fresh, suspended, paused, within its time, and whether ticks can leave it as it is. */

create or replace function dashboard_refresh._check_view_fresh(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_as_of constant timestamptz := dashboard_refresh._known_as_of(view, state, examined.at);
  v_state constant text := dashboard_refresh._freshness_state(view, v_as_of, examined.at);
begin
  if v_state in ('stale', 'unknown') then
    return next (
      'error',
      case v_state
        when 'stale' then format('Its data is of %s, and the promise is %s.', date_trunc('second', v_as_of), view.max_staleness)
        else 'How old its data is, is not known. ' || dashboard_refresh._why_not_known(state)
      end,
      'sql',
      format('select dashboard_refresh.run(dashboard_refresh.request(%L, force => true));', view.view)
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_view_fresh(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: the view keeps its promise now.';

create or replace function dashboard_refresh._check_view_suspended(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if dashboard_refresh._suspended_until(view, state) > examined.at then
    return next (
      'error',
      format('After %s failures in a row its refreshes are suspended until %s. See the last run for the cause.',
        state.consecutive_failures, date_trunc('second', state.retry_at)),
      'sql',
      dashboard_refresh._setting_statement(view.view, '{"active": true}')
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_view_suspended(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: the view is not suspended after failures.';

create or replace function dashboard_refresh._check_view_paused(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  if not view.active then
    return next (
      'warning',
      concat(
        'It is paused',
        ' by ' || view.paused_by, ' since ' || date_trunc('second', view.paused_at), ' until '
        || date_trunc('second', view.paused_until), ' (' || view.pause_reason || ')', ': nothing refreshes it.'
      ),
      'sql',
      dashboard_refresh._setting_statement(view.view, '{"active": true}')
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_view_paused(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: the view is not paused; who did, when, until when and why.';

create or replace function dashboard_refresh._check_view_duration(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_longest constant interval := dashboard_refresh._longest_of_late(view);
  v_enough constant interval := least(v_longest * 2, interval '6 hours');
begin
  if v_longest > view.max_duration * 0.8 and v_enough > view.max_duration then
    return next (
      'warning',
      format('One of its last refreshes took %s s of the %s s (max_duration) after which it is cancelled.',
        round(extract(epoch from v_longest), 1), round(extract(epoch from view.max_duration), 1)),
      'sql',
      dashboard_refresh._setting_statement(view.view, jsonb_build_object(
        'max_duration', ceil(extract(epoch from v_enough)) || ' seconds'
      ))
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_view_duration(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: the last refreshes took at most four fifths of max_duration.';

create or replace function dashboard_refresh._check_view_skips(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_known constant dashboard_refresh.view_state := dashboard_refresh._known_state(view, state);
begin
  -- What the next refresh ends, what another check is about, and a fresh start are no finding.
  if not view.skip_unchanged then
    return next ('warning', 'Every tick refreshes it, changed or not: the setting skip_unchanged is false.', 'sql',
      dashboard_refresh._setting_statement(view.view, '{"skip_unchanged": null}'))::dashboard_refresh.check_result;
  elsif v_known.untrackable is not null then
    return next (
      'warning',
      format('Every tick refreshes it, changed or not, because of %s: %s.', v_known.untrackable_expression,
        rtrim(v_known.untrackable, '.')),
      'text',
      coalesce(v_known.untrackable_instead, 'There is no other way to write it. Silence this check for the view, or refresh it '
        'less often.')
    )::dashboard_refresh.check_result;
  end if;
end;
$$;
comment on function dashboard_refresh._check_view_skips(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'Check: a tick can end without a refresh when nothing has changed; why not, and how to write that instead.';
