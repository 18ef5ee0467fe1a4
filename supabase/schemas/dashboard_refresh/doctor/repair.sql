/* How to mend what a check found: what can be pasted as it is, wherever there is such a thing. */

create or replace function dashboard_refresh._setting_statement(view text, settings jsonb)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select format('select dashboard_refresh.reconfigure(%L, %L);', view, settings::text);
$$;
comment on function dashboard_refresh._setting_statement(text, jsonb) is 'The statement that changes settings of a view.';

create or replace function dashboard_refresh._repair_statement(code text, view dashboard_refresh.views)
returns text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return case code
    when 'not_adopted' then 'select dashboard_refresh.adopt();'
    when 'cron_missing' then
      'create extension if not exists pg_cron with schema pg_catalog; select dashboard_refresh.adopt();'
    when 'not_populated' then format('refresh materialized view %I.%I;', view.schema_name, view.view_name)
    when 'job_missing' then dashboard_refresh._setting_statement(view.view, '{"scheduled": true}')
    when 'job_altered' then
      dashboard_refresh._setting_statement(view.view, jsonb_build_object('schedule', view.schedule))
    when 'held_back' then dashboard_refresh._setting_statement(view.view, '{"max_duty_cycle": 1}')
    when 'no_edge_function' then dashboard_refresh._setting_statement(view.view, '{"path": "database"}')
    when 'max_duration_unreachable' then dashboard_refresh._setting_statement(view.view, '{"path": "database"}')
    when 'function_failing' then dashboard_refresh._setting_statement(view.view, '{"path": "database"}')
  end;
end;
$$;
comment on function dashboard_refresh._repair_statement(text, dashboard_refresh.views) is
  'The statement that mends a problem of this code; null where its hint is all there is.';

create or replace function dashboard_refresh._repair_of_hint(hint text, out kind text, out repair text)
language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  -- A sentence and a statement after its colon, or a statement alone.
  v_statement constant text := substring(
    hint from '(?:^|: )((?:select|alter|create|drop|grant|revoke|begin|set|analyze|vacuum|refresh|reindex|delete) .*;)$'
  );
begin
  repair := coalesce(v_statement, hint);
  kind := case
    when v_statement is not null and hint !~ '\mas (a superuser|\S+( or a superuser)?): |^Have ' then 'sql'
    when hint like 'npx %' then 'shell'
    else 'text'
  end;

  if kind = 'text' then
    repair := hint;
  end if;
end;
$$;
comment on function dashboard_refresh._repair_of_hint(text) is
  'What a hint says to do: the statement it is or ends with (sql), a command (shell), or its words (text).';

create or replace function dashboard_refresh._repair_of(
  problem dashboard_refresh.found_problem,
  view dashboard_refresh.views,
  out kind text,
  out repair text
)
language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_suggested constant text := substring(problem.hint from '^Set schedule to (.*), or raise max_staleness\.$');
begin
  repair := case problem.code
    when 'schedule_too_slow' then
      case
        when v_suggested is not null then
          dashboard_refresh._setting_statement(view.view, jsonb_build_object('schedule', v_suggested))
      end
    when 'no_unique_index' then dashboard_refresh._key_statement(view)
    else dashboard_refresh._repair_statement(problem.code, view)
  end;
  kind := 'sql';

  if repair is null then
    select hinted.kind, hinted.repair into kind, repair
    from dashboard_refresh._repair_of_hint(problem.hint) as hinted;
  end if;
end;
$$;
comment on function dashboard_refresh._repair_of(dashboard_refresh.found_problem, dashboard_refresh.views) is
  'How to mend a problem of the status: a statement (sql), a command (shell) or words (text).';
