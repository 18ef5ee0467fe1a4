begin;
\ir ../support/fixture.psql
select plan(13);

create function pg_temp.mine() returns setof text language sql as $$
  select kind || ' ' || key from dashboard_refresh.held_locks where pid = pg_backend_pid() order by kind
$$;
select id as view_id from dashboard_refresh.views \gset
select '00000000-0000-4000-8000-00000000000a'::uuid as run_id \gset

-- Managing the view has taken it already.
select results_eq(
  'select pg_temp.mine()', array['configuration 0'],
  'a change of what is managed holds the lock of the configuration'
);

savepoint nothing_held;
select ok(dashboard_refresh._try_lock_view(:view_id), 'the lock of a view that is free is taken');
select results_eq(
  'select pg_temp.mine()', array['configuration 0', 'view ' || :view_id],
  'a lock that was taken shows under the id of the view'
);
select ok(dashboard_refresh._try_lock_view(:view_id), 'the session that holds it may take it again');
select results_eq(
  'select pg_temp.mine()', array['configuration 0', 'view ' || :view_id], 'a lock that was taken twice is one lock'
);

select is(dashboard_refresh._is_running(:'run_id'), false, 'a run that nobody works on is not running');
select dashboard_refresh._mark_running(:view_id, :'run_id') \g /dev/null
select results_eq(
  'select pg_temp.mine()',
  array['configuration 0', 'refresh ' || :view_id, 'run ' || hashtext(:'run_id'), 'view ' || :view_id],
  'a refresh holds one for the view and one for the run'
);
select is(dashboard_refresh._is_running(:'run_id'), true, 'a run whose lock is held is running');
select matches(
  current_setting('application_name'), '^refresh-dashboard ' || :'run_id' || ' [0-9a-f]{8}$',
  'the session that refreshes says which run it works on'
);
select ok(
  clock_timestamp() - dashboard_refresh._session_since(current_setting('application_name'))
    between interval '0' and interval '30 seconds',
  'the session that refreshes says since when it does'
);

rollback to nothing_held;
select results_eq(
  'select pg_temp.mine()', array['configuration 0'],
  'locks that were taken since a savepoint go with its rollback'
);

-- Locks of others that look like ours: the one-key form of the same number, a shared one of another kind, other keys.
select pg_advisory_xact_lock((20261101::bigint << 32) | :view_id) \g /dev/null
select pg_advisory_xact_lock(20261100, :view_id), pg_advisory_xact_lock(20261199, :view_id) \g /dev/null
select pg_advisory_xact_lock(:view_id) \g /dev/null
lock table fixture.sales in exclusive mode;
select results_eq('select pg_temp.mine()', array['configuration 0'], 'advisory locks of others are not among them');

select is_empty(
  $$select from dashboard_refresh.held_locks where kind is null or key is null or pid is null$$,
  'every lock has a kind, a key and a session'
);

select * from finish();
rollback;
