begin;
set local search_path = public, extensions;
select plan(4);

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
  'every table has a comment'
);

select is_empty(
  $$
    select pg_class.relname, attname
    from pg_attribute
    join pg_class on pg_class.oid = attrelid
    where relnamespace = 'dashboard_refresh'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
      and col_description(attrelid, attnum) is null
  $$,
  'every column has a comment'
);

select isnt_empty(
  $$select from pg_class where relnamespace = 'dashboard_refresh'::regnamespace and relkind = 'r'$$,
  'there are tables to look at'
);

select * from finish();
rollback;
