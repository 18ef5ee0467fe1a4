/* Which privilege a refresh lacked, whose, and what gives it. */

create or replace function dashboard_refresh._missing_on_relations(relation oid)
returns setof dashboard_refresh.missing_privilege language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select
    reads.role,
    case when reader.relowner = reads.role then 'owns ' else 'runs the query of ' end || reader.oid::regclass,
    'SELECT',
    case pg_class.relkind when 'v' then 'the view ' when 'm' then 'the materialized view ' else 'the table ' end
      || pg_class.oid::regclass,
    dashboard_refresh._as_owner(
      pg_class.relowner, format('grant select on %s to %I;', pg_class.oid::regclass, pg_get_userbyid(reads.role))
    )
  from dashboard_refresh._read_relations(_missing_on_relations.relation) as reads
  join pg_catalog.pg_class on pg_class.oid = reads.relation
  join pg_catalog.pg_class as reader on reader.oid = reads.reader
  where not has_table_privilege(reads.role, pg_class.oid, 'select')
    and (
      not has_any_column_privilege(reads.role, pg_class.oid, 'select')
      or exists (
        select
        from pg_catalog.pg_rewrite
        join pg_catalog.pg_depend
          on pg_depend.classid = 'pg_catalog.pg_rewrite'::regclass
          and pg_depend.objid = pg_rewrite.oid
          and pg_depend.refclassid = 'pg_catalog.pg_class'::regclass
          and pg_depend.refobjid = pg_class.oid
          and pg_depend.refobjsubid > 0
        where pg_rewrite.ev_class = reader.oid
          and not has_column_privilege(reads.role, pg_class.oid, pg_depend.refobjsubid::smallint, 'select')
      )
    );
end;
$$;
comment on function dashboard_refresh._missing_on_relations(oid) is
  'What is missing on the relations that a materialized view reads, directly and through plain views.';

create or replace function dashboard_refresh._missing_on_others(relation oid)
returns setof dashboard_refresh.missing_privilege language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view pg_catalog.pg_class;
  v_owner name;
begin
  select * into v_view from pg_catalog.pg_class where pg_class.oid = _missing_on_others.relation;
  v_owner := pg_get_userbyid(v_view.relowner);

  return query
  select
    roles.role,
    roles.role_is,
    'USAGE',
    format('the schema %I', pg_namespace.nspname),
    dashboard_refresh._as_owner(
      pg_namespace.nspowner,
      format('grant usage on schema %I to %I;', pg_namespace.nspname, pg_get_userbyid(roles.role))
    )
  from (
    select to_regrole(quote_ident(current_user))::oid, 'refreshes'
    union
    select v_view.relowner, 'owns ' || v_view.oid::regclass
  ) as roles (role, role_is)
  join pg_catalog.pg_namespace on pg_namespace.oid = v_view.relnamespace
  where not has_schema_privilege(roles.role, pg_namespace.oid, 'usage');

  -- For the rows that a concurrent refresh compares.
  return query
  select
    v_view.relowner,
    'owns ' || v_view.oid::regclass,
    'TEMPORARY',
    format('the database %I', pg_database.datname),
    dashboard_refresh._as_owner(
      pg_database.datdba, format('grant temporary on database %I to %I;', pg_database.datname, v_owner)
    )
  from pg_catalog.pg_database
  where pg_database.datname = current_database()
    and not has_database_privilege(v_view.relowner, pg_database.oid, 'temporary');
end;
$$;
comment on function dashboard_refresh._missing_on_others(oid) is
  'What is missing, for a refresh of a materialized view, on its schema and on the database.';

create or replace function dashboard_refresh._missing_on_functions(relation oid)
returns setof dashboard_refresh.missing_privilege language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- Functions are called with the rights of the owner of the materialized view, those of plain views too.
  return query
  with calls as (
    select distinct matches.match[1]::oid as function
    from (
      select _missing_on_functions.relation
      union
      select reads.relation from dashboard_refresh._read_relations(_missing_on_functions.relation) as reads
    ) as views (relation)
    join pg_catalog.pg_class on pg_class.oid = views.relation
    join pg_catalog.pg_rewrite on pg_rewrite.ev_class = pg_class.oid and pg_rewrite.rulename = '_RETURN'
    cross join lateral regexp_matches(
      pg_rewrite.ev_action::text, ':(?:funcid|opfuncid|aggfnoid|winfnoid) (\d+)', 'g'
    ) as matches (match)
    where pg_class.relkind = 'v' or pg_class.oid = _missing_on_functions.relation
  )
  select
    viewed.relowner,
    'owns ' || viewed.oid::regclass,
    'EXECUTE',
    'the function ' || pg_proc.oid::regprocedure,
    dashboard_refresh._as_owner(
      pg_proc.proowner,
      format('grant execute on function %s to %I;', pg_proc.oid::regprocedure, pg_get_userbyid(viewed.relowner))
    )
  from calls
  join pg_catalog.pg_proc on pg_proc.oid = calls.function
  join pg_catalog.pg_class as viewed on viewed.oid = _missing_on_functions.relation
  where not has_function_privilege(viewed.relowner, pg_proc.oid, 'execute');
end;
$$;
comment on function dashboard_refresh._missing_on_functions(oid) is
  'What is missing on the functions that a materialized view calls, directly and in plain views.';
