/* The relation behind a managed view, and what its owner has to do about it. */

create or replace function dashboard_refresh._relation_oid(view dashboard_refresh.views)
returns oid language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
begin
  -- Not to_regclass, which is an error for those who may not use the schema: that is to be found out by the refresh.
  return (
    select pg_class.oid
    from pg_catalog.pg_class
    join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
    where pg_namespace.nspname = view.schema_name and pg_class.relname = view.view_name
  );
end;
$$;
comment on function dashboard_refresh._relation_oid(dashboard_refresh.views) is
  'What is there under a managed view''s name; null when nothing is. Asks for no privilege.';

create or replace function dashboard_refresh._as_owner(owner oid, statement text)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_owner constant name := pg_get_userbyid(owner);
  v_is_superuser constant boolean := exists (
    select from pg_catalog.pg_roles where pg_roles.oid = owner and pg_roles.rolsuper
  );
begin
  if owner is null then
    return null;
  elsif pg_has_role(owner, 'usage') then
    return statement;
  elsif not v_is_superuser
    and (
      pg_has_role(owner, 'member with admin option')
      -- Before PostgreSQL 16, CREATEROLE was enough to grant any role.
      or (
        current_setting('server_version_num')::integer < 160000
        and (select pg_roles.rolcreaterole from pg_catalog.pg_roles where pg_roles.rolname = current_user)
      )
    )
  then
    return format('grant %I to %I; %s', v_owner, current_user, statement);
  end if;

  return format('as %I%s: %s', v_owner, case when not v_is_superuser then ' or a superuser' end, statement);
end;
$$;
comment on function dashboard_refresh._as_owner(oid, text) is
  'A statement that only this owner of something may run, as the current role can run it: preceded by the grant that it '
  'takes, or by the words who can where the current role cannot.';

create or replace function dashboard_refresh._take_over_statement(view dashboard_refresh.views)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_owner oid;
  v_schema oid;
  v_schema_owner oid;
  v_statement text := format('alter materialized view %s owner to %I;', view.view, current_user);
begin
  select pg_class.relowner, pg_namespace.oid, pg_namespace.nspowner
  into v_owner, v_schema, v_schema_owner
  from pg_catalog.pg_class
  join pg_catalog.pg_namespace on pg_namespace.oid = pg_class.relnamespace
  where pg_class.oid = dashboard_refresh._relation_oid(view);

  v_statement := dashboard_refresh._as_owner(v_owner, v_statement);

  -- The new owner of a relation must be allowed to create one in its schema; what the old one may, its members may.
  if not has_schema_privilege(v_schema, 'create')
    and not (v_statement like 'grant %' and has_schema_privilege(v_owner, v_schema, 'create'))
  then
    v_statement := dashboard_refresh._as_owner(
      v_schema_owner, format('grant usage, create on schema %I to %I; ', view.schema_name, current_user)
    ) || v_statement;
  end if;

  return v_statement;
end;
$$;
comment on function dashboard_refresh._take_over_statement(dashboard_refresh.views) is
  'What makes the current role the owner of a materialized view that belongs to another, with the grants that it takes '
  'first.';
