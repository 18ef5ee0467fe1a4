/* How long a refresh takes. */

create or replace function dashboard_refresh._time_refresh(
  view dashboard_refresh.views,
  definition dashboard_refresh.definition,
  out duration_ms numeric,
  out problem text
)
language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := view;
  v_started_at timestamptz;
begin
  -- Who examines must not hold up who refreshes, nor wait for him.
  v_view.lock_timeout := interval '1 second';
  perform dashboard_refresh._expect_settings(definition.custom_settings);
  v_started_at := clock_timestamp();
  perform dashboard_refresh._execute_refresh(
    v_view, 'concurrently', dashboard_refresh._with_definition(null::dashboard_refresh.view_state, definition)
  );
  duration_ms := round(extract(epoch from clock_timestamp() - v_started_at) * 1000, 1);
  -- Nothing of it is kept.
  raise exception using errcode = 'DRX01';
exception
  when sqlstate 'DRX01' then
    null;
  when query_canceled or assert_failure or others then
    problem := dashboard_refresh._safe_message(sqlerrm);
end;
$$;
comment on function dashboard_refresh._time_refresh(dashboard_refresh.views, dashboard_refresh.definition) is
  'Refreshes the view concurrently and takes that back. duration_ms; or problem, why it failed.';

create or replace function dashboard_refresh._measured_json(
  view dashboard_refresh.views,
  concurrent json,
  definition dashboard_refresh.definition
)
returns json language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_run dashboard_refresh.runs;
  v_timed record;
begin
  -- What a refresh of ours took is known already. And one that is taken back would count as somebody else's.
  if view.id is not null then
    select * into v_run
    from dashboard_refresh.runs
    where runs.view_id = view.id and runs.status = 'succeeded' and runs.started_at is not null
    order by runs.finished_at desc
    limit 1;

    return json_build_object(
      'duration_ms', round(extract(epoch from v_run.finished_at - v_run.started_at) * 1000, 1),
      'method', v_run.method,
      'reason', case when v_run.id is null then 'it is managed, and its first run will tell' end
    );
  elsif not (concurrent ->> 'possible')::boolean then
    return json_build_object(
      'duration_ms', null, 'method', null,
      'reason', 'a refresh that is not concurrent would keep readers waiting, so it was not tried'
    );
  elsif dashboard_refresh._is_read_only() then
    return json_build_object('duration_ms', null, 'method', null, 'reason', 'the database is read-only');
  end if;

  v_timed := dashboard_refresh._time_refresh(view, definition);
  return json_build_object(
    'duration_ms', v_timed.duration_ms,
    'method', case when v_timed.duration_ms is not null then 'concurrently' end,
    'reason', 'the refresh failed: ' || v_timed.problem
  );
end;
$$;
comment on function dashboard_refresh._measured_json(dashboard_refresh.views, json, dashboard_refresh.definition) is
  'How long a refresh takes, by which method; or the reason why that is not known. Of a managed view the last run that '
  'succeeded; of another a concurrent refresh that is taken back, where that is possible.';
