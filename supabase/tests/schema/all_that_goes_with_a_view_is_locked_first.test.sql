-- A row that deleting a view takes along, and that unmanage has not locked before, is one that it may wait for in a deadlock.
begin;
\ir ../support/fixture.psql
select plan(2);

-- In a statement of its own: within one, the locks might be listed before they are taken.
select ok(bool_and(dashboard_refresh._try_lock_rows(views.id)), 'the rows of each view can be locked')
from dashboard_refresh.views;

select set_eq(
  $$
    with recursive goes (relation) as (
      select 'dashboard_refresh.views'::regclass::oid
      union
      select pg_constraint.conrelid
      from goes
      join pg_constraint on pg_constraint.confrelid = goes.relation and pg_constraint.contype = 'f'
    )
    select relation::regclass::text from goes
  $$,
  $$
    select distinct pg_locks.relation::regclass::text
    from pg_locks
    where pg_locks.pid = pg_backend_pid()
      and pg_locks.mode = 'RowShareLock'
      and pg_locks.relation in (
        select pg_class.oid from pg_class
        where pg_class.relnamespace = 'dashboard_refresh'::regnamespace and pg_class.relkind = 'r'
      )
  $$,
  'every table with a foreign key to views, or to one of those, is locked by rows'
);

select * from finish();
rollback;
