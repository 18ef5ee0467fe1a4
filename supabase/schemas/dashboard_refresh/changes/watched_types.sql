/* The catalog rows behind types and text search that the answer of a query depends on. */

create or replace function dashboard_refresh._watched_types(types oid[])
returns setof dashboard_refresh.watched language sql stable
set search_path = pg_catalog, pg_temp as $$
  with parts as materialized (
    select distinct pg_type.oid, pg_type.typrelid
    from dashboard_refresh._types_within(_watched_types.types) as parts
    join pg_catalog.pg_type on pg_type.oid = parts.part
    where pg_type.oid >= 16384
  ),
  keys as (
    select array(select parts.oid from parts order by parts.oid) as types,
      array(select parts.typrelid from parts where parts.typrelid <> 0 order by parts.typrelid) as relations
  )
  select watched.catalog::regclass, watched.key, case when watched.key = 'attrelid' then keys.relations else keys.types end
  from keys
  cross join (
    values
      ('pg_type', 'oid'),
      ('pg_enum', 'enumtypid'),
      ('pg_range', 'rngtypid'),
      -- The checks of a domain.
      ('pg_constraint', 'contypid'),
      -- The names in a row that becomes JSON or XML.
      ('pg_attribute', 'attrelid'),
      -- Looked up at run time: to_json uses a cast of the type to json where there is one.
      ('pg_cast', 'castsource'),
      -- How its values are compared, sorted and hashed.
      ('pg_amproc', 'amproclefttype'),
      ('pg_amop', 'amoplefttype')
  ) as watched (catalog, key);
$$;
comment on function dashboard_refresh._watched_types(oid[]) is
  'The catalog rows that say what values of these types are, and how they are shown, cast and compared.';

create or replace function dashboard_refresh._functions_of_types(types oid[])
returns oid[] language sql stable
set search_path = pg_catalog, pg_temp as $$
  with parts as materialized (
    select distinct parts.part as type from dashboard_refresh._types_within(_functions_of_types.types) as parts
    where parts.part >= 16384
  )
  select array(
    select pg_cast.castfunc
    from pg_catalog.pg_cast
    join parts on parts.type = pg_cast.castsource
    where pg_cast.castfunc <> 0 and pg_cast.casttarget = any (array['json', 'jsonb']::regtype[])
    union
    select pg_amproc.amproc::oid from pg_catalog.pg_amproc join parts on parts.type = pg_amproc.amproclefttype
  );
$$;
comment on function dashboard_refresh._functions_of_types(oid[]) is
  'The functions that values of these types are compared with, or turned into JSON, without the query naming them.';

create or replace function dashboard_refresh._watched_text_search(nodes jsonb[], functions oid[])
returns setof dashboard_refresh.watched language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_functions constant oid[] := array(
    select called.function from unnest(functions) as called (function) where dashboard_refresh._is_text_search(called.function)
  );
  v_configurations oid[] := dashboard_refresh._constants(nodes, 'regconfig');
  v_dictionaries oid[] := dashboard_refresh._constants(nodes, 'regdictionary');
begin
  if v_functions = '{}' then
    return;
  end if;

  -- A call that names none uses the default, which is a setting and may be any; so may what the text of a function names.
  if exists (
    select from unnest(nodes) as nodes (node)
    where dashboard_refresh._calls(nodes.node) && v_functions
      and cardinality(dashboard_refresh._constants(array(
        select arguments.argument
        from jsonb_array_elements(
          case when jsonb_typeof(nodes.node -> 'args') = 'array' then nodes.node -> 'args' else '[]' end
        ) as arguments (argument)
      ), 'regconfig')) = 0
  )
  or exists (
    select unnest(v_functions)
    except
    select unnest(dashboard_refresh._calls(nodes.node)) from unnest(nodes) as nodes (node)
  ) then
    v_configurations := array(select pg_ts_config.oid from pg_catalog.pg_ts_config);
  end if;

  -- A dictionary may name others in its options, as a thesaurus does.
  v_dictionaries := v_dictionaries || array(
    select pg_ts_config_map.mapdict
    from pg_catalog.pg_ts_config_map
    where pg_ts_config_map.mapcfg = any (v_configurations)
    union
    select pg_ts_dict.oid
    from pg_catalog.pg_ts_dict
    join pg_catalog.pg_ts_template on pg_ts_template.oid = pg_ts_dict.dicttemplate
    where pg_ts_template.tmplname in ('thesaurus', 'unaccent')
  );

  return query
  values
    ('pg_ts_config'::regclass, 'oid', v_configurations),
    ('pg_ts_config_map'::regclass, 'mapcfg', v_configurations),
    ('pg_ts_dict'::regclass, 'oid', v_dictionaries);
end;
$$;
comment on function dashboard_refresh._watched_text_search(jsonb[], oid[]) is
  'The catalog rows that say how text becomes lexemes in these nodes of a query, which call these functions; none where no '
  'text search is used.';
