-- Every object of ours, found in the catalog and not listed here, against every kind of role: a new one without its
-- revoke is found. This runs once the whole stack is up, so what the REST layer grants by itself is seen as well.
begin;
set local search_path = public, extensions;
select plan(6);

create role nobody_in_particular login;

create temporary table roles as
select unnest(array['anon', 'authenticated', 'service_role', 'nobody_in_particular']) as name;

-- What is in our schema, and what reaches into it from any other.
create temporary view ours as
select pg_proc.oid, pronamespace, proname, prokind
from pg_proc
join pg_namespace on pg_namespace.oid = pronamespace
where pronamespace = 'dashboard_refresh'::regnamespace
  or (
    nspname not in ('pg_catalog', 'information_schema')
    and nspname !~ '^pg_temp'
    and (proname ~ 'dashboard_(refresh|freshness)' or (prokind <> 'a' and pg_get_functiondef(pg_proc.oid) ~ 'dashboard_refresh'))
  );

select set_eq(
  $$
    select roles.name, ours.oid::regprocedure::text
    from roles cross join ours
    where has_function_privilege(roles.name, ours.oid, 'execute')
  $$,
  $$
    select 'service_role', ours.oid::regprocedure::text from ours where pronamespace = 'public'::regnamespace
  $$,
  'service_role may execute the wrappers in public, and nobody may execute anything else'
);

select is_empty(
  $$select oid::regprocedure from ours where pronamespace not in ('dashboard_refresh'::regnamespace, 'public'::regnamespace)$$,
  'nothing in a third schema reaches into ours'
);
select set_eq(
  $$select distinct prokind::text from ours$$,
  array['f', 'p'],
  'functions and procedures are among what is looked at, and there is nothing of another kind'
);

select is(
  (
    select count(*)
    from ours
    join pg_proc on pg_proc.oid = ours.oid
    cross join lateral aclexplode(coalesce(proacl, acldefault('f', proowner))) as rights
    where rights.is_grantable and rights.grantee <> proowner
  ),
  0::bigint,
  'nobody may pass a right on'
);

select is_empty(
  $$select name from roles where has_schema_privilege(name, 'dashboard_refresh', 'usage, create')$$,
  'none of them may use the schema'
);

select is_empty(
  $$
    select roles.name
    from roles
    join pg_namespace on nspname = 'dashboard_refresh'
    where pg_has_role(roles.name, nspowner, 'member')
  $$,
  'none of them may become the owner'
);

select * from finish();
rollback;
