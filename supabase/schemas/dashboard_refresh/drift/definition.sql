/*
The definition of a materialized view as something that can be queried.

SQL cannot run the stored query of a materialized view, and its text is not the query: IN, USING, NULLIF, CASE x WHEN and
IS DISTINCT FROM cannot say whose operator they mean, and mean another, or none, under another search_path. So a plain
view is made of the text, under one search_path after the other, until one has the same tree as the materialized view.
*/

create or replace function dashboard_refresh._search_paths(relation oid)
returns text[] language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_schemas text[];
  v_recorded constant text := nullif(dashboard_refresh._session_settings() ->> 'search_path', '');
begin
  v_schemas := array(
    select distinct quote_ident(pg_namespace.nspname)
    from pg_catalog.pg_rewrite
    join pg_catalog.pg_depend on pg_depend.classid = 'pg_rewrite'::regclass and pg_depend.objid = pg_rewrite.oid
    left join pg_catalog.pg_operator
      on pg_depend.refclassid = 'pg_operator'::regclass and pg_operator.oid = pg_depend.refobjid
    left join pg_catalog.pg_proc on pg_depend.refclassid = 'pg_proc'::regclass and pg_proc.oid = pg_depend.refobjid
    left join pg_catalog.pg_type on pg_depend.refclassid = 'pg_type'::regclass and pg_type.oid = pg_depend.refobjid
    join pg_catalog.pg_namespace
      on pg_namespace.oid = coalesce(pg_operator.oprnamespace, pg_proc.pronamespace, pg_type.typnamespace)
    where pg_rewrite.ev_class = relation
    order by quote_ident(pg_namespace.nspname)
  );

  return array(
    select paths.path || ', pg_temp'
    from (
      select v_recorded, 1, 0
      union all
      select 'pg_catalog', 3, 0
      union all
      -- Each schema first once, with the built-in names before them all, as is usual, and after them.
      select
        case when is_last then rotated.schemas || ', pg_catalog' else 'pg_catalog, ' || rotated.schemas end,
        case when is_last then 4 else 2 end,
        rotated.turn
      from (values (false), (true)) as orders (is_last)
      cross join (
        select array_to_string(v_schemas[turn:] || v_schemas[:turn - 1], ', '), turn
        from generate_series(1, least(cardinality(v_schemas), 5)) as turn
      ) as rotated (schemas, turn)
    ) as paths (path, rank, turn)
    where paths.path is not null
    group by paths.path
    order by min(paths.rank), min(paths.turn)
  );
end;
$$;
comment on function dashboard_refresh._search_paths(oid) is
  'The search paths under which the text of a materialized view may mean what the view does, the likeliest first: the '
  'one recorded of the jobs'' session, and those of the schemas of the operators, functions and types that it uses.';

-- The text holds constants as the session formats them.
create or replace function dashboard_refresh._try_definition(relation oid, search_path text, name text)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp
set datestyle = 'ISO, YMD'
set intervalstyle = 'postgres'
set timezone = 'UTC'
set extra_float_digits = '1'
set array_nulls = on
set transform_null_equals = off
as $$
declare
  v_statement text;
begin
  -- With names of others in reach, nothing is called but by its full name. What can be found without its schema is
  -- written without, so that one operator's does not stand for those of a whole row.
  perform set_config('search_path', _try_definition.search_path, true);
  v_statement := pg_catalog.concat('create temporary view ', name, ' as ', pg_catalog.pg_get_viewdef(relation));
  execute v_statement;
  perform pg_catalog.set_config('search_path', 'pg_catalog, pg_temp', true);

  return (
    select count(*) = 2 and count(distinct dashboard_refresh._comparable_tree(ev_action::text, ev_class)) = 1
    from pg_catalog.pg_rewrite
    where pg_rewrite.ev_class in (relation, ('pg_temp.' || name)::regclass)
  );
end;
$$;
comment on function dashboard_refresh._try_definition(oid, text, text) is
  'Makes a temporary view of this name from the text of a materialized view, read under the search_path. True when it is '
  'the same query. Raises what PostgreSQL does where the text is none under that search_path.';

create or replace function dashboard_refresh._make_definition(relation oid, name text)
returns text language plpgsql
set search_path = pg_catalog, pg_temp as $$
declare
  v_path text;
  v_reason text;
begin
  if current_setting('transaction_read_only')::boolean then
    return 'the transaction is read only, and comparing takes a temporary view, which is gone afterwards';
  elsif not has_database_privilege(current_database(), 'temporary') then
    return format('%s may make no temporary view in this database', current_user);
  end if;

  foreach v_path in array dashboard_refresh._search_paths(relation) loop
    begin
      if dashboard_refresh._try_definition(relation, v_path, name) then
        return null;
      end if;

      raise exception using
        errcode = 'DRX01',
        message = format('under the search_path %s its text is another query', v_path);
    exception
      -- The view is gone again. Nothing else was done that could fail; a cancellation is not caught.
      when others then
        v_reason := coalesce(v_reason, dashboard_refresh._safe_message(sqlerrm));
    end;
  end loop;

  return v_reason;
end;
$$;
comment on function dashboard_refresh._make_definition(oid, text) is
  'Makes a temporary view of this name that is the very query of a materialized view, whatever search_path that takes. '
  'Returns null, or why there can be none.';
