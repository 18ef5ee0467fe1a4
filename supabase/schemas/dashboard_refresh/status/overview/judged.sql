/* All that the overview and the metrics tell of each view. */

create or replace function dashboard_refresh._judged_views(
  scheduler dashboard_refresh.scheduler,
  is_read_only boolean,
  at timestamptz
)
returns table (
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  freshness text,
  data_as_of timestamptz,
  as_of timestamptz,
  is_kept boolean,
  is_suspended boolean,
  is_refreshing boolean,
  refreshing json,
  next_run_at timestamptz,
  last_run dashboard_refresh.runs,
  attention json
)
language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select
    facts.view,
    facts.state,
    facts.freshness,
    facts.data_as_of,
    facts.as_of,
    facts.is_kept,
    coalesce(facts.suspended_until > at, false),
    refreshing.view_id is not null,
    case
      when refreshing.view_id is not null
        then json_build_object('run_id', refreshing.run_id, 'since', refreshing.since)
    end,
    next_runs.next_run_at,
    last,
    dashboard_refresh._attention_json(
      facts.view, facts.state, facts.freshness, facts.suspended_until, last, is_read_only, scheduler.is_alive is false,
      next_runs.has_job is true, next_runs.is_active is true, at
    )
  from dashboard_refresh._all_views(at) as facts
  cross join lateral dashboard_refresh._last_ended_run((facts.view).id) as last
  left join dashboard_refresh._next_runs(at) as next_runs on next_runs.view_id = (facts.view).id
  left join dashboard_refresh._refreshing_views() as refreshing on refreshing.view_id = (facts.view).id;
end;
$$;
comment on function dashboard_refresh._judged_views(dashboard_refresh.scheduler, boolean, timestamptz) is
  'Each managed view as _all_views has it, with whether it is suspended at `at`, the refresh that is under way, its next '
  'firing, its last run that ended, and the worst that is known of it (_attention_json). scheduler: see _scheduler; '
  'is_read_only: whether the database is.';
