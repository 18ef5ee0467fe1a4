/* Who may reach what, against what every release grants. */

create or replace function dashboard_refresh._open_rights()
returns table (object text, grantee text) language sql stable
set search_path = pg_catalog, pg_temp as $$
  with api_roles (oid, name) as (
    select 0::oid, 'public'
    union all
    select pg_roles.oid, pg_roles.rolname::text
    from pg_catalog.pg_roles
    where pg_roles.rolname in ('anon', 'authenticated', 'service_role')
  )
  select 'schema dashboard_refresh', api_roles.name
  from pg_catalog.pg_namespace
  cross join lateral aclexplode(pg_namespace.nspacl) as rights
  join api_roles on api_roles.oid = rights.grantee
  where pg_namespace.nspname = 'dashboard_refresh'
  union
  select case pg_class.relkind when 'S' then 'sequence ' else 'table ' end || pg_class.oid::regclass, api_roles.name
  from pg_catalog.pg_class
  cross join lateral aclexplode(pg_class.relacl) as rights
  join api_roles on api_roles.oid = rights.grantee
  where pg_class.relnamespace = 'dashboard_refresh'::regnamespace and pg_class.relkind in ('r', 'v', 'm', 'p', 'f', 'S')
  union
  select 'routine ' || pg_proc.oid::regprocedure, api_roles.name
  from pg_catalog.pg_proc
  -- Where nothing was ever granted or revoked, everybody may execute it.
  cross join lateral aclexplode(coalesce(pg_proc.proacl, acldefault('f', pg_proc.proowner))) as rights
  join api_roles on api_roles.oid = rights.grantee
  where pg_proc.pronamespace = 'dashboard_refresh'::regnamespace
    -- The wrappers are for service_role, and that for readers for whom the owner says.
    or (
      pg_proc.pronamespace = 'public'::regnamespace
      and pg_proc.proname ~ '_dashboard_refresh'
      and api_roles.name <> 'service_role'
      and exists (
        select from dashboard_refresh.release_objects
        where release_objects.kind = 'function' and release_objects.identity = pg_proc.oid::regprocedure::text
      )
    );
$$;
comment on function dashboard_refresh._open_rights() is
  'Objects of ours on which an API role, or everybody, has a right that no release grants.';

create or replace function dashboard_refresh._check_schema_privileges(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'error',
    format('Rights were granted that no release grants: to %s, on %s object%s such as %s.',
      string_agg(distinct open.grantee, ', '), count(distinct open.object), case when count(distinct open.object) > 1 then 's' end,
      min(open.object)),
    'sql',
    string_agg(format('revoke all on %s from %s;', open.object, open.grantee), ' ' order by open.object, open.grantee)
  from dashboard_refresh._open_rights() as open
  having count(*) > 0;
end;
$$;
comment on function dashboard_refresh._check_schema_privileges(dashboard_refresh.examination) is
  'Check: anon, authenticated and everybody reach nothing of ours, and service_role the wrappers alone.';

create or replace function dashboard_refresh._check_wrapper_privileges(examined dashboard_refresh.examination)
returns setof dashboard_refresh.check_result language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return query
  select 'error',
    format('service_role may not call %s of the wrappers, so that the Edge Function fails: %s.', count(*),
      string_agg(made.identity, ', ' order by made.identity)),
    'sql',
    string_agg(format('grant execute on function %s to service_role;', made.identity), ' ' order by made.identity)
  from (
    -- First, since the name of another kind of object is an error to to_regprocedure.
    select release_objects.identity, to_regprocedure(release_objects.identity) as routine
    from (
      select * from dashboard_refresh.release_objects where release_objects.kind = 'function' offset 0
    ) as release_objects
    where release_objects.identity not like 'dashboard\_refresh.%'
  ) as made
  where made.routine is not null
    and to_regrole('service_role') is not null
    and not has_function_privilege('service_role', made.routine, 'execute')
  having count(*) > 0;
end;
$$;
comment on function dashboard_refresh._check_wrapper_privileges(dashboard_refresh.examination) is
  'Check: service_role, as which the Edge Function calls, may execute every wrapper.';
