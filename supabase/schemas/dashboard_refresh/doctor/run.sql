/* One check, and what keeps it from bringing down another. */

create or replace function dashboard_refresh._examine(is_deep boolean, at timestamptz)
returns dashboard_refresh.examination language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_examined dashboard_refresh.examination;
begin
  v_examined.at := at;
  v_examined.is_deep := is_deep;
  -- The API ends the call after 55 s, and then nothing would be known.
  v_examined.until := clock_timestamp() + interval '40 seconds';
  v_examined.vault := dashboard_refresh._read_vault(
    array['project_url', 'refresh_dashboard_trigger_secret', 'refresh_dashboard_alert_url']
  );
  v_examined.function_endpoint := dashboard_refresh._function_endpoint();
  v_examined.alert_endpoint := dashboard_refresh._alert_endpoint();
  return v_examined;
end;
$$;
comment on function dashboard_refresh._examine(boolean, timestamptz) is
  'What all checks of a look at `at` have in common.';

create or replace function dashboard_refresh._result_of_problems(
  made dashboard_refresh.doctor_check,
  view dashboard_refresh.views,
  problems dashboard_refresh.found_problem[]
)
returns setof dashboard_refresh.check_result language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select
    case problem.severity when 'failed' then 'error' else problem.severity end,
    case problem.severity when 'failed' then 'The check itself failed: ' || problem.message else problem.message end,
    repair.kind,
    repair.repair
  from unnest(problems) as problem
  cross join lateral dashboard_refresh._repair_of(problem, view) as repair
  where problem.source = made.source and (problem.severity = 'failed' or problem.code = any (made.codes));
end;
$$;
comment on function dashboard_refresh._result_of_problems(
  dashboard_refresh.doctor_check, dashboard_refresh.views, dashboard_refresh.found_problem[]
) is
  'What a check found that consists of problems of the status: a row a problem, or that they could not be asked for.';

create or replace function dashboard_refresh._merge_results(
  results dashboard_refresh.check_result[],
  ok text
)
returns dashboard_refresh.check_result language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_merged dashboard_refresh.check_result;
begin
  if cardinality(results) = 0 then
    return ('ok', ok, null, null)::dashboard_refresh.check_result;
  elsif cardinality(results) = 1 then
    return results[1];
  end if;

  select
    (array_agg(listed.status order by array_position('{error,warning,skipped,ok}', listed.status)))[1],
    string_agg(listed.finding, ' ' order by listed.position),
    case when bool_and(listed.repair_kind = 'sql') then 'sql' when count(listed.repair) > 0 then 'text' end,
    string_agg(distinct listed.repair, ' ')
  into v_merged
  from unnest(results) with ordinality as listed (status, finding, repair_kind, repair, position);

  return v_merged;
end;
$$;
comment on function dashboard_refresh._merge_results(dashboard_refresh.check_result[], text) is
  'One result of several of the same check: the worst status, all findings, all repairs. ok: what is said where there is none.';

create or replace function dashboard_refresh._check_view(
  check_id text,
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  examined dashboard_refresh.examination
)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Written out, so that each is planned once a session and not once a view.
  case check_id
    when 'view_fresh' then return query select * from dashboard_refresh._check_view_fresh(view, state, examined);
    when 'view_suspended' then return query select * from dashboard_refresh._check_view_suspended(view, state, examined);
    when 'view_paused' then return query select * from dashboard_refresh._check_view_paused(view, state, examined);
    when 'view_duration' then return query select * from dashboard_refresh._check_view_duration(view, state, examined);
    when 'view_skips' then return query select * from dashboard_refresh._check_view_skips(view, state, examined);
    when 'view_temp' then return query select * from dashboard_refresh._check_view_temp(view, state, examined);
    when 'view_privileges' then return query select * from dashboard_refresh._check_view_privileges(view, state, examined);
    when 'view_index' then return query select * from dashboard_refresh._check_view_index(view, state, examined);
    when 'view_readers' then return query select * from dashboard_refresh._check_view_readers(view, state, examined);
    when 'view_bloat' then return query select * from dashboard_refresh._check_view_bloat(view, state, examined);
    when 'view_analyzed' then return query select * from dashboard_refresh._check_view_analyzed(view, state, examined);
    when 'view_search_path' then return query select * from dashboard_refresh._check_view_search_path(view, state, examined);
  end case;
end;
$$;
comment on function dashboard_refresh._check_view(
  text, dashboard_refresh.views, dashboard_refresh.view_state, dashboard_refresh.examination
) is
  'What a check of a view found that is a function of its own.';

create or replace function dashboard_refresh._make_check(
  made dashboard_refresh.doctor_check,
  view dashboard_refresh.views,
  state dashboard_refresh.view_state,
  problems dashboard_refresh.found_problem[],
  examined dashboard_refresh.examination
)
returns dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_results dashboard_refresh.check_result[];
begin
  if made.source = 'function' and not made.is_of_view then
    return ('skipped', 'Asked of the Edge Function.', null, null)::dashboard_refresh.check_result;
  elsif made.source is not null then
    v_results := array(select dashboard_refresh._result_of_problems(made, view, problems));
  elsif made.is_of_view then
    v_results := array(
      select result from dashboard_refresh._check_view(made.id, view, state, examined) as result
    );
  else
    execute format('select array(select result from dashboard_refresh.%I($1) as result)', '_check_' || made.id)
    into v_results
    using examined;
  end if;

  return dashboard_refresh._merge_results(v_results, made.ok);
exception
  when assert_failure or others then
    return ('error', 'The check itself failed: ' || coalesce(dashboard_refresh._safe_message(sqlerrm), sqlstate), 'text',
      'The others are made all the same. See the server''s log at this time, and report it.'
    )::dashboard_refresh.check_result;
end;
$$;
comment on function dashboard_refresh._make_check(
  dashboard_refresh.doctor_check, dashboard_refresh.views, dashboard_refresh.view_state,
  dashboard_refresh.found_problem[], dashboard_refresh.examination
) is
  'Makes one check, of a view or (a view of nulls) of none. Does not raise: a check that fails says so in its result.';
