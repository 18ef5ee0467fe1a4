/* Finds in a query what can change its result although no source has changed. */

create or replace function dashboard_refresh._called_functions(node_tree text)
returns setof oid language sql stable
set search_path = pg_catalog, pg_temp as $$
  select distinct matches.match[1]::oid
  from regexp_matches(node_tree, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g') as matches (match);
$$;
comment on function dashboard_refresh._called_functions(text) is
  'The functions, operators'' functions, aggregates and window functions that a query calls, given as its node tree '
  '(pg_rewrite.ev_action). The labels are those of outfuncs.c.';

create or replace function dashboard_refresh._untrackable_function(functions oid[])
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select format('it calls %s, which is %s', pg_proc.oid::regprocedure, case pg_proc.provolatile
    when 'v' then 'volatile' else 'not immutable: its result may depend on the time, the session or other data'
  end)
  from pg_catalog.pg_proc
  where pg_proc.oid = any (functions)
    and (
      pg_proc.provolatile = 'v'
      or (
        pg_proc.provolatile = 's'
        -- Stable only because of the session's time zone and formats, which do not change by themselves.
        and not (
          pg_proc.pronamespace = 'pg_catalog'::regnamespace
          and (
            pg_proc.proname in (
              'date_trunc', 'date_part', 'extract', 'timezone', 'date_bin', 'to_char', 'to_date', 'to_timestamp',
              'to_number', 'concat', 'concat_ws', 'format', 'array_to_string', 'string_agg', 'string_agg_transfn',
              'to_json', 'to_jsonb', 'row_to_json', 'array_to_json', 'json_build_object', 'jsonb_build_object',
              'json_build_array', 'jsonb_build_array', 'json_agg', 'jsonb_agg', 'json_object_agg', 'jsonb_object_agg',
              'json_agg_transfn', 'json_agg_finalfn', 'jsonb_agg_transfn', 'jsonb_agg_finalfn',
              'json_object_agg_transfn', 'json_object_agg_finalfn', 'jsonb_object_agg_transfn',
              'jsonb_object_agg_finalfn', 'array_agg_transfn', 'array_agg_finalfn', 'generate_series',
              'to_tsvector', 'to_tsquery', 'plainto_tsquery'
            )
            or pg_proc.proname ~ '^(date|time|timetz|timestamp|timestamptz|interval)_(lt|le|gt|ge|eq|ne|cmp|pl|mi)(_|$)'
            or pg_proc.proname ~ '^(date|time|timetz|timestamp|timestamptz)$'
            or pg_proc.proname ~ '^interval_pl_'
            or pg_proc.proname ~ '^(record|array|range|multirange|enum)_(lt|le|gt|ge|eq|ne|cmp|out)$'
          )
        )
      )
    )
  order by pg_proc.provolatile desc, pg_proc.oid
  limit 1;
$$;
comment on function dashboard_refresh._untrackable_function(oid[]) is
  'Which of these functions may give another result for the same arguments, in words; null when none may.';

create or replace function dashboard_refresh._untrackable_call(node_tree text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  -- Without current_setting, in its two forms, which _untrackable_setting judges.
  v_called constant oid[] := array(
    select calls.function
    from dashboard_refresh._called_functions(node_tree) as calls (function)
    where calls.function not in (2077, 3294)
  );
  v_time_type regtype;
begin
  if node_tree ~ '\{SQLVALUEFUNCTION ' then
    return 'it depends on the time or the session, as current_date does';
  elsif node_tree ~ '\{TABLESAMPLECLAUSE ' then
    return 'it samples a table';
  -- The names behind these oids may change; they are regproc, regprocedure, regoper, regoperator, regclass, regtype,
  -- regrole, regnamespace, regconfig, regdictionary and regcollation.
  elsif node_tree ~ (
    ':(?:vartype|resulttype|funcresulttype|opresulttype) '
    '(?:24|2202|2203|2204|2205|2206|4096|4089|3734|3769|4191) '
  ) then
    return 'it uses names of the system catalog, as regclass does';
  end if;

  select casts.target::regtype
  into v_time_type
  from (
    select matches.match[1]::oid as target
    from regexp_matches(node_tree, '\{COERCEVIAIO :arg .*? :resulttype (\d+) ', 'g') as matches (match)
  ) as casts
  where casts.target in (
    'date'::regtype, 'time'::regtype, 'timetz'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype
  )
  limit 1;

  return coalesce(
    dashboard_refresh._untrackable_setting(node_tree),
    dashboard_refresh._untrackable_function(v_called || array(
      -- An aggregate is declared immutable; what it really does is in the functions it is made of.
      select parts.function
      from pg_catalog.pg_aggregate
      cross join lateral (
        values (pg_aggregate.aggtransfn::oid), (pg_aggregate.aggfinalfn::oid), (pg_aggregate.aggcombinefn::oid)
      ) as parts (function)
      where pg_aggregate.aggfnoid = any (v_called)
    )),
    'it turns text into ' || v_time_type::text || ', and the text may be ''now'''
  );
end;
$$;
comment on function dashboard_refresh._untrackable_call(text) is
  'Why a query, given as its node tree (pg_rewrite.ev_action), can give another result although no source has changed; '
  'null when it cannot.';
