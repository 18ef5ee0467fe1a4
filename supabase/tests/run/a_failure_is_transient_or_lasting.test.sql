begin;
\ir ../support/fixture.psql
select plan(1);

create temporary table expected (position, sqlstate, kind) as values
  (1, null, 'transient'), -- lost: a process or a connection died
  (2, '08006', 'transient'), -- connection
  (3, '40P01', 'transient'), -- deadlock
  (4, '53100', 'transient'), -- disk full
  (5, '57014', 'transient'), -- cancelled
  (6, '58030', 'transient'), -- input and output
  (7, '55P03', 'transient'), -- a lock
  (8, '55006', 'transient'), -- an object in use
  (9, '55000', 'lasting'), -- no unique index
  (10, '42501', 'lasting'), -- a privilege
  (11, '22012', 'lasting'); -- the data

insert into dashboard_refresh.runs (
  view_id, trigger, path, status, requested_at, started_at, finished_at, error_sqlstate, error_message
)
select
  views.id, 'sql', 'database', case when expected.sqlstate is null then 'lost' else 'failed' end,
  now() - make_interval(mins => expected.position), now(), now(), expected.sqlstate, 'x'
from expected
cross join dashboard_refresh.views;

select results_eq(
  $$
    select run -> 'error' ->> 'sqlstate', run -> 'error' ->> 'kind'
    from json_array_elements(dashboard_refresh.history('fixture.totals') -> 'runs') as run
  $$,
  'select sqlstate, kind from expected order by position',
  'a failure that may pass by itself is transient, one that somebody has to fix is lasting'
);

select * from finish();
rollback;
