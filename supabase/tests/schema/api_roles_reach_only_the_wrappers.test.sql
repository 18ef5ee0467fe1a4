begin;
set local search_path = public, extensions;
select plan(9);

create role nobody_in_particular;

create temporary table roles as
select unnest(array['anon', 'authenticated', 'service_role', 'nobody_in_particular']) as name;

create temporary view ours as
select pg_proc.oid, pronamespace, proname
from pg_proc
where pronamespace = 'dashboard_refresh'::regnamespace
  or (pronamespace = 'public'::regnamespace and proname ~ 'dashboard_(refresh|freshness)');

select results_eq(
  $$
    select roles.name, ours.oid::regprocedure::text
    from roles cross join ours
    where has_function_privilege(roles.name, ours.oid, 'execute')
    order by 2
  $$,
  $$
    select 'service_role', oid::regprocedure::text from ours where pronamespace = 'public'::regnamespace order by 2
  $$,
  'service_role may execute the wrappers in public, and nobody may execute anything else'
);

select is(
  (select count(*) from ours where pronamespace = 'public'::regnamespace), 11::bigint, 'there are eleven wrappers'
);

select is_empty(
  $$
    select roles.name, pg_class.relname
    from roles
    cross join pg_class
    where relnamespace = 'dashboard_refresh'::regnamespace
      and relkind in ('r', 'v', 'm')
      and has_table_privilege(roles.name, pg_class.oid, 'select, insert, update, delete, truncate, references, trigger')
  $$,
  'none of them has any right on a table'
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
  $$select name from roles where has_schema_privilege(name, 'dashboard_refresh', 'usage, create')$$,
  'none of them may use the schema'
);

select is_empty(
  $$select relname from pg_class where relnamespace = 'dashboard_refresh'::regnamespace and relkind = 'r' and not relrowsecurity$$,
  'row level security is on for every table, should a right ever be granted by mistake'
);

set local role authenticated;
select throws_ok($$select public.dashboard_refresh_status()$$, '42501', null, 'authenticated is refused the status');
reset role;

set local role anon;
select throws_ok($$select public.request_dashboard_refresh()$$, '42501', null, 'anon is refused a refresh');
reset role;

set local role service_role;
select throws_ok(
  $$select * from dashboard_refresh.runs$$, '42501', null, 'service_role is refused the ledger itself'
);
reset role;

select * from finish();
rollback;
