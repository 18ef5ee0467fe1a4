/* Who stood in the way of a refresh that gave up waiting for a lock. */

create or replace function dashboard_refresh._may_terminate(usesysid oid)
returns boolean language sql stable
set search_path = pg_catalog, pg_temp as $$
  select bool_or(
    me.rolsuper
    -- A session without a role, such as autovacuum's, is guarded like a superuser's (signalfuncs.c).
    or (
      not target.rolsuper
      and (pg_has_role(target.oid, 'usage') or pg_has_role('pg_signal_backend', 'usage'))
    )
  )
  from pg_catalog.pg_roles as me
  left join pg_catalog.pg_roles as target on target.oid = usesysid
  where me.rolname = current_user;
$$;
comment on function dashboard_refresh._may_terminate(oid) is
  'Whether the current role may end a session of this role.';

create or replace function dashboard_refresh._terminate_statement(pid integer, usesysid oid)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select case when not dashboard_refresh._may_terminate(usesysid) then 'as a superuser: ' else '' end
    || format('select pg_terminate_backend(%s);', pid);
$$;
comment on function dashboard_refresh._terminate_statement(integer, oid) is
  'What ends a session of this role, preceded by who can where the current role cannot.';

-- Long: one sentence about each session, from one query.
create or replace function dashboard_refresh._blocking_sessions(
  relation oid,
  method text,
  place dashboard_refresh.place
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_database constant oid := (select oid from pg_catalog.pg_database where datname = current_database());
  v_sessions text;
  v_remedies text;
begin
  with in_the_way as materialized (
    select pg_locks.*, touched.rank
    from dashboard_refresh._touched_relations(_blocking_sessions.relation, method) as touched
    join pg_catalog.pg_locks
      on pg_locks.relation = touched.relation and pg_locks.mode = any (touched.blocking_modes)
    where pg_locks.locktype = 'relation' and pg_locks.database in (0, v_database)
  ),
  locks as materialized (
    select * from in_the_way
    union all
    -- Who waits in the queue before a refresh holds it up as well, and so does the session that it waits for.
    select pg_locks.*, in_the_way.rank
    from in_the_way
    join pg_catalog.pg_locks
      on pg_locks.locktype = 'relation'
      and pg_locks.relation = in_the_way.relation
      and pg_locks.pid = any (pg_blocking_pids(in_the_way.pid))
      and pg_locks.granted
    where not in_the_way.granted
    union all
    -- A function may read anything.
    select pg_locks.*, 4
    from pg_catalog.pg_locks
    where place.function is not null
      and not exists (select from in_the_way where in_the_way.pid is distinct from pg_backend_pid())
      and pg_locks.locktype = 'relation'
      and pg_locks.database = v_database
      and pg_locks.mode = 'AccessExclusiveLock'
  ),
  sessions as (
    select distinct on (locks.pid, pg_prepared_xacts.gid)
      locks.pid,
      locks.granted,
      locks.rank,
      format('%s on %s', locks.mode, locks.relation::regclass) as what,
      pg_stat_activity.usesysid,
      coalesce(pg_stat_activity.usename, pg_stat_activity.backend_type) as usename,
      pg_stat_activity.application_name,
      coalesce(pg_stat_activity.state, 'of unknown state') as state,
      pg_stat_activity.state_change,
      pg_stat_activity.xact_start,
      pg_prepared_xacts.gid,
      pg_prepared_xacts.owner,
      pg_prepared_xacts.prepared
    from locks
    left join pg_catalog.pg_stat_activity on pg_stat_activity.pid = locks.pid
    left join pg_catalog.pg_prepared_xacts
      on locks.pid is null and locks.virtualtransaction = '-1/' || pg_prepared_xacts.transaction::text
    where locks.pid is distinct from pg_backend_pid()
    order by locks.pid, pg_prepared_xacts.gid, locks.granted desc, locks.rank, locks.mode, locks.relation
  )
  select
    string_agg(
      case
        when sessions.gid is not null then format('the prepared transaction %L of %s, since %s, holds %s',
          sessions.gid, sessions.owner, date_trunc('second', sessions.prepared), sessions.what)
        else format('pid %s (%s, %s, %s since %s, in its transaction since %s) %s %s',
          sessions.pid,
          sessions.usename,
          coalesce('application ' || nullif(sessions.application_name, ''), 'no application name'),
          sessions.state,
          coalesce(date_trunc('second', sessions.state_change)::text, 'an unknown time'),
          coalesce(date_trunc('second', sessions.xact_start)::text, 'an unknown time'),
          case when sessions.granted then 'holds' else 'waits for' end,
          sessions.what)
      end,
      '; '
      order by sessions.rank, sessions.xact_start, sessions.pid
    ),
    string_agg(
      case
        when sessions.gid is not null
          then dashboard_refresh._as_owner(sessions.owner::regrole, format('rollback prepared %L;', sessions.gid))
        else dashboard_refresh._terminate_statement(sessions.pid, sessions.usesysid)
      end,
      ' '
      order by sessions.rank, sessions.xact_start, sessions.pid
    ) filter (
      -- The others go on by themselves once these have.
      where sessions.granted and not dashboard_refresh._is_session_name(coalesce(sessions.application_name, ''))
    )
  into v_sessions, v_remedies
  from sessions;

  return case
    when v_remedies is null then v_sessions || '. That ends by itself.'
    else format('%s. Let it finish, or end it: %s', v_sessions, v_remedies)
  end;
end;
$$;
comment on function dashboard_refresh._blocking_sessions(oid, text, dashboard_refresh.place) is
  'Which other sessions hold, or wait for, a lock that stops a refresh of the materialized view by this method, on the '
  'view, its indexes or anything that it reads, in words, and how to end them; null when none does. place: the function in '
  'which the refresh waited. Quotes no query: that may hold data.';
