/*
Purpose: the advisory locks everything else relies on, in one place.

Objects: functions _try_lock_view, _lock_run, _lock_holder, _view_lock_holder, _locked_views, _refresher,
_is_running, _lock_configuration.

- The view's lock: whoever holds it may refresh the view and change its runs. Taken, never waited for. A tick holds it
  for the moment it needs to decide.
- The refresh's lock, and the run's: which view is being refreshed and for which run, since the rows themselves can only
  say so after the commit.

- The configuration's lock: who registers, changes or unregisters views does so one after the other, and takes it first, so
  that registry and cron jobs are never locked in two orders.

All last until the end of the transaction: a lock of the session would outlive an error on a pooled connection. They are
the two-key kind, the first key naming the family: 20261101 for views, 20261102 for runs, 20261103 for refreshes,
20261104 for the configuration.
*/

create function dashboard_refresh._try_lock_view(view_id integer)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return pg_try_advisory_xact_lock(20261101, view_id);
end;
$$;

comment on function dashboard_refresh._try_lock_view(integer) is
  'Takes the view''s lock until the end of the transaction. False, at once, when another session holds it.';

create function dashboard_refresh._lock_run(view_id integer, run_id uuid)
returns void
language sql
volatile
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select
    pg_catalog.pg_advisory_xact_lock(20261103, view_id),
    pg_catalog.pg_advisory_xact_lock(20261102, hashtext(run_id::text));
end;

comment on function dashboard_refresh._lock_run(integer, uuid) is
  'Marks the view as being refreshed and the run as running until the end of the transaction. Call it only with the '
  'view''s lock held: then nobody else can hold these, and it never waits.';

create function dashboard_refresh._lock_holder(family integer, key integer)
returns integer
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select pg_locks.pid
  from pg_catalog.pg_locks
  where pg_locks.locktype = 'advisory'
    and pg_locks.database = (select oid from pg_catalog.pg_database where datname = current_database())
    and pg_locks.classid = family::oid
    and pg_locks.objid = key::oid
    and pg_locks.objsubid = 2
    and pg_locks.granted;
end;

comment on function dashboard_refresh._lock_holder(integer, integer) is
  'Process id of the backend that holds the lock of these two keys; null when it is free. Does not take the lock.';

create function dashboard_refresh._view_lock_holder(view_id integer)
returns integer
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select dashboard_refresh._lock_holder(20261101, view_id);
end;

comment on function dashboard_refresh._view_lock_holder(integer) is
  'Process id of the backend that holds the view''s lock; null when nobody does.';

create function dashboard_refresh._locked_views()
returns setof integer
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select pg_locks.objid::integer
  from pg_catalog.pg_locks
  where pg_locks.locktype = 'advisory'
    and pg_locks.database = (select oid from pg_catalog.pg_database where datname = current_database())
    and pg_locks.classid = 20261101::oid
    and pg_locks.objsubid = 2
    and pg_locks.granted;
end;

comment on function dashboard_refresh._locked_views() is 'The views whose lock somebody holds, in one look at all locks.';

create function dashboard_refresh._refresher(view_id integer)
returns integer
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select dashboard_refresh._lock_holder(20261103, view_id);
end;

comment on function dashboard_refresh._refresher(integer) is
  'Process id of the backend that is refreshing the view; null when nobody is.';

create function dashboard_refresh._is_running(run_id uuid)
returns boolean
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
  select dashboard_refresh._lock_holder(20261102, hashtext(run_id::text)) is not null;
end;

comment on function dashboard_refresh._is_running(uuid) is 'True while a backend is working on this run.';

create function dashboard_refresh._lock_configuration()
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if (select nspowner::regrole::text from pg_catalog.pg_namespace where nspname = 'dashboard_refresh')
    <> quote_ident(current_user)
  then
    raise insufficient_privilege using
      message = format('%s may not change what is managed', current_user),
      detail = 'pg_cron lets a job be altered by its owner alone, so all jobs belong to the owner of the schema.',
      hint = 'Use set role to the owner of the schema dashboard_refresh.';
  end if;

  perform pg_advisory_xact_lock(20261104, 0);
end;
$$;

comment on function dashboard_refresh._lock_configuration() is
  'Waits until nobody else changes what is managed, and keeps others waiting until the end of the transaction. Raises '
  '42501 unless called as the owner of the schema.';

revoke all on function
  dashboard_refresh._try_lock_view(integer),
  dashboard_refresh._lock_run(integer, uuid),
  dashboard_refresh._lock_holder(integer, integer),
  dashboard_refresh._view_lock_holder(integer),
  dashboard_refresh._locked_views(),
  dashboard_refresh._refresher(integer),
  dashboard_refresh._is_running(uuid),
  dashboard_refresh._lock_configuration()
from public, anon, authenticated, service_role;
