/* The parts of a view's status. */

create or replace function dashboard_refresh._refreshing_json(view dashboard_refresh.views)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'run_id', coalesce(
      (
        select runs.id
        from dashboard_refresh.runs
        where runs.view_id = view.id and runs.status = 'queued' and dashboard_refresh._is_running(runs.id)
      ),
      dashboard_refresh._unseen_run(pg_stat_activity.application_name)
    ),
    'pid', held_locks.pid,
    'since', pg_stat_activity.xact_start
  )
  from dashboard_refresh.held_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = held_locks.pid
  where held_locks.kind = 'refresh' and held_locks.key = view.id;
$$;
comment on function dashboard_refresh._refreshing_json(dashboard_refresh.views) is
  'The refresh of the view that is under way; null when none is.';

create or replace function dashboard_refresh._suspended_json(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  at timestamptz
)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'failures', state.consecutive_failures,
    'since', state.failing_since,
    'kind', state.failure_kind,
    'retry_at', state.retry_at,
    'hint', case state.failure_kind
      when 'lasting' then 'Fix what the last run names. The watchdog notices a change of the view, its indexes, owner or '
        'sources and tries at once; a refresh with force, or active set to true, does too.'
      else 'It is tried again at retry_at. To try now, refresh it with force, or set active to true.'
    end
  )
  where dashboard_refresh._suspended_until(view, state) > at;
$$;
comment on function dashboard_refresh._suspended_json(
  dashboard_refresh.views, dashboard_refresh.view_state, timestamptz
) is
  'The suspension of the view at `at`; null when it is not suspended.';


create or replace function dashboard_refresh._totals_json(view dashboard_refresh.views, since timestamptz)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'runs', count(*),
    'succeeded', count(*) filter (where runs.status = 'succeeded'),
    'failed', count(*) filter (where runs.status = 'failed'),
    'lost', count(*) filter (where runs.status = 'lost'),
    'refreshes', count(runs.started_at),
    'seconds_refreshing', round(coalesce(extract(epoch from sum(runs.finished_at - runs.started_at)), 0), 1),
    'p95_duration_ms', (
      percentile_cont(0.95) within group (order by extract(epoch from runs.finished_at - runs.started_at) * 1000)
      filter (where runs.status = 'succeeded')
    )::numeric(20, 1)
  )
  from dashboard_refresh.runs
  where runs.view_id = view.id and runs.requested_at > since;
$$;
comment on function dashboard_refresh._totals_json(dashboard_refresh.views, timestamptz) is
  'Totals of the view''s runs that were requested since then.';

create or replace function dashboard_refresh._alerts_json(
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  endpoint dashboard_refresh.endpoint
)
returns json language sql stable
set search_path = pg_catalog, pg_temp as $$
  select json_build_object(
    'configured', endpoint.missing is null,
    'missing', endpoint.missing,
    'open', to_json(state.open_alerts),
    'since', state.alerting_since,
    'last', (
      select dashboard_refresh._alert_json(alerts)
      from dashboard_refresh.alerts
      where alerts.view_id = view.id
      order by alerts.created_at desc
      limit 1
    )
  );
$$;
comment on function dashboard_refresh._alerts_json(
  dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.endpoint
) is
  'Where alerts about the view go, which are open, and the last one.';
