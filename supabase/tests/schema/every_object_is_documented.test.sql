begin;
set local search_path = public, extensions;
select plan(8);

select is_empty(
  $$
    select pg_proc.oid::regprocedure
    from pg_proc
    where (pronamespace = 'dashboard_refresh'::regnamespace
      or (pronamespace = 'public'::regnamespace and proname ~ 'dashboard_(refresh|freshness)'))
      and obj_description(pg_proc.oid, 'pg_proc') is null
  $$,
  'every function has a comment'
);

select is_empty(
  $$
    select pg_class.oid::regclass
    from pg_class
    where relnamespace = 'dashboard_refresh'::regnamespace and relkind in ('r', 'v', 'm')
      and obj_description(pg_class.oid, 'pg_class') is null
  $$,
  'every table and every view has a comment'
);

select is_empty(
  $$
    select pg_class.relname, attname
    from pg_attribute
    join pg_class on pg_class.oid = attrelid
    where relnamespace = 'dashboard_refresh'::regnamespace and relkind in ('r', 'v') and attnum > 0 and not attisdropped
      and col_description(attrelid, attnum) is null
  $$,
  'every column of a table or a view has a comment'
);

select is_empty(
  $$
    select pg_type.oid::regtype
    from pg_type
    join pg_class on pg_class.oid = typrelid and relkind = 'c'
    where typnamespace = 'dashboard_refresh'::regnamespace and obj_description(pg_type.oid, 'pg_type') is null
  $$,
  'every type has a comment'
);

select isnt(
  obj_description('dashboard_refresh'::regnamespace, 'pg_namespace'), null, 'the schema has a comment'
);

select is_empty(
  $$
    select pg_proc.oid::regprocedure
    from pg_proc
    where pronamespace = 'public'::regnamespace and proname ~ 'dashboard_(refresh|freshness)'
      and obj_description(pg_proc.oid, 'pg_proc') !~ '^(API|For readers): '
  $$,
  'the comment of a wrapper says for whom it is'
);

-- What is looked at is there.
select set_eq(
  $$
    select distinct relkind::text from pg_class
    where relnamespace = 'dashboard_refresh'::regnamespace and relkind in ('r', 'v', 'c')
  $$,
  array['r', 'v', 'c'], 'there are tables, views and types to look at'
);
select set_eq(
  $$
    select attname::text from pg_attribute
    where attrelid = 'dashboard_refresh.held_locks'::regclass and attnum > 0 and not attisdropped
  $$,
  array['kind', 'key', 'pid', 'is_exclusive'], 'the columns of held_locks are among them'
);

select * from finish();
rollback;
