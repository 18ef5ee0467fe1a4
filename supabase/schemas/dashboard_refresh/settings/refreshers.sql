/* Other cron jobs that refresh the view, by their text and that of the functions they call. */

create or replace function dashboard_refresh._refresh_statements(code text, view dashboard_refresh.views)
returns setof text language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  v_match text[];
  v_name text[];
begin
  for v_match in
    select matches.match
    from regexp_matches(
      code,
      '(\mrefresh\s+materialized\s+view\s+(?:concurrently\s+)?'
        '((?:"(?:[^"]|"")+"|[^\s"'';.,()%|]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[^\s"'';.,()%|]+))?)'
        '(?:\s+with\s+(?:no\s+)?data)?\s*;?)',
      'gi'
    ) as matches (match)
  loop
    begin
      v_name := parse_ident(v_match[2]);
    exception
      -- Looks like a name, and is none.
      when invalid_parameter_value then
        v_name := null;
    end;

    -- Which schema a bare name is in depends on the session that runs it.
    if v_name in (array[view.view_name], array[view.schema_name, view.view_name]) then
      return next v_match[1];
    end if;
  end loop;
end;
$$;
comment on function dashboard_refresh._refresh_statements(text, dashboard_refresh.views) is
  'The statements in a piece of code that refresh the view.';

create or replace function dashboard_refresh._without_comments(code text)
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select regexp_replace(regexp_replace(code, '/\*.*?\*/', ' ', 'g'), '--[^\n]*', ' ', 'g');
$$;
comment on function dashboard_refresh._without_comments(text) is 'A piece of code without what is commented out.';

create or replace function dashboard_refresh._refreshes(code text, view dashboard_refresh.views)
returns boolean language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
declare
  -- What is commented out does nothing.
  v_code constant text := dashboard_refresh._without_comments(code);
begin
  return v_code ~* '\mrefresh\s+materialized\s+view\M'
    and (
      exists (select from dashboard_refresh._refresh_statements(v_code, view))
      -- Put together from names: this one, or all there are.
      or (
        v_code ~* '\mrefresh\s+materialized\s+view\s*(concurrently\s*)?(''|%|\|)'
        and (
          v_code ~ ('(^|[^[:alnum:]_])' || regexp_replace(view.view_name, '([^[:alnum:]_ ])', '\\\1', 'g') || '($|[^[:alnum:]_])')
          or v_code ~* '\mpg_matviews\M|relkind\s*=\s*''m'''
        )
      )
    );
end;
$$;
comment on function dashboard_refresh._refreshes(text, dashboard_refresh.views) is
  'True for code that refreshes the view, as far as its text says: in a list, by a name put into a text, or with all others.';

create or replace function dashboard_refresh._names_function(code text, schema_name text, function_name text)
returns boolean language plpgsql immutable
set search_path = pg_catalog, pg_temp as $$
begin
  return position(lower(function_name) in lower(code)) > 0
    and exists (
      select
      from regexp_matches(
        code,
        '(?:([[:alnum:]_$]+|"[^"]+")\s*\.\s*)?(?:\m|")' || regexp_replace(function_name, '([^[:alnum:]_ ])', '\\\1', 'g')
          || '"?\s*\(',
        'gi'
      ) as matches (match)
      where matches.match[1] is null or lower(btrim(matches.match[1], '"')) = lower(_names_function.schema_name)
    );
end;
$$;
comment on function dashboard_refresh._names_function(text, text, text) is 'True for code that calls a function of that name.';

create or replace function dashboard_refresh._refreshing_functions(view dashboard_refresh.views)
returns setof oid language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  with recursive codes as materialized (
    select pg_proc.oid, pg_namespace.nspname, pg_proc.proname, pg_proc.prosrc
    from pg_catalog.pg_proc
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_proc.pronamespace
    join pg_catalog.pg_language on pg_language.oid = pg_proc.prolang
    where pg_proc.oid >= 16384
      and pg_language.lanname not in ('c', 'internal')
      and pg_namespace.nspname <> 'dashboard_refresh'
  ),
  refreshing (oid, nspname, proname) as (
    select codes.oid, codes.nspname, codes.proname
    from codes
    where codes.prosrc ~* '\mrefresh\s+materialized\s+view\M' and dashboard_refresh._refreshes(codes.prosrc, view)
    union
    select codes.oid, codes.nspname, codes.proname
    from refreshing
    join codes on dashboard_refresh._names_function(codes.prosrc, refreshing.nspname, refreshing.proname)
  )
  select refreshing.oid from refreshing;
end;
$$;
comment on function dashboard_refresh._refreshing_functions(dashboard_refresh.views) is
  'The functions that refresh the view, themselves or through others, as far as their text says.';

create or replace function dashboard_refresh._without_refresh(job_id bigint, command text, view dashboard_refresh.views)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_rest text := command;
  v_statement text;
begin
  for v_statement in select * from dashboard_refresh._refresh_statements(command, view) loop
    v_rest := replace(v_rest, v_statement, '');
  end loop;

  return case
    when v_rest ~ '^[\s;]*$' then format('select cron.unschedule(%s);', job_id)
    when not dashboard_refresh._refreshes(v_rest, view)
      then format('select cron.alter_job(%s, command => %L);', job_id, btrim(v_rest, E' \n\t;') || ';')
  end;
end;
$$;
comment on function dashboard_refresh._without_refresh(bigint, text, dashboard_refresh.views) is
  'The statement that keeps a job from refreshing the view and leaves what else it does; null where its text does not say '
  'how.';
