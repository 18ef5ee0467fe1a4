/* A view as the overview of all shows it. */

create or replace function dashboard_refresh._short_run_json(run dashboard_refresh.runs)
returns json language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return json_build_object(
    'id', run.id,
    'status', run.status,
    'trigger', run.trigger,
    'finished_at', run.finished_at,
    'duration_ms', round(extract(epoch from run.finished_at - run.started_at) * 1000, 1)
  );
end;
$$;
comment on function dashboard_refresh._short_run_json(dashboard_refresh.runs) is
  'A run in few words; its members mean what they do in _run_json.';

create or replace function dashboard_refresh._last_short_runs(view_id integer, max_runs integer)
returns json language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return (
    select coalesce(
      json_agg(dashboard_refresh._short_run_json(last) order by last.requested_at, last.id), '[]'
    )
    from (
      select *
      from dashboard_refresh.runs
      where runs.view_id = _last_short_runs.view_id
      order by runs.requested_at desc, runs.id desc
      limit max_runs
    ) as last
  );
end;
$$;
comment on function dashboard_refresh._last_short_runs(integer, integer) is
  'The last runs of the view, the newest last, at most max_runs.';

create or replace function dashboard_refresh._overview_rank(
  freshness text,
  is_suspended boolean,
  state dashboard_refresh.view_state,
  view dashboard_refresh.views
)
returns integer language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case
    when freshness = 'missing' then 1
    when is_suspended then 2
    when freshness = 'unknown' then 3
    when freshness = 'stale' then 4
    when state.consecutive_failures > 0 then 5
    when not view.active then 6
    else 7
  end;
end;
$$;
comment on function dashboard_refresh._overview_rank(
  text, boolean, dashboard_refresh.view_state, dashboard_refresh.views
) is
  'How bad it is about a view, 1 the worst: missing, suspended, unknown, stale, failing, paused, fresh.';

create or replace function dashboard_refresh._last_run_json(run dashboard_refresh.runs)
returns json language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return json_build_object(
    'id', run.id,
    'status', run.status,
    'trigger', run.trigger,
    'finished_at', run.finished_at,
    'duration_ms', round(extract(epoch from run.finished_at - run.started_at) * 1000, 1),
    'error', run.error_message
  );
end;
$$;
comment on function dashboard_refresh._last_run_json(dashboard_refresh.runs) is
  'The last run that ended, in few words, with its error.';
