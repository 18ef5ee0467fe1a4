/* What to do about a refresh that failed. */

create or replace function dashboard_refresh._blocking_sessions(view dashboard_refresh.views)
returns text language sql stable
set search_path = pg_catalog, pg_temp as $$
  select string_agg(
    format(
      'pid %s (%s, %s, in its transaction since %s) holds %s on %s',
      pg_locks.pid,
      pg_stat_activity.usename,
      coalesce(nullif(pg_stat_activity.application_name, ''), 'no application name'),
      date_trunc('second', pg_stat_activity.xact_start),
      pg_locks.mode,
      pg_locks.relation::regclass
    ),
    '; '
    order by pg_stat_activity.xact_start, pg_locks.relation
  )
  from pg_catalog.pg_locks
  join pg_catalog.pg_stat_activity on pg_stat_activity.pid = pg_locks.pid
  where pg_locks.locktype = 'relation'
    and pg_locks.granted
    and pg_locks.database = (select oid from pg_catalog.pg_database where datname = current_database())
    and pg_locks.pid <> pg_backend_pid()
    and (
      -- A concurrent refresh takes EXCLUSIVE on the view: everything but a reader is in its way.
      (
        pg_locks.relation = to_regclass(view.view)
        and pg_locks.mode not in ('AccessShareLock', 'RowShareLock')
      )
      -- On the relations the view reads it takes ACCESS SHARE: only one mode is in its way.
      or (
        pg_locks.mode = 'AccessExclusiveLock'
        and pg_locks.relation in (
          select pg_depend.refobjid
          from pg_catalog.pg_rewrite
          join pg_catalog.pg_depend
            on pg_depend.classid = 'pg_catalog.pg_rewrite'::regclass and pg_depend.objid = pg_rewrite.oid
          where pg_rewrite.ev_class = to_regclass(view.view)
            and pg_depend.refclassid = 'pg_catalog.pg_class'::regclass
        )
      )
    );
$$;
comment on function dashboard_refresh._blocking_sessions(dashboard_refresh.views) is
  'Which other sessions hold a lock that stops a refresh of the view, on the view or on a relation it reads directly, '
  'in words; null when none does. Quotes no query: that may hold data.';

create or replace function dashboard_refresh._failure_hint(
  view dashboard_refresh.views,
  run dashboard_refresh.runs
)
returns text language plpgsql stable
set search_path = pg_catalog, pg_temp as $$
declare
  v_relation constant dashboard_refresh.relation_facts := dashboard_refresh._relation(view);
begin
  return case
    when run.error_sqlstate = '42P01' and v_relation.oid is null then
      format('Create the materialized view %s, or stop managing it: select dashboard_refresh.unmanage(%L);',
        view.view, view.view)
    when run.error_sqlstate = '42809' then
      'Only a materialized view can be refreshed. Drop or rename what has its name.'
    when run.error_sqlstate = '0A000' and not v_relation.is_populated then
      'A view without data cannot be refreshed concurrently. Set concurrently to auto, or refresh it once by hand: '
      || format('refresh materialized view %s;', view.view)
    when run.error_sqlstate = '55000' and not v_relation.has_unique_index then
      'A concurrent refresh needs a unique index on plain columns without a condition. Create one, or set concurrently '
      'to auto.'
    when run.error_sqlstate in ('21000', '23505') then
      'The query gives rows that are equal in the columns of a unique index. Make the query give one row a key.'
    when run.error_sqlstate = '55P03' then
      format('Waited %s (lock_timeout). %s', view.lock_timeout, coalesce(
        dashboard_refresh._blocking_sessions(view),
        'The session that held the lock is gone by now; the next refresh will do.'
      ))
    when run.error_sqlstate = '57014' then
      format('Stopped after %s s. ', round(extract(epoch from run.finished_at - run.started_at), 1))
      || 'A refresh through the API is cut at 55 s: for a longer one set path to database. The watchdog cancels at '
      || format('max_duration (%s); ', view.max_duration)
      || 'statement_timeout of the role or database applies too.'
    when run.error_sqlstate = '42501' then
      format('%s must own the view, or on PostgreSQL 17 have MAINTAIN on it, and the owner needs SELECT on what it '
        'reads and TEMP on the database: alter materialized view %s owner to %I;',
        current_user, view.view, current_user)
    when run.error_sqlstate like '53%' then
      'The server is short of disk, memory or connections. Nothing of the view was changed.'
    else coalesce(
      nullif(run.error_hint, ''),
      format('Try it by hand as the owner of the view: refresh materialized view %s;', view.view)
    )
  end;
end;
$$;
comment on function dashboard_refresh._failure_hint(dashboard_refresh.views, dashboard_refresh.runs) is
  'What to do about a run of the view that failed. PostgreSQL''s own hint, which the run carries, is the fallback.';
