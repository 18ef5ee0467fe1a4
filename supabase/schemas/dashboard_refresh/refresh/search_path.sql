/* The search_path that a function needs. */

create or replace function dashboard_refresh._named_schemas(names text[])
returns table (name text, schema name) language sql stable
set search_path = pg_catalog, pg_temp as $$
  select found.name, pg_namespace.nspname
  from (
    select pg_class.relname::text, pg_class.relnamespace from pg_catalog.pg_class
    where pg_class.relname = any (names) and pg_class.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
    union
    select pg_proc.proname::text, pg_proc.pronamespace from pg_catalog.pg_proc where pg_proc.proname = any (names)
    union
    select pg_type.typname::text, pg_type.typnamespace from pg_catalog.pg_type where pg_type.typname = any (names)
    union
    select pg_operator.oprname::text, pg_operator.oprnamespace
    from pg_catalog.pg_operator
    where pg_operator.oprname = any (names)
    union
    select pg_ts_config.cfgname::text, pg_ts_config.cfgnamespace
    from pg_catalog.pg_ts_config
    where pg_ts_config.cfgname = any (names)
    union
    select pg_ts_dict.dictname::text, pg_ts_dict.dictnamespace
    from pg_catalog.pg_ts_dict
    where pg_ts_dict.dictname = any (names)
    union
    select pg_collation.collname::text, pg_collation.collnamespace
    from pg_catalog.pg_collation
    where pg_collation.collname = any (names)
  ) as found (name, namespace)
  join pg_catalog.pg_namespace on pg_namespace.oid = found.namespace
  where pg_namespace.nspname not in ('pg_catalog', 'information_schema', 'dashboard_refresh')
    and pg_namespace.nspname not like 'pg\_%';
$$;
comment on function dashboard_refresh._named_schemas(text[]) is
  'The schemas that have relations, functions, types, operators or the like of these names, but the system''s.';

create or replace function dashboard_refresh._search_path_for(function oid, missing text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_path name[];
  v_names text[];
  v_setting text;
begin
  select array[pg_namespace.nspname], settings.setting
  into v_path, v_setting
  from pg_catalog.pg_proc
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_proc.pronamespace
  left join lateral unnest(pg_proc.proconfig) as settings (setting) on settings.setting like 'search\_path=%'
  where pg_proc.oid = _search_path_for.function;

  -- What the function names without a schema, wherever the body says so. A name that is none does no harm.
  v_names := array(
    select distinct named.name
    from pg_catalog.pg_proc
    cross join lateral (
      select matches.match[1]
      from regexp_matches(pg_proc.prosrc, '\m(?:from|join|into|update|only|lateral)\s+"?([[:alpha:]_][\w$]*)"?(?![\w$."])', 'gi')
        as matches (match)
      union
      select matches.match[1]
      from regexp_matches(pg_proc.prosrc, '(?<![\w$."])"?([[:alpha:]_][\w$]*)"?\s*\(', 'gi') as matches (match)
      union
      select matches.match[1]
      from regexp_matches(pg_proc.prosrc, '::\s*"?([[:alpha:]_][\w$]*)"?(?![\w$."])', 'gi') as matches (match)
    ) as tokens (token)
    cross join lateral (values (tokens.token), (lower(tokens.token))) as named (name)
    where pg_proc.oid = _search_path_for.function
    union
    select missing
  );

  if v_setting is not null then
    v_path := array(
      select trim(both ' "' from parts.part)
      from regexp_split_to_table(substr(v_setting, length('search_path=') + 1), ',')
        with ordinality as parts (part, position)
      where trim(both ' "' from parts.part) not in ('', 'pg_temp')
      order by parts.position
    );
  end if;

  -- For each name that the path has not, the schema most likely meant.
  v_path := v_path || array(
    select chosen.schema
    from (
      select distinct on (found.name) found.name, found.schema
      from dashboard_refresh._named_schemas(v_names) as found
      where not exists (
        select from dashboard_refresh._named_schemas(array[found.name]) as there where there.schema = any (v_path)
      )
      order by found.name, found.schema = 'public' desc, found.schema = 'extensions' desc, found.schema
    ) as chosen
    group by chosen.schema
    order by bool_or(chosen.name = missing) desc, chosen.schema
  );

  return (
    select string_agg(quote_ident(parts.part), ', ' order by parts.position)
    from unnest(
      v_path || array(
        select pg_namespace.nspname
        from pg_catalog.pg_namespace
        where pg_namespace.nspname in ('public', 'extensions') and not pg_namespace.nspname = any (v_path)
        order by pg_namespace.nspname desc
      )
    ) with ordinality as parts (part, position)
  );
end;
$$;
comment on function dashboard_refresh._search_path_for(oid, text) is
  'A search_path with which a function finds what it names without a schema, missing among it.';
