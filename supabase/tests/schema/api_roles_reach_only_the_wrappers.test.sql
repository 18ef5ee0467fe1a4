-- Every object of ours, found in the catalog and not listed here, against every kind of role: a new one without its
-- revoke is found. This runs once the whole stack is up, so what the REST layer grants by itself is seen as well.
begin;
set local search_path = public, extensions;
select plan(17);

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
  $$
    select roles.name, pg_class.relname
    from roles
    cross join pg_class
    where relnamespace = 'dashboard_refresh'::regnamespace
      and relkind in ('r', 'p', 'v', 'm', 'f')
      and (
        has_table_privilege(roles.name, pg_class.oid, 'select, insert, update, delete, truncate, references, trigger')
        or has_any_column_privilege(roles.name, pg_class.oid, 'select, insert, update, references')
      )
  $$,
  'none of them has any right on a table, nor on a column of one'
);

select is_empty(
  $$
    select roles.name, pg_class.relname
    from roles
    cross join pg_class
    where relnamespace = 'dashboard_refresh'::regnamespace
      and relkind = 'S'
      and has_sequence_privilege(roles.name, pg_class.oid, 'usage, select, update')
  $$,
  'none of them has any right on a sequence'
);

select is_empty(
  $$
    select roles.name, typname
    from roles
    cross join pg_type
    left join pg_class on pg_class.oid = typrelid
    where typnamespace = 'dashboard_refresh'::regnamespace
      -- The row type of a table follows the table, an array type its element.
      and (relkind is null or relkind = 'c') and typelem = 0
      and has_type_privilege(roles.name, pg_type.oid, 'usage')
  $$,
  'none of them may use a type'
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

select is_empty(
  $$
    select defaclnamespace::regnamespace, rights.grantee::regrole, rights.privilege_type
    from pg_default_acl
    cross join lateral aclexplode(defaclacl) as rights
    where defaclnamespace = 'dashboard_refresh'::regnamespace
  $$,
  'what is made in the schema later is granted to nobody by default'
);

select is_empty(
  $$select relname from pg_class where relnamespace = 'dashboard_refresh'::regnamespace and relkind = 'r' and not relrowsecurity$$,
  'row level security is on for every table, should a right ever be granted by mistake'
);
select is_empty(
  $$
    select relname, polname
    from pg_policy
    join pg_class on pg_class.oid = polrelid
    where relnamespace = 'dashboard_refresh'::regnamespace
  $$,
  'and no policy lets anybody through'
);

-- The same, tried.
grant nobody_in_particular to current_user;
set local role authenticated;
select throws_ok($$select public.read_dashboard_refresh_status()$$, '42501', null, 'authenticated is refused the status');
reset role;

set local role anon;
select throws_ok($$select public.request_dashboard_refresh()$$, '42501', null, 'anon is refused a refresh');
reset role;

-- A role without the schema of pgTAP takes its role inside of the test.
select throws_ok(
  $$set local role nobody_in_particular; select dashboard_refresh.tick('public.mv_conversaciones_dashboard')$$,
  '42501', null, 'a login role is refused a tick'
);
select throws_ok(
  $$set local role nobody_in_particular; call dashboard_refresh.watchdog()$$, '42501', null, 'and the watchdog'
);

set local role service_role;
select throws_ok(
  $$select * from dashboard_refresh.runs$$, '42501', null, 'service_role is refused the ledger itself'
);
reset role;

select * from finish();
rollback;
