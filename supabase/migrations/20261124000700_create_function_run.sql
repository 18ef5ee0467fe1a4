/*
Purpose: refresh a view, once, and write down how it went.

Objects: functions _lock_owners, _failure_hint, _perform, _find_run, run.

What a refresh does to others, who read the view it refreshes, is in the file on cascades.
*/

create function dashboard_refresh._lock_owners(view dashboard_refresh.views)
returns text
language sql
stable
security invoker
set search_path = pg_catalog, pg_temp
begin atomic
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
        pg_locks.relation = (dashboard_refresh._relation(view)).oid
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
          where pg_rewrite.ev_class = (dashboard_refresh._relation(view)).oid
            and pg_depend.refclassid = 'pg_catalog.pg_class'::regclass
        )
      )
    );
end;

comment on function dashboard_refresh._lock_owners(dashboard_refresh.views) is
  'Which other sessions hold a lock that stops a refresh of the view, on the view or on a relation it reads directly, '
  'in words; null when none does. Says no query text: that may hold data.';

create function dashboard_refresh._failure_hint(
  view dashboard_refresh.views,
  error_sqlstate text,
  error_hint text,
  took interval
)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when error_sqlstate = '42P01' and (dashboard_refresh._relation(view)).oid is null then
      format('Create the materialized view %s, or stop managing it: select dashboard_refresh.unmanage(%L);',
        view.view, view.view)
    when error_sqlstate = '42809' then
      'Only a materialized view can be refreshed. Drop or rename what has its name.'
    when error_sqlstate = '0A000' and not (dashboard_refresh._relation(view)).is_populated then
      'A view without data cannot be refreshed concurrently. Set concurrently to auto, or refresh it once by hand: '
      || format('refresh materialized view %s;', view.view)
    when error_sqlstate = '55000' and not (dashboard_refresh._relation(view)).has_unique_index then
      'A concurrent refresh needs a unique index on plain columns without a condition. Create one, or set concurrently '
      'to auto.'
    when error_sqlstate in ('21000', '23505') then
      'The query gives rows that are equal in the columns of a unique index. Make the query give one row a key.'
    when error_sqlstate = '55P03' then
      format('Waited %s (lock_timeout). %s', view.lock_timeout, coalesce(
        dashboard_refresh._lock_owners(view), 'The session that held the lock is gone by now; the next refresh will do.'
      ))
    when error_sqlstate = '57014' then
      format('Stopped after %s s. ', round(extract(epoch from took), 1))
      || 'A refresh through the API is cut at 55 s: for a longer one set path to database. The watchdog cancels at '
      || format('max_duration (%s); ', view.max_duration)
      || 'statement_timeout of the role or database applies too.'
    when error_sqlstate = '42501' then
      format('%s must own the view, or on PostgreSQL 17 have MAINTAIN on it, and the owner needs SELECT on what it '
        'reads and TEMP on the database: alter materialized view %s owner to %I;',
        current_user, view.view, current_user)
    when error_sqlstate like '53%' then
      'The server is short of disk, memory or connections. Nothing of the view was changed.'
    else coalesce(
      nullif(error_hint, ''),
      format('Try it by hand as the owner of the view: refresh materialized view %s;', view.view)
    )
  end;
end;
$$;

comment on function dashboard_refresh._failure_hint(dashboard_refresh.views, text, text, interval) is
  'What to do about a refresh that failed with this SQLSTATE after `took`. error_hint: PostgreSQL''s own, the fallback.';

create function dashboard_refresh._perform(run_id uuid, path text)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
-- Overwritten below by the view's setting; named here so that the caller's own comes back at the end.
set lock_timeout = '10s'
as $$
declare
  v_view dashboard_refresh.views;
  v_relation dashboard_refresh.relation_facts;
  v_definition dashboard_refresh.definition_facts;
  v_epoch text;
  v_fingerprint text;
  v_upstream_as_of timestamptz;
  v_concurrently boolean;
  v_started_at timestamptz;
  v_finished_at timestamptz;
  v_inserted_before bigint;
  v_deleted_before bigint;
  v_result dashboard_refresh.runs;
  v_waiting uuid[];
begin
  -- An older snapshot than that of the moment would show the ledger, and the sources, as they were before.
  if current_setting('transaction_isolation') <> 'read committed' then
    raise exception using
      errcode = 'DR010',
      message = format('a refresh cannot run in a transaction that is %s', current_setting('transaction_isolation')),
      detail = 'It must see what others committed until now.',
      hint = 'Use read committed.';
  end if;

  select views.*
  into strict v_view
  from dashboard_refresh.runs
  join dashboard_refresh.views on views.id = runs.view_id
  where runs.id = _perform.run_id;

  perform dashboard_refresh._lock_run(v_view.id, _perform.run_id);
  perform set_config('application_name', 'refresh-dashboard ' || _perform.run_id, true);

  -- REFRESH takes its snapshot after this moment and with the view's lock held, so the data is never older than
  -- data_as_of says, nor than the request of any run that saw the lock free.
  v_started_at := clock_timestamp();
  v_result.status := 'succeeded';

  -- What waits now, committed, asks for nothing more than this refresh gives. Its requested_at would not tell: that is
  -- taken before the request commits, together with changes this refresh may not see.
  v_waiting := array(
    select runs.id
    from dashboard_refresh.runs
    where runs.view_id = v_view.id and runs.status = 'queued' and runs.id <> _perform.run_id
  );

  begin
    v_relation := dashboard_refresh._relation(v_view);

    if v_relation.oid is null then
      raise undefined_table using message = format('materialized view %s does not exist', v_view.view);
    elsif v_relation.kind <> 'm' then
      raise wrong_object_type using message = format('%s is not a materialized view', v_view.view);
    end if;

    v_concurrently := v_view."concurrently" = 'always'
      or (v_view."concurrently" = 'auto' and v_relation.is_populated and v_relation.has_unique_index);
    v_result.method := case when v_concurrently then 'concurrently' else 'plain' end;

    -- All of this is read before the snapshot of the refresh; see the file on fingerprints for why that must be.
    v_epoch := (dashboard_refresh._statistics(v_started_at)).epoch;
    v_definition := dashboard_refresh._define(v_relation.oid, v_epoch);
    v_fingerprint := dashboard_refresh._source_state(
      v_definition.rules, v_definition.sources, v_definition.functions, v_epoch
    );
    v_view.upstream := v_definition.upstream;
    v_upstream_as_of := dashboard_refresh._upstream_as_of(v_view, v_started_at);

    v_inserted_before := pg_stat_get_xact_tuples_inserted(v_relation.oid);
    v_deleted_before := pg_stat_get_xact_tuples_deleted(v_relation.oid);

    perform set_config('lock_timeout', (extract(epoch from v_view.lock_timeout) * 1000)::bigint::text, true);
    execute format(
      'refresh materialized view %s %I.%I',
      case when v_concurrently then 'concurrently' else '' end, v_view.schema_name, v_view.view_name
    );

    -- These counters are the transaction's own, exact and at once; counting the rows would cost a scan of the view.
    if current_setting('track_counts')::boolean then
      v_result.rows_inserted := pg_stat_get_xact_tuples_inserted(v_relation.oid) - v_inserted_before;
      v_result.rows_deleted := case
        when v_concurrently then pg_stat_get_xact_tuples_deleted(v_relation.oid) - v_deleted_before
      end;
    end if;
  exception
    -- others leaves two out. Cancellation is how a time-out arrives, and a run that timed out has failed; and a function
    -- that the view calls may assert.
    when query_canceled or assert_failure or others then
      v_result.status := 'failed';
      get stacked diagnostics
        v_result.error_sqlstate = returned_sqlstate,
        v_result.error_message = message_text,
        v_result.error_hint = pg_exception_hint;
  end;

  -- A definition that was replaced between the two looks above may read what the state does not hold.
  if v_result.status = 'succeeded' and dashboard_refresh._define(v_relation.oid, v_epoch) is distinct from v_definition then
    v_fingerprint := null;
  end if;

  v_finished_at := clock_timestamp();

  if v_result.status = 'failed' then
    v_result.error_hint := dashboard_refresh._failure_hint(
      v_view, v_result.error_sqlstate, v_result.error_hint, v_finished_at - v_started_at
    );
  else
    v_result.data_as_of := v_started_at;
  end if;

  update dashboard_refresh.runs
  set status = v_result.status,
    path = _perform.path,
    started_at = v_started_at,
    finished_at = v_finished_at,
    data_as_of = v_result.data_as_of,
    method = v_result.method,
    rows_inserted = v_result.rows_inserted,
    rows_deleted = v_result.rows_deleted,
    error_sqlstate = v_result.error_sqlstate,
    error_message = v_result.error_message,
    error_hint = v_result.error_hint
  where runs.id = _perform.run_id;

  update dashboard_refresh.runs
  set status = v_result.status,
    finished_at = v_finished_at,
    data_as_of = v_result.data_as_of,
    served_by = _perform.run_id,
    error_sqlstate = v_result.error_sqlstate,
    error_message = v_result.error_message,
    error_hint = v_result.error_hint
  where runs.id = any (v_waiting);

  begin
    update dashboard_refresh.views
    set last_duration = v_finished_at - v_started_at,
      last_finished_at = v_finished_at
    where views.id = v_view.id;

    if v_result.status = 'failed' then
      perform dashboard_refresh._count_failure(v_view.id, v_result.error_sqlstate, v_finished_at);
    else
      update dashboard_refresh.views
      set data_as_of = v_started_at,
        verified_at = null,
        upstream_as_of = v_upstream_as_of,
        rules = v_definition.rules,
        sources = v_definition.sources,
        upstream = v_definition.upstream,
        functions = v_definition.functions,
        unwatchable = v_definition.unwatchable,
        fingerprint = v_fingerprint,
        relation_state = dashboard_refresh._view_state(v_relation.oid),
        consecutive_failures = 0,
        failing_since = null,
        failure_kind = null,
        failed_outline = null,
        retry_at = null
      where views.id = v_view.id;

      perform dashboard_refresh._close_alerts(v_view.id, array['failing', 'suspended'], v_finished_at);
    end if;
  exception
    -- Somebody who changes the settings keeps a transaction open. The refresh counts all the same; that the registry
    -- takes the view for less fresh than it is costs one more refresh.
    when lock_not_available then
      raise warning using
        message = format('the registry''s row of %s is locked, so it does not know of run %s', v_view.view, _perform.run_id),
        errcode = 'lock_not_available';
  end;

  perform dashboard_refresh._tell_dependants(_perform.run_id);
end;
$$;

comment on function dashboard_refresh._perform(uuid, text) is
  'Refreshes the view of a queued run and makes the run final, with all runs of the view that waited when it started. '
  'path: where it runs, which may not be where it was meant to. The caller holds the view''s lock. Never raises for a '
  'refresh that failed.';

create function dashboard_refresh._find_run(run_id uuid)
returns dashboard_refresh.runs
language plpgsql
-- Volatile, to see what others have committed since the caller's statement began.
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_run dashboard_refresh.runs;
begin
  select * into v_run from dashboard_refresh.runs where runs.id = _find_run.run_id;

  if not found then
    raise exception using
      errcode = 'DR008',
      message = format('there is no run %s', coalesce(run_id::text, '(null)')),
      detail = 'Runs are kept 14 days.',
      hint = 'Ask for a new one: select dashboard_refresh.request(''schema.view'');';
  end if;

  return v_run;
end;
$$;

comment on function dashboard_refresh._find_run(uuid) is 'The run of that id, as of now. Raises DR008.';

create function dashboard_refresh.run(run_id uuid, path text default 'database')
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_run dashboard_refresh.runs;
begin
  v_run := dashboard_refresh._find_run(run_id);

  if v_run.status = 'queued' and dashboard_refresh._try_lock_view(v_run.view_id) then
    -- Whoever held the lock until now may have served this run.
    v_run := dashboard_refresh._find_run(run_id);

    if v_run.status = 'queued' then
      perform dashboard_refresh._perform(v_run.id, run.path);
      v_run := dashboard_refresh._find_run(run_id);
    end if;
  end if;

  return dashboard_refresh._run_json(v_run);
end;
$$;

comment on function dashboard_refresh.run(uuid, text) is
  'Does the work of a queued run and returns it. Still queued means another run has the view: ask again, nothing is '
  'waited for here. A final run is returned as it is and nothing is done. A refresh that fails is returned as failed. '
  'path: where this is, as the ledger will say. '
  'Raises DR008 for an unknown id, DR010 outside read committed.';

revoke all on function
  dashboard_refresh._lock_owners(dashboard_refresh.views),
  dashboard_refresh._failure_hint(dashboard_refresh.views, text, text, interval),
  dashboard_refresh._perform(uuid, text),
  dashboard_refresh._find_run(uuid),
  dashboard_refresh.run(uuid, text)
from public, anon, authenticated, service_role;
