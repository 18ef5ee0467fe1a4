/*
The advisory locks that everything else relies on.

- view: its holder may refresh the view and change its runs. Never waited for. A tick holds it while it decides.
- refresh, run: which view is being refreshed and for which run; the rows themselves can only say so after the commit.
- finish: its holder may end the run. Who works on the run shares it, and needs it alone to end; who has it cancelled shares
  it too, from the look at who works on it until that session has let go. So a signal never hits what a session does next.
- cancel: one session at a time cancels a run.
- rescue: numbers the sessions that rescue views, see _rescue_slot.
- configuration: changes of what is managed happen one after the other. Taken first, so that registry and cron jobs are
  never locked in two orders.
- drift: its holder compares the view with its definition. Never waited for, and let go as soon as that is done.

All last until the end of the transaction: a session's lock would outlive an error on a pooled connection. They are of
the two-key kind; the first key is the kind.
*/

create or replace view dashboard_refresh.held_locks as
select
  case pg_locks.classid::integer
    when 20261101 then 'view'
    when 20261102 then 'run'
    when 20261103 then 'refresh'
    when 20261104 then 'configuration'
    when 20261105 then 'rescue'
    when 20261106 then 'drift'
    when 20261107 then 'finish'
    when 20261108 then 'cancel'
  end as kind,
  pg_locks.objid::integer as key,
  pg_locks.pid,
  pg_locks.mode = 'ExclusiveLock' as is_exclusive
from pg_catalog.pg_locks
where pg_locks.locktype = 'advisory'
  and pg_locks.database = (select oid from pg_catalog.pg_database where datname = current_database())
  and pg_locks.classid between 20261101::oid and 20261108::oid
  and pg_locks.objsubid = 2
  and pg_locks.granted;

comment on view dashboard_refresh.held_locks is
  'The advisory locks of this project that sessions hold. key: the id of the view for kinds view, refresh and drift, '
  'the hash of the run''s id for run, finish and cancel, the number of the slot for rescue; pid: the session.';
comment on column dashboard_refresh.held_locks.kind is 'view, run, refresh, finish, cancel, rescue, configuration or drift.';
comment on column dashboard_refresh.held_locks.key is 'Which view, run or slot.';
comment on column dashboard_refresh.held_locks.pid is 'Process id of the session that holds the lock.';
comment on column dashboard_refresh.held_locks.is_exclusive is 'False where others may share it.';

create or replace function dashboard_refresh._try_lock_view(view_id integer)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return pg_try_advisory_xact_lock(20261101, view_id);
end;
$$;
comment on function dashboard_refresh._try_lock_view(integer) is
  'Takes the view''s lock until the end of the transaction. False, at once, when another session holds it.';

create or replace function dashboard_refresh._try_lock_drift(view_id integer)
returns boolean language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  return pg_try_advisory_xact_lock(20261106, view_id);
end;
$$;
comment on function dashboard_refresh._try_lock_drift(integer) is
  'Takes the lock for a comparison of the view, until the end of the transaction or until what is done since is rolled '
  'back. False, at once, when another session holds it.';

create or replace function dashboard_refresh._mark_running(view_id integer, run_id uuid)
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  -- Only marks: a session that holds one of them without a right to, as any role can, must not hold up a refresh.
  perform
    pg_try_advisory_xact_lock(20261103, view_id), pg_try_advisory_xact_lock(20261102, hashtext(run_id::text));
  perform set_config(
    'application_name', dashboard_refresh._session_name(run_id, clock_timestamp()), true
  );
end;
$$;
comment on function dashboard_refresh._mark_running(integer, uuid) is
  'Marks the view as being refreshed, the run as running and the session as working on it, until the end of the '
  'transaction. Call it only with the view''s lock held. Never waits.';

create or replace function dashboard_refresh._is_running(run_id uuid)
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from dashboard_refresh.held_locks where held_locks.kind = 'run' and held_locks.key = hashtext(run_id::text)
  );
$$;
comment on function dashboard_refresh._is_running(uuid) is 'True while a session is working on this run.';

create or replace function dashboard_refresh._lock_configuration()
returns void language plpgsql
set search_path = pg_catalog, pg_temp as $$
begin
  perform dashboard_refresh._require_writable();

  if (select nspowner::regrole::text from pg_catalog.pg_namespace where nspname = 'dashboard_refresh')
    <> quote_ident(current_user)
  then
    raise insufficient_privilege using
      message = format('%s may not change what is managed', current_user),
      detail = 'pg_cron lets only its owner alter a job, so all jobs belong to the owner of the schema.',
      hint = 'Use set role to the owner of the schema dashboard_refresh.';
  end if;

  perform pg_advisory_xact_lock(20261104, 0);
end;
$$;
comment on function dashboard_refresh._lock_configuration() is
  'Waits until nobody else changes what is managed, and keeps others waiting until the end of the transaction. Raises '
  '42501 unless called as the owner of the schema.';
