/* The relation behind a managed view: what is there under its name, and where it went when it was renamed. */

create or replace function dashboard_refresh._kind_name(kind "char")
returns text language sql immutable
set search_path = pg_catalog, pg_temp as $$
  select case kind
    when 'm' then 'materialized view' when 'r' then 'table' when 'p' then 'partitioned table' when 'v' then 'plain view'
    when 'i' then 'index' when 'S' then 'sequence' when 'f' then 'foreign table' when 'c' then 'type'
    else 'relation of another kind'
  end;
$$;
comment on function dashboard_refresh._kind_name("char") is 'What a relation is, by pg_class.relkind, in words.';

create or replace function dashboard_refresh._relation(view dashboard_refresh.views)
returns dashboard_refresh.relation_facts language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_facts dashboard_refresh.relation_facts;
begin
  select
    pg_class.oid,
    pg_class.relkind,
    pg_get_userbyid(pg_class.relowner),
    pg_class.relispopulated,
    -- What REFRESH ... CONCURRENTLY accepts (is_usable_unique_index in matview.c).
    exists (
      select from pg_catalog.pg_index
      where pg_index.indrelid = pg_class.oid
        and pg_index.indisunique
        and pg_index.indisvalid
        and pg_index.indimmediate
        and pg_index.indpred is null
        and pg_index.indexprs is null
    ),
    pg_has_role(pg_class.relowner, 'usage')
  into v_facts
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_namespace.nspname = view.schema_name
    and pg_class.relname = view.view_name;

  -- Since PostgreSQL 17 the MAINTAIN privilege suffices; before, has_table_privilege does not know the word.
  if v_facts.oid is not null
    and not v_facts.may_refresh
    and current_setting('server_version_num')::integer >= 170000
  then
    v_facts.may_refresh := has_table_privilege(v_facts.oid, 'MAINTAIN');
  end if;

  return v_facts;
end;
$$;
comment on function dashboard_refresh._relation(dashboard_refresh.views) is 'What is there under a managed view''s name.';

create or replace function dashboard_refresh._present(view dashboard_refresh.views)
returns dashboard_refresh.views language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_view dashboard_refresh.views := view;
  v_schema_name text;
  v_view_name text;
begin
  if view.relation_oid is null or to_regclass(view.view) is not null then
    return view;
  end if;

  select pg_namespace.nspname, pg_class.relname
  into v_schema_name, v_view_name
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_class.oid = view.relation_oid
    and pg_class.relkind = 'm'
    and not exists (
      select from dashboard_refresh.views as other
      where other.schema_name = pg_namespace.nspname and other.view_name = pg_class.relname
    );

  if found then
    v_view.schema_name := v_schema_name;
    v_view.view_name := v_view_name;
    v_view.view := format('%I.%I', v_schema_name, v_view_name);
  end if;

  return v_view;
end;
$$;
comment on function dashboard_refresh._present(dashboard_refresh.views) is
  'The managed view under the name that its relation has now: another than the registry''s where it was renamed or moved to '
  'another schema and nothing has taken its name, nor is managed by the new one. Writes nothing; see _follow_rename.';
