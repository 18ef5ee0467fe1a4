-- Found in the catalog and not listed here, so that a new table without its revoke is found too.
begin;
set local search_path = public, extensions;
select plan(8);

create role nobody_in_particular login;

create temporary table roles as
select unnest(array['anon', 'authenticated', 'service_role', 'nobody_in_particular']) as name;

-- What is looked at is there.
select set_eq(
  $$
    select relkind::text from pg_class
    where relnamespace = 'dashboard_refresh'::regnamespace and relkind in ('r', 'v', 'S', 'c')
  $$,
  array['r', 'v', 'S', 'c'], 'there are tables, views, sequences and types to look at'
);
select ok(
  exists (
    select from pg_class
    where relnamespace = 'dashboard_refresh'::regnamespace and relname = 'held_locks' and relkind = 'v'
  ),
  'held_locks is among them'
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
  'no policy lets anybody through'
);

select * from finish();
rollback;
